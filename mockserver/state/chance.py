"""A world's chance: seeded, small enough to be part of a snapshot; the only source of randomness."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Chance:
    """A sequence of numbers that only the seed and the count of draws decide."""

    seed: int
    drawn: int = 0

    def fraction(self) -> float:
        """The next number in [0, 1)."""
        return self.number(2**53) / 2**53

    def number(self, below: int) -> int:
        """The next whole number in [0, below)."""
        self.drawn += 1
        return self._digest(f"{self.seed}:{self.drawn}") % below

    def text(self, alphabet: Sequence[str], length: int) -> str:
        """The next text of a length over an alphabet."""
        return "".join(alphabet[self.number(len(alphabet))] for _ in range(length))

    def fixed(self, *key: object) -> float:
        """A number in [0, 1) that depends on the seed and the key alone: the same key gives the same number, always."""
        return self._digest("|".join(map(str, (self.seed, *key)))) % 2**53 / 2**53

    def copy(self) -> Chance:
        """Another chance that goes on with the same numbers."""
        return Chance(self.seed, self.drawn)

    @staticmethod
    def _digest(text: str) -> int:
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "big")
