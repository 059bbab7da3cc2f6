"""Who may call: the credentials of one vendor in one world; knows no header and no vendor's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

Scheme = Literal["bearer", "basic", "apiKey"]


@dataclass(frozen=True, slots=True)
class Credential:
    """One accepted token, key, or user and password.

    Attributes:
        id: its name in the control plane.
        scheme: how it is presented.
        secret: token, key or password.
        user: the user name, for `basic` only.
        subject: whom it acts for, in the vendor's own terms.
        permissions: action to scopes (empty where the vendor knows none); None means everything.
        expires: the instant from which it is refused.
        revoked: whether it was taken back.
    """

    id: str
    scheme: Scheme
    secret: str
    user: str = ""
    subject: str = ""
    permissions: Mapping[str, tuple[str, ...]] | None = None
    expires: datetime | None = None
    revoked: bool = False

    def presented(self) -> tuple[str, str, str]:
        """What identifies it among the others.

        Returns:
            Scheme, user (empty where there is none) and secret.
        """
        return (self.scheme, self.user, self.secret)


def credential(data: Mapping[str, Any]) -> Credential:
    """Build a credential from its JSON form (see fixtures/README.md), which fits its schema.

    Raises:
        ValueError: what a schema does not see; the text names the member that is wrong.
    """
    permissions = data.get("permissions", {})
    granted = None if permissions == "*" else {str(action): tuple(scopes) for action, scopes in permissions.items()}
    try:
        expires = datetime.fromisoformat(data["expires"]) if data.get("expires") else None
    except ValueError:
        raise ValueError("expires: is not an RFC 3339 date-time") from None
    if expires is not None and expires.tzinfo is None:
        raise ValueError("expires: needs an offset or Z")
    return Credential(
        data["id"],
        data["scheme"],
        data["secret"],
        data.get("user", ""),
        str(data.get("subject", "")),
        granted,
        expires,
        bool(data.get("revoked", False)),
    )


class Credentials:
    """The credentials of one vendor in one world, found by what a caller presents; copied when first changed after sharing."""

    __slots__ = ("_by_id", "_presented", "_shared")

    def __init__(self, credentials: Iterable[Credential] = ()) -> None:
        self._by_id: dict[str, Credential] = {}
        self._presented: dict[tuple[str, str, str], Credential] = {}
        self._shared = False
        for each in credentials:
            self.add(each)

    def __iter__(self) -> Any:
        return iter(self._by_id.values())

    def get(self, id: str) -> Credential | None:
        """A credential by its id."""
        return self._by_id.get(id)

    def find(self, scheme: str, secret: str, user: str = "") -> Credential | None:
        """The credential that a caller presents, expired and revoked ones included.

        Args:
            scheme: how it is presented.
            secret: token, key or password.
            user: the user name that came with it; empty where none does.
        """
        return self._presented.get((scheme, user, secret))

    def add(self, credential: Credential) -> None:
        """Accept a credential; one with the same id, or presented alike, gives way."""
        self._own()
        for old in (self._by_id.get(credential.id), self._presented.get(credential.presented())):
            if old is not None:
                self.remove(old.id)
        self._by_id[credential.id] = self._presented[credential.presented()] = credential

    def remove(self, id: str) -> Credential | None:
        """Forget a credential: it is unknown from now on."""
        self._own()
        old = self._by_id.pop(id, None)
        if old is not None:
            del self._presented[old.presented()]
        return old

    def change(self, id: str, **changes: Any) -> Credential:
        """Replace some attributes of a credential.

        Raises:
            KeyError: no such id.
        """
        changed = replace(self._by_id[id], **changes)
        self.remove(id)
        self.add(changed)
        return changed

    def __len__(self) -> int:
        return len(self._by_id)

    def share(self) -> Credentials:
        """The same credentials for another world; whoever changes them first copies them."""
        shared = Credentials()
        shared._by_id, shared._presented = self._by_id, self._presented
        self._shared = shared._shared = True
        return shared

    def are_still(self, others: Credentials) -> bool:
        """Whether neither was changed since they were shared."""
        return self._by_id is others._by_id

    def _own(self) -> None:
        if self._shared:
            self._by_id, self._presented, self._shared = dict(self._by_id), dict(self._presented), False
