"""Who says so: statements, labels, readings, exchanges and their explanation; knows documents, no state and no HTTP."""
