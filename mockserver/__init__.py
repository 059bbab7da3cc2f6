"""A stand-in for four vendors' reporting APIs that can show where each of its answers comes from."""

__version__ = "0.1.0"
