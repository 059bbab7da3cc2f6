"""The document: read once, refused where it cannot be served, compiled, never changed; knows no evidence, state or HTTP."""
