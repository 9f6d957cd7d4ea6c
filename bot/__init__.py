"""Rasa's side: channel, graph components, guarded action calls. Dialogue only; knows no policy facts, no index."""
