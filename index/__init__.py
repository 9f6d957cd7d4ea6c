"""Notices and how they are found: parsing, passages, vectors, search. Knows nothing of Rasa, HTTP or wording."""
