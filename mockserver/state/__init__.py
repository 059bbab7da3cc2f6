"""What can change: worlds and everything in them; knows no vendor and no HTTP."""
