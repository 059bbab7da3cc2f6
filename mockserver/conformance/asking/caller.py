"""Who asks: credentials as a user gives them, and as the requests of a document present them; never shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mockserver.authorization import kind_of, schemes_of
from mockserver.conformance.credentials import KINDS, NOBODY, Caller, caller
from mockserver.conformance.judging.masks import Masks
from mockserver.openapi.pointers import at, join
from mockserver.openapi.sources import SourceError, read_yaml
from mockserver.settings.values import given_credential


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


def from_file(file: Path, name: str) -> list[Given]:
    """The credentials of a file: a line `NAME:SCHEME=SECRET` for each, or by name a list of objects as fixtures have them.

    Args:
        file: the file, in YAML.
        name: whose credentials are wanted.

    Raises:
        SourceError: it cannot be read, or is in neither form.
    """
    content = read_yaml(file)
    if isinstance(content, str):
        content = content.split()
    if isinstance(content, list):
        try:
            pairs = [read(given_credential(str(each))[0], number) for number, each in enumerate(content, 1)]
        except ValueError as error:
            raise SourceError(file, "", str(error)) from None
        return [each for whose, each in pairs if whose == name]
    if not isinstance(content, dict):
        raise SourceError(file, "", "credentials are lines NAME:SCHEME=SECRET, or lists of objects by name")
    return [_object(file, name, index, each) for index, each in enumerate(content.get(name) or [])]


def _object(file: Path, name: str, index: int, given: Any) -> Given:
    place = join(name, index)
    if not isinstance(given, dict) or given.get("scheme") not in KINDS or not isinstance(given.get("secret"), str):
        raise SourceError(file, place, f"a credential has a `secret`, and a `scheme` that is {', '.join(KINDS)}")
    permissions = given.get("permissions")
    return Given(
        str(given.get("id", f"credential-{index + 1}")), given["scheme"], given["secret"], str(given.get("user", "")),
        permissions if isinstance(permissions, dict) else None,
    )  # fmt: skip


def callers(document: Mapping[str, Any], given: Collection[Given]) -> list[Caller]:
    """The credentials, put where the schemes of a document want them.

    Raises:
        LookupError: no scheme of the document says where one goes.
    """
    plain = _plain(document)
    found = [
        caller(plain, each.id, each.scheme, each.secret, each.user, powerful=not i) for i, each in enumerate(given)
    ]
    return [replace(who, permissions=each.permissions) for who, each in zip(found, given, strict=True)]


def ways(document: dict[str, Any], place: str) -> list[list[str]]:
    """The kinds of credentials that an operation asks for together, in each of the ways in which it can be called.

    Args:
        document: the document, as JSON values.
        place: the operation, as a JSON pointer.
    """
    node, schemes = at(document, place) or {}, schemes_of(document)
    given = node.get("security", document.get("security")) or []
    return [list(dict.fromkeys(kind_of(schemes[name]) for name in each if name in schemes)) for each in given]


def usual(found: list[list[str]], known: Collection[Caller]) -> Caller:
    """Who calls an operation usually: with the first credential where that does, else with what is known of those asked for.

    Args:
        found: the ways in which it can be called.
        known: whoever may call.
    """
    first = next(iter(known), NOBODY)
    of_kind = {each.scheme: each for each in reversed([*known])}
    possible = [way for way in found if way and all(kind in of_kind for kind in way)]
    way = min(possible, key=lambda kinds: first.scheme not in kinds, default=[])
    together = [of_kind[kind] for kind in way] or [first]
    if len(together) == 1:
        return together[0]
    headers = {name: value for each in reversed(together) for name, value in each.headers.items()}
    query = dict(pair for each in reversed(together) for pair in each.query)
    return replace(together[0], headers=headers, query=tuple(query.items()))


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
