"""Judges one request with its answer against a document and what is said of it; sends nothing, knows no law about two."""
