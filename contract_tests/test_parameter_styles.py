"""Parameters in every style that is served, read by type over HTTP; and the documents that are refused, each in one line."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import own_vendor
import pytest

import mockserver

OBJECT = "{type: object, properties: {w: {type: integer}, s: {type: string}}}"
OPEN = "{type: object, properties: {w: {type: integer}}, additionalProperties: {type: boolean}}"
LIST = "{type: array, items: {type: integer}}"
PARAMETERS = {
    "flat": f"{{name: size, in: query, explode: false, schema: {OBJECT}}}",
    "spread": f"{{name: size, in: query, schema: {OBJECT}}}",
    "open": f"{{name: size, in: query, schema: {OPEN}}}",
    "bracketed": f"{{name: size, in: query, style: deepObject, explode: true, schema: {OBJECT}}}",
    "list": f"{{name: size, in: query, explode: false, schema: {LIST}}}",
    "piped": f"{{name: size, in: query, style: pipeDelimited, schema: {LIST}}}",
    "list-in-path": f"{{name: size, in: path, required: true, schema: {LIST}}}",
    "object-in-path": f"{{name: size, in: path, required: true, schema: {OBJECT}}}",
    "exploded-in-path": f"{{name: size, in: path, required: true, explode: true, schema: {OBJECT}}}",
    "bracketed-list": f"{{name: size, in: query, style: deepObject, explode: true, schema: {LIST}}}",
    "label-in-path": f"{{name: size, in: path, required: true, style: label, schema: {LIST}}}",
    "exploded-label-in-path": f"{{name: size, in: path, required: true, style: label, explode: true, schema: {OBJECT}}}",
    "matrix-in-path": f"{{name: size, in: path, required: true, style: matrix, schema: {LIST}}}",
    "exploded-matrix-in-path": f"{{name: size, in: path, required: true, style: matrix, explode: true, schema: {LIST}}}",
    "object-matrix-in-path": f"{{name: size, in: path, required: true, style: matrix, explode: true, schema: {OBJECT}}}",
}
MODULE = """

def echo(call):
    return Answer(200, {**call.path, **call.query})


