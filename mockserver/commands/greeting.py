"""What `serve` prints when it is ready: where everything is, a line to try for each vendor, and where to find the rest; 80 columns wide."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from mockserver.authorization import kind_of, present, schemes_of
from mockserver.masking import visible
from mockserver.version import __version__

WIDTH = 80
DOCS = "https://github.com/mocksrv/mockserver/tree/main/docs"
EVERYWHERE = re.compile(r"//(0\.0\.0\.0|\[::\]):")
"""Addresses that stand for all of a machine's own; a client needs one of them."""
TRIED = 20
"""Operations among which one is chosen as an example."""


def greeting(server: Any, address: str, authority: str) -> str:
    """What is there, for a person.

    Args:
        server: what is served.
        address: where it listens.
        authority: the file of whoever vouches for its certificate; empty where it has none.
    """
    return visible("\n".join(_lines(server, address, authority)), lines=True)


def greeting_as_json(server: Any, address: str, authority: str) -> str:
    """What is there, for a program that reads the lines of requests: one line as those are; arguments as for `greeting`."""
    base = EVERYWHERE.sub("//127.0.0.1:", address)
    vendors = {name: f"{base}/{name}" for name in server.vendors}
    return message_as_json(next(_lines(server, address, authority)), url=base, vendors=vendors)


def message_as_json(message: str, **more: Any) -> str:
    """One line of what is printed beside the lines of requests, with what a program takes from it."""
    from mockserver.state.clock import machine_time

    time = machine_time().isoformat().replace("+00:00", "Z")
    return json.dumps({"time": time, "message": visible(message), **more})


def _lines(server: Any, address: str, authority: str) -> Iterator[str]:
    from mockserver.serving.page import UI

    trust = f"; trust {authority}" if authority else ""
    yield f"mockserver {__version__} is ready on {address}  (stop with Ctrl-C{trust})"
    base = EVERYWHERE.sub("//127.0.0.1:", address)
    for name, served in server.vendors.items():
        yield ""
        yield from _wrapped(f"{base}/{name}", f"{served.spec.evidence.title}  ", "  ")
        if server.addresses.alone:
            yield f"  {base}/  leads there, too"
        yield from _chosen(served)
        yield from _try(served, base, authority)
        yield from _unserved(served)
    yield ""
    bare = all(each.spec.labelled.document.bare for each in server.vendors.values())
    word = "DOCUMENT" if bare else "VENDOR"
    yield f"mockserver routes {word}   its operations, and the credentials that it accepts"
    yield f"mockserver explain {word}  {'what each does and why' if bare else 'its profiles and readings'}, and who says so"
    if server.control.open:
        yield f"Page           {base}{UI}"
        yield f"Control plane  {base}/__admin/health"
    else:
        yield f"Control plane  {base}/__admin/health  (the rest of it is off here;"
        yield "               --admin-token TOKEN opens it, or --admin on)"
    yield f"Documentation  {DOCS}"


def _wrapped(text: str, first: str, rest: str) -> Iterator[str]:
    """A text in lines that fit; a word that is too long for any stays whole, so that it can be copied."""
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _chosen(served: Any) -> Iterator[str]:
    """What was chosen otherwise than usual: a profile, readings, switches."""
    from mockserver.engine.choices import deviations

    choices = served.vendor_state(served.settings.fixture_for(served.vendor.name)).choices
    kinds = {"readings": choices.readings, "switches": deviations(served.spec, choices)["switches"]}
    parts = [f"profile {choices.profile}"] if choices.profile else []
    parts += [
        f"{kind} {', '.join(f'{id}={value}' for id, value in chosen.items())}"
        for kind, chosen in kinds.items()
        if chosen
    ]
    if parts:
        yield from _wrapped("; ".join(parts), "  chosen: ", " " * 10)


def _try(served: Any, base: str, authority: str) -> Iterator[str]:
    """A curl line for the vendor's first operation that takes no body and no path parameter; nothing if there is none."""
    words = _curl(served, base)
    if not words:
        return
    line = "  try: curl"
    for word in [*([f"--cacert {authority}"] if authority else []), *words]:
        if len(f"{line} {word}") <= WIDTH:
            line += f" {word}"
        else:
            yield f"{line} \\"
            line = f"    {word}"
    yield line


def _curl(served: Any, base: str) -> list[str]:
    """What comes after `curl`, each flag with its value in one piece."""
    document = served.spec.labelled.document
    simple = [id for id, method, path in document.frames() if method == "GET" and "{" not in path]
    served_ones = [document.operations[id] for id in simple[:TRIED] if id not in document.unserved]
    if not served_ones:
        return []
    operation = next((each for each in served_ones if each.secured), served_ones[0])
    url = f"{base}/{served.vendor.name}{operation.path}"
    if not (operation.secured and served.vendor.access.credentials):
        return [url]
    words: list[str] = []
    query: dict[str, str] = {}
    for scheme in _demanded(document.raw, operation):
        credential = next((each for each in served.vendor.access.credentials if each.scheme == kind_of(scheme)), None)
        if credential is None:
            return [url]
        if credential.scheme == "basic":
            words.append(f"-u {credential.user}:{credential.secret}")
            continue
        sent = present(credential.scheme, credential.secret, schemes=[scheme])
        words += [f"-H '{name}: {value}'" for name, value in sent.headers.items()]
        query |= sent.query
    return [*words, f"'{url}?{urlencode(query)}'" if query else url]


def _demanded(raw: Mapping[str, Any], operation: Any) -> list[Mapping[str, Any]]:
    """The security schemes that satisfy an operation together: its first alternative whose credentials can all be shown."""
    node, schemes = raw["paths"][operation.path][operation.method.lower()], schemes_of(raw)
    alternatives = [
        [schemes[name] for name in each if name in schemes] for each in node.get("security", raw.get("security", []))
    ]
    return next((each for each in alternatives if each and all(map(kind_of, each))), [])


def _unserved(served: Any) -> Iterator[str]:
    """What cannot be served of a document of the user's own, operation by operation, and what was passed over in it."""
    document = served.spec.labelled.document
    notes = [*(served.inference.notes if document.bare else ())]
    for note in [f"note: {each}" for each in notes]:
        yield from _wrapped(note, "  ", "    ")
    for id, reason in document.unserved.items():
        yield from _wrapped(f"not served: {id}: {reason}", "  ", "    ")
    for place, what in document.notes.items():
        yield from _wrapped(f"note: {place}: {what}", "  ", "    ")
