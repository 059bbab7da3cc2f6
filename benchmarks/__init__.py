"""The server measured beside its peers, and how its cost grows; run with `python -m benchmarks`."""
