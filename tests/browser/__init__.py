"""The website as people meet it: a real browser in front of the real system."""
