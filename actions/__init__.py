"""Questions → typed answers → wording; rasa-sdk actions and the look-up API at the edge. Does no work on import."""
