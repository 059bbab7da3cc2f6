"""The control plane under /__admin: its document and its actions; knows state and contracts, no HTTP library."""
