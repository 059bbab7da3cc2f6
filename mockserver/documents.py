"""Which words name documents of the user's own, and what each document is called; reads no document, but looks whether it is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from mockserver.settings import BadSetting, Settings
from mockserver.spelling import nearest

SUFFIXES = (".yaml", ".yml", ".json")
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
GENERAL = ("openapi", "swagger", "api", "index")
"""Stems that say nothing about whose document it is, so that the folder says it; the file of a folder that has several."""
RESERVED = ("w",)
"""Names that begin addresses of the server's own."""
_OPENAPI = re.compile(rb"""(^|[{,\s])["']?(openapi|swagger)["']?\s*:""")
LOOKED_AT = 65_536
"""Bytes of a file in a folder that are looked at to tell whether it is a document."""
BESIDE = ".mock"
"""The end of the stem of a file that stands beside a document and is none."""


def told_apart(words: Iterable[str], vendors: Collection[str]) -> tuple[list[str], dict[str, Path]]:
    """Tell vendors from documents.

    A word is a document where it has a document's suffix, a slash or `NAME=` before it, or is the name of a folder that no
    vendor has.

    Args:
        words: what is to be served, as the user says it.
        vendors: the names of the vendors that are present.

    Returns:
        The vendors' names, and the documents by the names under which they are served.

    Raises:
        BadSetting: a file that is not there, a name that cannot be one, or a name that is taken.
    """
    names: list[str] = []
    documents: dict[str, Path] = {}
    for word in words:
        if not is_document(word, vendors):
            names.append(word)
            continue
        for name, file in _documents(word):
            taken = documents.get(name)
            if (taken is not None and taken.resolve() != file.resolve()) or name in names:
                by = f"by {taken}" if taken else "by a vendor"
                raise BadSetting(f"{file}: the name {name!r} is taken {by}; choose another with NAME={file}")
            documents[name] = file
    for name in names:
        if name in documents:
            raise BadSetting(
                f"{documents[name]}: the name {name!r} is taken by a vendor; choose another with NAME={documents[name]}"
            )
    return names, documents


def in_own(folder: Path | None, vendors: Collection[str]) -> dict[str, Path]:
    """The documents of a folder of the user's own that no module goes with, by name: `specs/NAME/openapi.yaml`."""
    specs = sorted((folder / "specs").glob("*/")) if folder is not None else []
    found = {each.name: next(in_folder(each), None) for each in specs if each.name not in vendors}
    return {name: file for name, file in found.items() if file is not None}


def not_present(name: str, settings: Settings, vendors: Collection[str], own: Mapping[str, Path]) -> BadSetting:
    """What is said of a name that is no vendor's; it may be an operation's whose vendor was forgotten.

    Args:
        name: what was said.
        settings: where documents are.
        vendors: the vendors that are present.
        own: the documents of the user's own folder.
    """
    files = {each: settings.specs_of(each) / "openapi.yaml" for each in vendors} | dict(own)
    owners = [each for each, file in files.items() if _has_operation(file, name)]
    owners = [each for each in owners if each in settings.vendors] or owners
    if owners:
        told = f"mockserver explain {owners[0]} {name} says more"
        return BadSetting(f"vendor {name!r}: it is an operation of {', '.join(owners)}; {told}")
    beside = next((f"{name}{suffix}" for suffix in SUFFIXES if Path(f"{name}{suffix}").is_file()), "")
    meant = f"; did you mean the file {beside}?" if beside else nearest(name, files)
    return BadSetting(f"vendor {name!r}: present are {', '.join(files)}{meant}")


def _has_operation(file: Path, name: str) -> bool:
    """Whether an operation of a document is called so, as far as that shows without reading it as one."""
    said = rf"""operationId["']?\s*:\s*["']?{re.escape(name)}["']?\s*[,}}\n]"""
    try:
        return re.search(said, file.read_text(encoding="utf-8")) is not None
    except (OSError, ValueError):
        return False


def is_document(word: str, vendors: Collection[str] = ()) -> bool:
    """Whether a word means a document, or a folder of some."""
    named = "=" in word or "/" in word or "\\" in word or word.lower().endswith(SUFFIXES)
    return named or (word not in vendors and Path(word).is_dir())


def named(word: str) -> tuple[str, Path]:
    """The one document that a word means, with its name.

    Raises:
        BadSetting: it means none, or several.
    """
    found = list(_documents(word))
    if len(found) != 1:
        raise BadSetting(f"{word}: one document is expected, the folder has {len(found)}")
    return found[0]


def _documents(word: str) -> Iterator[tuple[str, Path]]:
    """The documents that a word means, with their names."""
    given, equals, rest = word.partition("=")
    if equals and "/" not in given:
        file = Path(rest)
        if not NAME.fullmatch(given) or given in RESERVED:
            raise BadSetting(f"{word}: a name is made of a-z, 0-9 and hyphens (and is not {' or '.join(RESERVED)})")
        if file.is_dir():
            found = list(in_folder(file))
            if len(found) != 1:
                raise BadSetting(f"{word}: one document is expected, the folder has {len(found)}")
            file = found[0]
        yield given, _there(file)
    elif Path(word).is_dir():
        found = list(in_folder(Path(word)))
        if not found:
            raise BadSetting(f"{word}: there is no OpenAPI document in this folder")
        yield from ((name_of(file), file) for file in found)
    else:
        yield name_of(_there(Path(word))), Path(word)


def _there(file: Path) -> Path:
    if not file.is_file():
        beside = [each.name for each in file.parent.glob("*") if each.suffix.lower() in SUFFIXES]
        raise BadSetting(f"{file}: there is no such file{nearest(file.name, beside)}")
    return file


def in_folder(folder: Path) -> Iterator[Path]:
    """The documents of a folder: the one that is called so, else every file that is one."""
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
    general = [file for file in files if file.stem.lower() in GENERAL and _is_openapi(file)]
    if general:
        yield min(general, key=lambda file: GENERAL.index(file.stem.lower()))
        return
    yield from (file for file in files if not file.stem.endswith(BESIDE) and _is_openapi(file))


def _is_openapi(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return _OPENAPI.search(opened.read(LOOKED_AT)) is not None
    except OSError:
        return False


def name_of(file: Path) -> str:
    """What a document is called: its file's stem, or its folder's name where the stem says nothing.

    Raises:
        BadSetting: nothing is left of it.
    """
    stem = file.stem.lower()
    for general in GENERAL:
        stem = stem.removesuffix(f".{general}")
    given = file.resolve().parent.name.lower() if stem in GENERAL else stem
    name = re.sub(r"[^a-z0-9]+", "-", given).strip("-")[:63].strip("-")
    if not NAME.fullmatch(name) or name in RESERVED:
        raise BadSetting(f"{file}: {name or given!r} can be no name; choose one with NAME={file}")
    return name
