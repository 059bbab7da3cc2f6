"""Who asks: credentials as a user gives them, and as the requests of a document present them; never shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.authorization import kind_of, schemes_of
from mockserver.conformance.credentials import Caller, caller
from mockserver.conformance.judging.masks import Masks


@dataclass(frozen=True)
class Given:
    """One credential as a user gives it.

    Attributes:
        id: what it is called: the variable that stands for it, in lower case.
        scheme: `bearer`, `basic` or `apiKey`.
        secret: token, key or password.
        user: the user name of a `basic` one.
        permissions: what it may do by permission, each with its scopes; None where that is not known.
    """

    id: str
    scheme: str
    secret: str
    user: str = ""
    permissions: Mapping[str, Any] | None = None


def read(text: str, number: int) -> tuple[str, Given]:
    """A credential from `NAME:SCHEME=SECRET`: whose it is, and itself.

    Args:
        text: what was given; its form was checked.
        number: the how-manieth it is.
    """
    name, _, rest = text.partition(":")
    scheme, _, secret = rest.partition("=")
    user, _, password = secret.partition(":") if scheme == "basic" else ("", "", secret)
    return name, Given(f"credential-{number}", scheme, password, user)


def callers(document: Mapping[str, Any], given: Iterable[Given]) -> list[Caller]:
    """The credentials, put where the schemes of a document want them.

    Raises:
        LookupError: no scheme of the document says where one goes.
    """
    return [
        caller(_plain(document), each.id, each.scheme, each.secret, each.user, powerful=not index)
        for index, each in enumerate(given)
    ]


def _plain(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with the schemes alone whose kind is known."""
    known = {
        name: each for name, each in schemes_of(document).items() if kind_of(each) in ("bearer", "basic", "apiKey")
    }
    return {"components": {"securitySchemes": known}}


def masks(given: Iterable[Given]) -> Masks:
    """What is to be hidden, each secret with the variable that stands for it."""
    found = list(given)
    variables = {each.secret: f"MOCKSRV_{each.id.upper().replace('-', '_')}" for each in found}
    return Masks(variables, {each.secret: [each.user] for each in found if each.user})
