"""The commands of the command line, one per module; each gets what was given and the settings, and knows its exit codes."""

GOOD, FINDINGS, COULD_NOT_RUN = 0, 1, 2
NO_SUCH_COMMAND = 127
"""What `run` ends with, as shells do, if there is no such command."""
