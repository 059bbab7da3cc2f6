"""What of a message changes on its way between a client of ours and the real server: hop-by-hop headers, addresses, cookies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

Fields = list[tuple[bytes, bytes]]

HOP_BY_HOP = frozenset({
    b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade",
    b"proxy-authenticate",
})  # fmt: skip
"""What speaks of one connection only (RFC 9110, 7.6.1)."""
OURS = b"mock-"
"""How the names of our own headers begin."""
ADDRESSES = (b"origin", b"referer")
"""Request headers that name the server that is called."""
CODINGS = ("gzip", "deflate", "identity")
"""Content codings that can be read here; others are not asked for."""


@dataclass(frozen=True)
class Ends:
    """The two addresses of one vendor.

    Attributes:
        ours: under which the client reached it, without a slash at its end.
        theirs: of the real server, without a slash at its end.
    """

    ours: str
    theirs: str

    @property
    def host(self) -> str:
        """The real server's name, as a Host header has it."""
        return urlsplit(self.theirs).netloc.rpartition("@")[2]

    def to_theirs(self, fields: Iterable[tuple[bytes, bytes]]) -> Fields:
        """The headers of a request as they are passed on."""
        return [(b"host", self.host.encode("latin-1")), *self._asked(fields)]

    def _asked(self, fields: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
        for name, value in _end_to_end(fields):
            if name in ADDRESSES:
                yield name, self._theirs_in(value.decode("latin-1")).encode("latin-1")
            elif name == b"accept-encoding":
                yield name, _codings(value.decode("latin-1")).encode("latin-1")
            elif name not in (b"host", b"expect"):
                yield name, value

    def _theirs_in(self, value: str) -> str:
        """An address of ours as theirs; the origin alone is that of all vendors here."""
        if value.startswith(self.ours):
            return self.theirs + value[len(self.ours) :]
        return _origin(self.theirs) if value == _origin(self.ours) else value

    def to_ours(self, fields: Iterable[tuple[bytes, bytes]]) -> Fields:
        """The headers of an answer as the client gets them."""
        changes = {
            b"location": self.link,
            b"content-location": self.link,
            b"link": self.links,
            b"set-cookie": self.cookie,
        }
        same = _end_to_end(fields)
        return [
            (name, changes[name](value.decode("latin-1")).encode("latin-1") if name in changes else value)
            for name, value in same
        ]

    def link(self, address: str) -> str:
        """An address that leads to the real server leads here; one of another server stays."""
        base = urlsplit(self.theirs)
        if address.startswith("/") and not address.startswith("//"):
            below = address[len(base.path) :] if _below(address, base.path) else None
            return address if below is None else urlsplit(self.ours).path + below or "/"
        return self.ours + address[len(self.theirs) :] if _below(address, self.theirs) else address

    def links(self, text: str) -> str:
        """A Link header, each of its addresses by itself."""
        return re.sub(r"<([^>]*)>", lambda found: f"<{self.link(found[1])}>", text)

    def cookie(self, text: str) -> str:
        """A cookie that the client takes from here: of no domain, for a path here, and over plain HTTP where that is spoken."""
        value, *attributes = (part.strip() for part in text.split(";"))
        kept = [each for each in (self._attribute(attribute) for attribute in attributes) if each]
        return "; ".join([value, *kept])

    def _attribute(self, attribute: str) -> str:
        name, _, value = attribute.partition("=")
        secure = self.ours.startswith("https:")
        if name.lower() == "domain" or (name.lower() == "secure" and not secure):
            return ""
        if name.lower() == "samesite" and value.lower() == "none" and not secure:
            return ""
        if name.lower() == "path" and value.startswith("/"):
            return f"Path={self.link(value) if _below(value, urlsplit(self.theirs).path) else '/'}"
        return attribute

    def body(self, body: bytes) -> bytes:
        """A body whose absolute links to the real server lead here; also as JSON may write their slashes."""
        for theirs, ours in ((self.theirs, self.ours), (_escaped(self.theirs), _escaped(self.ours))):
            if theirs.encode() in body:
                longer = rb"(?![A-Za-z0-9.:_-])"
                body = re.sub(re.escape(theirs.encode()) + longer, ours.encode().replace(b"\\", b"\\\\"), body)
        return body


def _end_to_end(fields: Iterable[tuple[bytes, bytes]]) -> Fields:
    """The headers that are passed on: none of one connection, and none of our own."""
    known = [(name.lower(), value) for name, value in fields]
    named = {each.strip().lower() for name, value in known if name == b"connection" for each in value.split(b",")}
    return [
        (name, value)
        for name, value in known
        if name not in HOP_BY_HOP and name not in named and not name.startswith(OURS)
    ]


def _codings(asked: str) -> str:
    """What a client accepts, without what could not be read here."""
    known = [each.strip() for each in asked.split(",") if each.partition(";")[0].strip().lower() in CODINGS]
    return ", ".join(known) or "identity"


def _below(address: str, base: str) -> bool:
    """Whether an address is a base, or goes on below it."""
    rest = address[len(base) :] if address.startswith(base) else None
    return rest is not None and (rest[:1] in ("", "/", "?", "#") or base.endswith("/"))


def _origin(address: str) -> str:
    found = urlsplit(address)
    return f"{found.scheme}://{found.netloc}"


def _escaped(address: str) -> str:
    return json.dumps(address)[1:-1].replace("/", r"\/")
