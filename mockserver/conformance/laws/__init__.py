"""The laws: what holds of a server that keeps its promise, each asked over HTTP alone; a law may not know who serves."""
