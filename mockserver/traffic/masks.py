"""Takes secrets out of exchanges before anything of them is kept: by name, and by value wherever one was met; the names are told."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from mockserver.masking import HIDDEN, Secrets, was_cut
from mockserver.traffic.exchanges import Exchange, Message

KNOWN = frozenset({
    "authorization", "proxy-authorization", "cookie", "set-cookie", "password", "passwd", "pwd", "passphrase", "secret",
    "client_secret", "clientsecret", "client-secret", "token", "access_token", "accesstoken", "access-token", "refresh_token",
    "refreshtoken", "refresh-token", "id_token", "idtoken", "auth_token", "authtoken", "api_key", "apikey", "api-key",
    "private_key", "privatekey", "jwt", "session_id", "sessionid", "session_token", "sessiontoken", "client_assertion",
    "code_verifier",
})  # fmt: skip
"""Names under which secrets stand in headers, queries and bodies of whatever server."""
TELLING = re.compile(
    r"token|secret|passw|api-?key|session|auth|csrf|xsrf|signature|credential|cookie|jwt", re.IGNORECASE
)
"""What the name of a header that carries a secret is made of."""
HARMLESS = frozenset({"www-authenticate", "proxy-authenticate", "access-control-allow-credentials"})
LEAST = 6
"""Characters of a secret that is looked for elsewhere; shorter ones are words, too."""
MOST = 500
"""Spellings of secrets that are remembered; the oldest are forgotten."""


class Masks:
    """What is a secret in the traffic of one server; learns the values that it meets.

    Args:
        secrets: the names under which secrets stand.
    """

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = Secrets(secrets.names | KNOWN)
        self._met: dict[str, None] = {}

    def masked(self, exchange: Exchange) -> Exchange:
        """The same exchange without secrets; a body that cannot be shown as a whole is not kept."""
        for value in (
            *self._in_message(exchange.request),
            *self._in_message(exchange.response),
            *self._in_query(exchange.query),
        ):
            self.learn(value)
        query = self.without_values(self.secrets.form(exchange.query))
        path = self.without_values(exchange.path)
        return Exchange(
            exchange.method, f"{path}?{query}" if query else path, self._message(exchange.request), exchange.status,
            self._message(exchange.response), exchange.at, exchange.seconds, exchange.place,
        )  # fmt: skip

    def learn(self, value: str) -> None:
        """Keep a secret in mind, to find it elsewhere."""
        if len(value) >= LEAST and value != HIDDEN and value not in self._met:
            for each in dict.fromkeys((value, quote(value, safe=""), json.dumps(value)[1:-1])):
                self._met[each] = None
            while len(self._met) > MOST:
                del self._met[next(iter(self._met))]

    def without_values(self, text: str) -> str:
        """A text without the secrets that were met so far."""
        for value in self._met:
            if value in text:
                text = text.replace(value, HIDDEN)
        return text

    def hides(self, header: str) -> bool:
        """Whether a header carries a secret."""
        return header.lower() in self.secrets or (header.lower() not in HARMLESS and TELLING.search(header) is not None)

    def _message(self, message: Message) -> Message:
        headers = tuple(
            (name, _hidden(name, value) if self.hides(name) else self.without_values(_address(value, self.secrets)))
            for name, value in message.headers
        )
        return Message(headers, None if message.body is None else self._body(message.body))

    def _body(self, body: bytes) -> bytes | None:
        try:
            return self.without_values(self.secrets.text(body.decode("utf-8"))).encode("utf-8")
        except UnicodeDecodeError:
            plain = body.decode("latin-1")
            shown = self.without_values(self.secrets.beginning(plain))
            return None if was_cut(shown) and shown != plain else shown.encode("latin-1")

    def _in_message(self, message: Message) -> Iterator[str]:
        """The secrets that stand in headers and body under their names."""
        for name, value in message.headers:
            if self.hides(name):
                yield from _presented(name, value)
        if message.body:
            yield from self._in_body(message)

    def _in_body(self, message: Message) -> Iterator[str]:
        body = message.body or b""
        if "json" in message.media_type:
            try:
                yield from self._in_value(json.loads(body))
            except (ValueError, RecursionError):
                return
        elif message.media_type == "application/x-www-form-urlencoded":
            yield from self._in_query(body.decode("latin-1"))

    def _in_query(self, query: str) -> Iterator[str]:
        yield from (value for name, value in parse_qsl(query, errors="replace") if name in self.secrets)

    def _in_value(self, value: Any) -> Iterator[str]:
        waiting = [value]
        while waiting:
            each = waiting.pop()
            if isinstance(each, dict):
                yield from (item for name, item in each.items() if isinstance(item, str) and name in self.secrets)
                waiting += each.values()
            elif isinstance(each, list):
                waiting += each


def _hidden(name: str, value: str) -> str:
    """A header without its secret; of a credential its scheme stays, of cookies their names."""
    scheme, blank, rest = value.partition(" ")
    if "authorization" in name.lower():
        return f"{scheme} {HIDDEN}" if blank and rest and re.fullmatch(r"[A-Za-z][\w-]{0,30}", scheme) else HIDDEN
    if name.lower() in ("cookie", "set-cookie"):
        first, *attributes = value.split(";")
        shown = [first, *attributes] if name.lower() == "cookie" else [first]
        return "; ".join(f"{part.partition('=')[0].strip()}={HIDDEN}" for part in shown)
    return HIDDEN


def _address(value: str, secrets: Secrets) -> str:
    """A header with an address in it, whose query may have secrets; any other as it is."""
    before, mark, query = value.partition("?")
    return before + mark + secrets.form(query) if mark and "=" in query else value


def _presented(name: str, value: str) -> Iterator[str]:
    """The secrets of a header: of Basic the password, of cookies their values."""
    if name.lower() in ("cookie", "set-cookie"):
        parts = value.split(";") if name.lower() == "cookie" else value.split(";")[:1]
        yield from (unquote(part.partition("=")[2].strip()) for part in parts)
        return
    scheme, _, rest = value.partition(" ")
    yield rest.strip() or scheme
    if scheme.lower() == "basic":
        try:
            yield base64.b64decode(rest).decode("utf-8", "replace").partition(":")[2]
        except (binascii.Error, ValueError):
            return
