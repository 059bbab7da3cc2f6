"""Whose API is recorded: what its document and evidence promise, and under which names secrets stand; asks nobody."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.conformance.judging.promise import Promise, of_document, of_folder
from mockserver.documents import in_own, is_document, named, not_present
from mockserver.engine.discovery import find as find_vendors
from mockserver.engine.discovery import present
from mockserver.masking import Secrets, key_names
from mockserver.serving.address import Addresses
from mockserver.settings import BadSetting, Settings
from mockserver.traffic.masks import Masks


@dataclass(frozen=True)
class Subject:
    """One API.

    Attributes:
        name: the vendor's name, or what the document is called.
        word: how it is said on the command line.
        promise: what it promises.
        secret_members: members of bodies whose values are secrets.
    """

    name: str
    word: str
    promise: Promise
    secret_members: tuple[str, ...] = ()

    def masks(self) -> Masks:
        """What is a secret in its traffic."""
        keys = key_names(self.promise.document.raw)
        return Masks(Secrets([*keys, *(each.lower() for each in self.secret_members)]))

    def addresses(self) -> Addresses:
        """How it is reached here: by path or Host; a bare document also at the root."""
        hosts = {self.name: self.promise.hosts()}
        return Addresses(hosts, self.name) if self.promise.bare else Addresses(hosts)


def find(word: str, settings: Settings) -> Subject:
    """The API that a word of the command line means.

    Raises:
        BadSetting: there is none, or it has not what the settings choose.
        SourceError: a file of it cannot be read.
    """
    known = present(settings.own)
    own = in_own(settings.own, known)
    if word in own or is_document(word, known):
        name, file = (word, own[word]) if word in own else named(word)
        folder = settings.own_folder("specs", name)
        beside = file.with_name("evidence.yaml") if folder is not None and file.parent == folder else None
        return Subject(name, word, of_document(name, file, beside if beside is not None and beside.is_file() else None))
    if word not in known:
        raise not_present(word, settings, known, own)
    chosen = {id: value for vendor, id, value in settings.readings() if vendor == word}
    try:
        promise = of_folder(settings.specs_of(word), chosen, settings.profiles().get(word, ""))
        for id, value in chosen.items():
            promise.evidence.choose(id, value)
    except ValueError as error:
        raise BadSetting(f"{word}: {error}") from None
    vendor = find_vendors([word], settings.own)[word]
    return Subject(word, word, promise, vendor.access.secret_members)
