"""Who may have asked what was recorded: credentials are not written down, so several may have; asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from mockserver.conformance.credentials import NOBODY, Caller, caller, strangers
from mockserver.engine.vendor import Vendor
from mockserver.masking import HIDDEN, Secrets, key_names
from mockserver.traffic.exchanges import Exchange

NOT_SENT = frozenset({
    "host", "content-length", "transfer-encoding", "connection", "accept-encoding", "authorization", "cookie", "prefer",
    "user-agent", "expect", "origin", "referer", "te", "upgrade", "keep-alive",
})  # fmt: skip
"""Headers of a recorded request that say nothing to the mock, or that it gets from here."""
POWERLESS = "powerless"


@dataclass(frozen=True)
class Asker:
    """Somebody who may have asked.

    Attributes:
        caller: what is presented.
        trusted: whether the server took a credential that nobody knows here.
    """

    caller: Caller
    trusted: bool = False


class Callers:
    """The callers of one vendor or document.

    Args:
        vendor: whom it accepts.
        document: where the document says how a credential is presented.
    """

    def __init__(self, vendor: Vendor, document: Mapping[str, Any]) -> None:
        self._document = document
        self._keys = Secrets(key_names(document))
        listed = vendor.access.credentials
        self._powerful = [
            caller(document, each.id, each.scheme, each.secret, each.user, powerful=True) for each in listed
        ]
        self._strangers = strangers(document) if listed else []

    def of(self, exchange: Exchange) -> Iterator[Asker]:
        """Who may have asked: nobody; who may do everything, or may not do this; somebody whom the server does not know."""
        kind = self._presented(exchange)
        known = [each for each in self._powerful if each.scheme == kind] or self._powerful
        unknown = [each for each in self._strangers if each.scheme == kind] or self._strangers
        if not kind or not known:
            yield Asker(NOBODY)
            return
        if exchange.status not in (401, 403):
            yield Asker(known[0], trusted=True)
        if exchange.status == 403:
            yield Asker(known[0])
            scheme = known[0].scheme
            user = POWERLESS if scheme == "basic" else ""
            yield Asker(caller(self._document, POWERLESS, scheme, POWERLESS, user))
        yield from (Asker(each) for each in unknown[:1])

    def powerless(self) -> list[dict[str, Any]]:
        """The credentials of who may not do anything, one of each scheme, as a fixture has them."""
        return [
            {"id": f"{POWERLESS}-{kind}", "scheme": kind, "secret": POWERLESS, "user": POWERLESS, "permissions": {}}
            for kind in dict.fromkeys(each.scheme for each in self._powerful)
        ]

    def presented_by(self, by: Caller, exchange: Exchange) -> tuple[list[tuple[str, str]], str]:
        """Headers and target of a recorded request as somebody presents it: with his credential in place of what was hidden."""
        secret = {*self._keys.names, *(name.lower() for name in by.headers)}
        headers = [
            (name, value) for name, value in exchange.request.headers
            if name.lower() not in NOT_SENT and name.lower() not in secret and HIDDEN not in value
        ]  # fmt: skip
        pairs = parse_qsl(exchange.query, keep_blank_values=True)
        query = [pair for pair in pairs if pair[0].lower() not in secret and HIDDEN not in pair[1]]
        plain = not by.query and len(query) == len(pairs)
        sent = exchange.query if plain else urlencode([*query, *by.query])
        return [*headers, *by.headers.items()], exchange.path + (f"?{sent}" if sent else "")

    def _presented(self, exchange: Exchange) -> str:
        """How a credential was presented; empty where none was."""
        scheme = (exchange.request.header("authorization") or "").partition(" ")[0].lower()
        if scheme:
            return scheme if scheme in ("bearer", "basic") else "bearer"
        names = [name for name, _ in exchange.request.headers] + [
            name for name, _ in parse_qsl(exchange.query, keep_blank_values=True)
        ]
        return "apiKey" if any(name.lower() in self._keys.names for name in names) else ""
