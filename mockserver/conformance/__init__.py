"""Everything that asks "is it true?"; looks from outside, never into the state."""
