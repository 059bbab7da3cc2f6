"""A real server behind a port of ours: what it is asked is passed on, judged and written down, without secrets."""
