"""The version of this release, alone in a module so that whoever asks for it imports nothing else."""

__version__ = "0.2.0"
