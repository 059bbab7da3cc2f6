"""`mockserver new`: a folder for `--own` made of an OpenAPI document, with what was inferred from it as files to edit."""

from __future__ import annotations

import json
import keyword
from pathlib import Path
from typing import Any

import click
import yaml

from mockserver.arguments import command
from mockserver.commands import GOOD
from mockserver.documents import named
from mockserver.engine.inference.paths import words
from mockserver.settings import BadSetting, Settings
from mockserver.spelling import variable
from mockserver.words import Word

ABOUT_DECISIONS = """\
# What was inferred of the document, to be changed where it is wrong; what is taken out is inferred again.
# collections: by path: `key` (the member that tells records apart, such as id or metadata.name), `entity` (the member of an
#   item's answer that holds the record), `list` (the member of the list's answer that holds the records) and
#   `keep` (created: only what was created exists; any: every key exists until it is deleted).
# operations: by operationId: `example` (the name of the example to answer) or `kind: stateless`.
# ignore: paths and operationIds that are answered without state.
"""


@command(
    uses=("cache",),
    examples=("mockserver new petstore.yaml --into mocks", "mockserver serve petstore --own mocks"),
)
@click.argument(
    "document", metavar="DOCUMENT", cls=Word, about="a file, a folder with one, or NAME=FILE", type=click.Path()
)
@click.option(
    "--into", type=click.Path(path_type=Path), required=True, metavar="FOLDER",
    help="where to write; serve it with --own FOLDER",
)  # fmt: skip
@click.option("--evidence", "with_evidence", is_flag=True, help="write the beginning of an evidence file, too")
@click.option("--module", "with_module", is_flag=True, help="write the beginning of a module, too")
def new(settings: Settings, *, document: str, into: Path, with_evidence: bool, with_module: bool) -> int:
    """Make a folder to edit of an OpenAPI document.

    It has the document, what was inferred from it, and the fixtures documented (its examples) and empty; --own FOLDER serves it.
    """
    from mockserver.engine.inference.vendors import documented, vendor
    from mockserver.openapi.bare.bundle import bundle
    from mockserver.openapi.bare.document import load

    name, file = named(document)
    read = load(file)
    _, inference = vendor(name, read)
    specs, fixtures = into / "specs" / name, into / "fixtures" / name
    whole = bundle(file)
    single = len(whole.files) == 1
    files = {
        specs / (f"openapi{file.suffix}" if single else "openapi.json"): (
            next(iter(whole.files.values())) if single else _json(whole.raw)
        ),
        specs / "openapi.mock.yaml": ABOUT_DECISIONS.encode() + _yaml(decisions(inference)),
        fixtures / "documented.json": _json({"about": "What the document's examples show.", **documented(read, inference)}),
        fixtures / "empty.json": _json({"about": "Nothing.", "collections": {}}),
    }  # fmt: skip
    if with_evidence:
        files[specs / "evidence.yaml"] = _yaml(evidence(name, read))
    if with_module:
        files[into / "vendors" / f"{variable(name)}.py"] = module(name, read).encode()
    _write(files)
    for each in files:
        print(each)
    print(f"serve it with: mockserver serve {name} --own {into}")
    return GOOD


def decisions(inference: Any) -> dict[str, Any]:
    """What was decided about the collections, in the form of the file that overrules it."""
    collections = {}
    for path, each in inference.collections.items():
        key = ".".join(map(str, each.key.member))
        collections[path] = {**({"key": key} if key else {}), "keep": "created" if each.closed else "any"}
    return {"collections": collections, "operations": {}, "ignore": []}


def evidence(name: str, document: Any) -> dict[str, Any]:
    """The beginning of an evidence file: a statement for every operation, which nobody supports yet."""
    info = document.raw["info"]
    statements = [
        {
            "operation": id,
            "request": f"{method} {path}",
            "statuses": [_status(each) for each in document.raw["paths"][path][method.lower()]["responses"]],
        }
        for id, method, path in document.frames()
    ]
    section = {"section": "Operations", "statements": statements}
    page = {"page": "document", "title": "The OpenAPI document", "source": document.file.name, "label": "assumed"}
    about = str(info.get("description") or info.get("title") or name)
    return {
        "vendor": name,
        "title": str(info.get("title") or name),
        "about": about,
        "pages": [{**page, "sections": [section]}],
    }


def module(name: str, document: Any) -> str:
    """The beginning of a module: one operation that does what was inferred, to be changed."""
    every = list(document.frames())
    id, method, path = next((each for each in every if each[1] == "POST"), every[0] if every else ("", "GET", "/"))
    function = "_".join(words(id)) or "operation"
    return MODULE.format(
        name=name, id=id, method=method, path=path,
        function=function if function.isidentifier() and not keyword.iskeyword(function) else f"do_{function}",
    )  # fmt: skip


MODULE = '''\
"""What {name} does in another way than is inferred from its document."""

from typing import Any

from mockserver.engine.actions import Action
from mockserver.engine.call import Call
from mockserver.engine.layer import Layer
from mockserver.engine.problems import Problem


def {function}(call: Call, inferred: Action) -> Any:
    """{method} {path}: `inferred(call)` is the answer without this module."""
    if call.headers.get("x-closed"):
        raise Problem("closed", "send no X-Closed to be served", status=409)
    return inferred(call)


LAYER = Layer(overrides={{"{id}": {function}}})
'''


def _status(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _json(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode("utf-8", "replace")


def _yaml(value: Any) -> bytes:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120).encode("utf-8", "replace")


def _write(files: dict[Path, bytes]) -> None:
    """Write files that are not there yet.

    Raises:
        BadSetting: one of them is there already, or cannot be written.
    """
    for file in files:
        if file.exists():
            raise BadSetting(f"--into: {file} is there already")
    try:
        for file, content in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    except OSError as error:
        raise BadSetting(f"--into: {error.filename}: {error.strerror}") from None
