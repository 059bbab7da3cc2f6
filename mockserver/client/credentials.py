"""Whom a vendor accepts in a world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mockserver.client.calls import JSON, Calls, an_object, instant, objects

__tracebackhide__ = True


@dataclass(frozen=True)
class Credentials:
    """Whom a vendor accepts in a world; secrets go in and never come out."""

    calls: Calls

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self) -> list[JSON]:
        """All, revoked and expired ones included."""
        return objects(self.calls.call("GET"))

    def read(self, id: str) -> JSON:
        """One of them."""
        return an_object(self.calls.call("GET", id))

    def add(
        self,
        id: str,
        secret: str,
        *,
        scheme: str = "bearer",
        user: str | None = None,
        subject: str | None = None,
        permissions: Mapping[str, Sequence[str]] | str = "*",
        expires: datetime | str | None = None,
    ) -> JSON:
        """Accept one more; it may do everything unless said otherwise.

        Args:
            id: a name that no other one has.
            secret: token, key or password.
            scheme: `bearer`, `basic` or `apiKey`.
            user: the user name, for `basic`.
            subject: whom it acts for, in the vendor's terms.
            permissions: action to scopes, or `*` for everything.
            expires: from when it is refused, by the world's clock.

        Raises:
            ControlError: 409 if the id is taken, or another one is presented in the same way.
        """
        sent = {"id": id, "scheme": scheme, "secret": secret, "user": user, "subject": subject}
        body = {**sent, "permissions": permissions, "expires": instant(expires)}
        return an_object(self.calls.call("POST", json={n: value for n, value in body.items() if value is not None}))

    def change(self, id: str, **members: Any) -> JSON:
        """Change `subject`, `permissions`, `expires` or `revoked`; None takes away."""
        if "expires" in members:
            members["expires"] = instant(members["expires"])
        return an_object(self.calls.call("PATCH", id, json=members))

    def revoke(self, id: str) -> JSON:
        """Refuse it from now on."""
        return self.change(id, revoked=True)

    def remove(self, id: str) -> None:
        """Forget it."""
        self.calls.call("DELETE", id)