VENDOR.overrides.update(dict.fromkeys(IDS, echo))
"""


def path_of(name: str) -> str:
    """The path of the operation that has a parameter of the table."""
    return f"/{name}/{{size}}" if name.endswith("path") else f"/{name}"


def write(folder: Path, parameters: dict[str, str]) -> Path:
    """A vendor with an operation for each parameter, which answers the values that it was given."""
    own_vendor.write(folder)
    document, module = folder / "specs" / "parcels" / "openapi.yaml", folder / "vendors" / "parcels.py"
    paths = "".join(
        f"  {path_of(name)}:\n    get:\n      operationId: {name}\n      parameters: [{parameter}]\n      responses:\n"
        "        '200': {description: Echo., content: {application/json: {schema: {type: object}}}}\n"
        for name, parameter in parameters.items()
    )
    document.write_text(document.read_text().replace("components:\n", paths + "components:\n", 1))
    text = module.read_text().replace(
        "\nVENDOR", f"\nfrom mockserver.engine.call import Answer\n\nIDS = {list(parameters)}\nVENDOR"
    )
    module.write_text(text + MODULE)
    return folder


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = write(tmp_path_factory.mktemp("styles"), PARAMETERS)
    headers = {"Authorization": "Bearer parcel-token"}
    with (
        mockserver.running("parcels", own=folder) as server,
        httpx.Client(base_url=server.url_of("parcels"), headers=headers) as client,
    ):
        yield client


SERVED: list[tuple[str, Any]] = [
    ("/flat?size=w,1,s,2", {"w": 1, "s": "2"}),
    ("/spread?w=1&s=2", {"w": 1, "s": "2"}),
    ("/spread?w=1&other=abc", {"w": 1}),
    ("/open?w=1&other=true&__nothing=false", {"w": 1, "other": True, "__nothing": False}),
    ("/bracketed?size[w]=1&size[s]=2", {"w": 1, "s": "2"}),
    ("/list?size=1,2", [1, 2]),
    ("/piped?size=1|2", [1, 2]),
    ("/list-in-path/1,2", [1, 2]),
    ("/object-in-path/w,1,s,2", {"w": 1, "s": "2"}),
    ("/exploded-in-path/w=1,s=2", {"w": 1, "s": "2"}),
    ("/bracketed-list?size[]=1&size[]=2", [1, 2]),
    ("/bracketed-list?size[0]=1", [1]),
    ("/label-in-path/.1,2", [1, 2]),
    ("/exploded-label-in-path/.w=1.s=2", {"w": 1, "s": "2"}),
    ("/matrix-in-path/;size=1,2", [1, 2]),
    ("/exploded-matrix-in-path/;size=1;size=2", [1, 2]),
    ("/object-matrix-in-path/;w=1;s=2", {"w": 1, "s": "2"}),
]


@pytest.mark.parametrize(("target", "value"), SERVED)
def test_a_value_is_read_by_its_types(client: httpx.Client, target: str, value: Any) -> None:
    answer = client.get(target)
    assert (answer.status_code, answer.json()) == (200, {"size": value})


def test_an_object_of_which_nothing_is_there_was_not_sent(client: httpx.Client) -> None:
    assert client.get("/spread?other=1").json() == {}


@pytest.mark.parametrize(("target", "violation"), [
    ("/spread?w=abc", "query.size/w "),
    ("/spread?w=1&w=2", "query.size is given more than once"),
    ("/open?w=1&other=perhaps", "query.size/other "),
    ("/bracketed?size[w]=abc", "query.size/w "),
    ("/flat?size=w,abc", "query.size "),
    ("/flat?size=w", "query.size is no list of names and values in turn"),
    ("/flat?size=w,1,w,2", "query.size names a member twice"),
    ("/object-in-path/w,abc", "path.size "),
    ("/label-in-path/1,2", "path.size does not begin with '.', as the style label has it"),
    ("/matrix-in-path/;other=1", "path.size does not begin with ';size=', as the style matrix has it"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(client: httpx.Client, target: str, violation: str) -> None:
    answer = client.get(target)
    assert answer.status_code == 400
    assert answer.headers["mock-violation"].startswith(violation)


REFUSED = {
    "form": ("{name: size, in: path, required: true, style: form, schema: {type: string}}",
             "/paths/~1in-path~1{size}/get/parameters/0/style: the style form is not served; of parameters in path, simple, label, matrix is"),
    "no object": ("{name: size, in: query, style: deepObject, schema: {type: string}}",
                  "/paths/~1it/get/parameters/0/style: the style deepObject is served for objects and lists only"),
    "a media type": ("{name: size, in: query, content: {application/xml: {schema: {type: string}}}}",
                     "/paths/~1it/get/parameters/0/content: application/xml is not served; JSON is"),
}  # fmt: skip


def refusal(folder: Path) -> str:
    """What a server says that does not start."""
    command = [sys.executable, "-m", "mockserver", "serve", "parcels", "--own", str(folder), "--port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, cwd=folder)
    assert ended.returncode == 2, ended.stderr
    (line,) = ended.stderr.splitlines()
    return line.removeprefix(f"mockserver: {folder}/specs/parcels/openapi.yaml: ")


@pytest.mark.parametrize("style", REFUSED)
def test_a_parameter_that_is_not_served_stops_the_start(tmp_path: Path, style: str) -> None:
    parameter, said = REFUSED[style]
    write(tmp_path, {"in-path" if "in: path" in parameter else "it": parameter})
    assert refusal(tmp_path) == said


@pytest.mark.parametrize("media_type", ["multipart/form-data", "application/xml"])
def test_a_body_that_is_not_served_stops_the_start(tmp_path: Path, media_type: str) -> None:
    document = own_vendor.write(tmp_path) / "specs" / "parcels" / "openapi.yaml"
    text = re.sub(r"(requestBody:\n.*\n.*\n +)application/json", rf"\1{media_type}", document.read_text())
    document.write_text(text)
    place = f"/paths/~1parcels/post/requestBody/content/{media_type.replace('/', '~1')}"
    said = f"{place}: a body of {media_type} is not served; JSON and application/x-www-form-urlencoded are"
    assert refusal(tmp_path) == said
