"""How a server is asked that is not ours: guarded, paced, by credentials that are never shown, cleaned up after; judges nothing."""
