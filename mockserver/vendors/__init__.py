"""The vendors: one module or package each, found by looking; they know the engine's words and nothing else."""
