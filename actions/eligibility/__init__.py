"""The eligibility interview: what is known of the caller, what is asked next, and what the conditions say. Pure."""
