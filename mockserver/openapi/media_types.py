"""Media types as they are compared: by name, without parameters; reads no body."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=256)
def plain(media_type: str) -> str:
    """A media type without its parameters, in small letters."""
    return media_type.partition(";")[0].strip().lower()


@lru_cache(maxsize=256)
def matched(media_type: str, listed: tuple[str, ...]) -> str | None:
    """Which of the listed media types, or ranges of them, a media type is; None for none."""
    wanted = plain(media_type)
    for each in listed:
        base = plain(each)
        if base in (wanted, "*/*") or (base.endswith("/*") and wanted.startswith(base[:-1])):
            return each
    return None
