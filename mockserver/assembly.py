"""Puts a server together from settings, for every door; a mistake in a user's own vendor becomes one line that names it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.documents import in_own, not_present, told_apart
from mockserver.engine.discovery import find, present
from mockserver.settings import BadSetting, Settings
from mockserver.spelling import variable

if TYPE_CHECKING:
    from mockserver.engine.layer import Layer
    from mockserver.engine.vendor import Vendor
    from mockserver.serving.app import Server


def server_of(settings: Settings) -> Server:
    """Put a server together.

    Raises:
        BadSetting: a vendor is not present, or a setting does not fit it.
        SourceError: a file cannot be used.
    """
    from mockserver.serving.app import Server

    vendors = present(settings.own)
    own = in_own(settings.own, vendors)
    names, documents = told_apart(settings.vendors, [*vendors, *own])
    if not settings.vendors:
        documents = own
    documents |= {name: own[name] for name in names if name in own}
    names = [name for name in names if name not in own]
    for name in names:
        if name not in vendors:
            raise not_present(name, settings, vendors, own)
    on_top = _layers(settings, documents)
    return Server(settings, _vendors(settings, names) if names or not settings.vendors else {}, documents, on_top)


def _layers(settings: Settings, documents: Mapping[str, Path]) -> dict[str, Layer]:
    """The modules of the user's own that lie on the documents, by the documents' names."""
    from mockserver.engine.discovery import layer, layers

    known, found = layers(settings.own), {}
    for name in documents:
        if settings.own is not None and variable(name) in known:
            try:
                found[name] = layer(variable(name), settings.own)
            except LookupError as error:
                raise BadSetting(str(error.args[0])) from None
            except Exception as error:
                raise BadSetting(_place_and_reason(error, settings.own)) from None
    return found


def _vendors(settings: Settings, names: list[str]) -> dict[str, Vendor]:
    """The vendors of some names; all that are present where there are no names.

    Importing a module of the user's own runs the user's code, where anything may go wrong.
    """
    try:
        return find(names, settings.own)
    except Exception as error:
        if type(error) is LookupError:
            raise BadSetting(str(error.args[0])) from None
        if settings.own is None:
            raise
        raise BadSetting(_place_and_reason(error, settings.own)) from None


def _place_and_reason(error: Exception, own: Path) -> str:
    """Where in the user's folder something went wrong, and what, on one line."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}: line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [each for each in frames if each.filename.startswith(str(own))]
    place = f"{theirs[-1].filename}: line {theirs[-1].lineno}" if theirs else str(own / "vendors")
    return f"{place}: {type(error).__name__}: {' '.join(str(error).split())}"
