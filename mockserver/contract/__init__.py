"""What was promised: documents, evidence and readings, read once and never changed; knows no HTTP and no state."""
