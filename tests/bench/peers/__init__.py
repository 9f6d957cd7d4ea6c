"""The look-up beside the engines of other retrieval libraries, which are handed the same vectors."""
