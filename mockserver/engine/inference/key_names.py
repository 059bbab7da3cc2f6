"""How likely a member is a key by what it is called: names as tables, weighed against parameter and collection."""

from __future__ import annotations

from functools import lru_cache

from mockserver.engine.inference.paths import letters, singular, words

USUAL = (
    "id", "uuid", "key", "name", "slug", "gid", "uid", "sid", "handle", "token", "number", "code", "username", "login",
    "email", "guid", "identifier", "ref", "reference",
)  # fmt: skip
"""What keys are called, the likeliest first."""
ADDRESSES = ("uri", "self", "href", "selflink", "resourceuri", "resourceurl", "url", "location", "link")
"""What members are called that hold the address of a record, the likeliest first."""
NUMBERED = frozenset(["id", "uuid", "guid", "gid", "uid", "sid", "number", "identifier", "nodeid"])
"""Members that have a value of their own in every record, whether they are its key or not."""
GENERIC = frozenset(["entity", "object", "resource", "item", "record", "unique", "element", "internal"])
"""Words before `id` that say no more than it does."""
PARTS = frozenset(
    ["data", "result", "item", "entity", "response", "resource", "payload", "value", "record", "content", "metadata",
     "meta", "attributes", "properties", "fields", "spec", "info", "header", "identity", "details", "summary", "base"]
)  # fmt: skip
"""What objects are called that are the entity itself, or a part of it, and not another one that it names."""
LIKELY = 40
"""From this weight on a member counts as a key."""
RELATED = 80
"""From this weight on a member is called like the parameter."""


@lru_cache(maxsize=100_000)
def weight(name: str, parameter: str, noun: str) -> float:
    """How likely a member is the key that a path parameter carries.

    Args:
        name: the member's name.
        parameter: the parameter's name.
        noun: what the collection is called, in the singular.
    """
    member, wanted, thing = letters(name), letters(parameter), letters(noun)
    usual = USUAL.index(member) if member in USUAL else None
    if member == wanted:
        return 100
    if wanted == thing + member and usual is not None:
        return 95
    if member.endswith("id") and member[:-2] in GENERIC and wanted.endswith("id"):
        return 82
    if usual is not None and wanted.endswith(member) and len(wanted) > len(member):
        return 85
    if member == thing + wanted:
        return 80
    own = words(name)
    if len(own) > 1 and own[-1] in NUMBERED and own == words(parameter)[-len(own) :]:
        return 75
    if len(words(parameter)) > 1 and member == words(parameter)[-1]:
        return 70
    if thing and member.startswith(thing) and member[len(thing) :] in USUAL[:3]:
        return 65
    return 60 - usual if usual is not None else 0


def nested(weight: float, depth: int) -> float:
    """The weight of a member so far down: every likely member above goes before it."""
    return weight if not depth or not weight else LIKELY + weight / 60 - depth / 10


def part(name: str, noun: str) -> bool:
    """Whether an object inside an entity is the entity itself, or a part of it, by its name."""
    plain, thing = letters(name), letters(noun)
    alike = bool(thing) and (plain.endswith(thing) or thing.endswith(letters(singular(name))))
    return plain in PARTS or alike


def same(name: str, called: str, weight: float) -> bool:
    """Whether a member of an answer is the key that is called something else elsewhere, and not another one.

    Args:
        name: the member's name.
        called: the key's name; empty where none is known.
        weight: how likely the member is the key by itself.
    """
    plain = letters(name)
    return not called or plain == letters(called) or weight >= RELATED or plain in NUMBERED


def noun_of(literals: list[str]) -> str:
    """What one record of a collection is called, from the literal segments of its path."""
    return singular(literals[-1]) if literals else ""
