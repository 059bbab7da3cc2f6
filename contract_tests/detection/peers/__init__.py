"""Peers that are asked about the same broken servers as `verify`, each as its users would; they know no laws of ours."""
