"""Which documented outcomes some client code has met, whether that is enough, and what would meet the rest."""
