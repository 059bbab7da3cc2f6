"""A line for a shell that sends a request again, with variables where secrets were; sends nothing itself."""

from __future__ import annotations

import shlex

from mockserver.conformance.judging.masks import NOTHING, Masks
from mockserver.conformance.request_building import Request


def line(request: Request, base_url: str, masks: Masks = NOTHING) -> str:
    """The line.

    Args:
        request: what was sent.
        base_url: where the paths of the document begin.
        masks: what is hidden.
    """
    words = ["curl", "-i", "-X", request.method] if request.method != "HEAD" else ["curl", "-I"]
    for name, value in request.headers.items():
        words += ["-H", f"{name}: {value}"]
    if request.body is not None:
        words += ["--data-binary", request.body[:20_000].decode("utf-8", "backslashreplace")]
    words.append(base_url.rstrip("/") + request.target)
    return " ".join(_word(each, masks) for each in words)


def _word(text: str, masks: Masks) -> str:
    pieces = masks.for_shell(text)
    if all(kind == "text" for kind, _ in pieces):
        return shlex.quote(text)
    return "".join(shlex.quote(value) if kind == "text" else f'"${value}"' for kind, value in pieces)
