"""How good the checks are: servers that break one promise each, asked by `verify`, by `check` and by their peers."""
