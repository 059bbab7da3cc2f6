"""Values that fit a schema, made from nothing or from as much of a given value as the schema has a place for."""
