"""The record of turns: what came of every question, masked, in an SQL database that no reply waits for."""
