"""What the tool itself says instead of a vendor's answer, and what an answer is in few words; asks nothing."""

from __future__ import annotations

import json

OF_THE_TOOL = "urn:mockserver:problem:"
"""What marks an answer that is no vendor's."""
SAYS = "the mock server itself says: "
"""What the words of a failure begin with."""


def is_own(text: str) -> bool:
    """Whether the body of an answer is the tool's own, not the vendor's."""
    return OF_THE_TOOL in text[:200]


def in_few_words(text: str) -> str:
    """The body of an answer, cut short; of the tool's own the detail, which says what to do."""
    if not is_own(text):
        return text[:300]
    try:
        problem = json.loads(text)
        return f"{SAYS}{problem['title']}: {problem['detail']}"
    except (ValueError, TypeError, KeyError):
        return f"{SAYS}{text[:300]}"
