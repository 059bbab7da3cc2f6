"""What decides what nothing else decides in answers: the world's seed and what they are about."""

from __future__ import annotations

import zlib

from mockserver.engine.call import Call
from mockserver.engine.inference.decisions import Decision
from mockserver.engine.inference.paths import address
from mockserver.state.chance import Chance


def seed_of(call: Call, decision: Decision) -> str:
    """What decides what nothing else decides in the answers at an address of a world."""
    return f"{call.world.chance.seed}:{address(decision.outline.path.plain, call.path)}"


def seeded(seed: str) -> Chance:
    """A chance of its own for a seed."""
    return Chance(zlib.crc32(seed.encode()))
