"""Worlds that outlive the process (`--state FILE`): an SQLite file, what goes into it, and when; knows no request."""
