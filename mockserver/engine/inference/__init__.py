"""What a bare document does, inferred from it: collections, keys, entities, and the actions that follow; knows no HTTP."""
