"""`make bench`: this system beside stock Rasa, on the same questions, at the same time of day."""
