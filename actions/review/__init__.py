"""Learning from what was not answered: groups of such questions, drafts from them, their review, and figures."""
