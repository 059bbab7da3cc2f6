"""What recorded exchanges say of one real server: its records, the readings it follows, and the facts that were seen."""
