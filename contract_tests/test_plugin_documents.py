"""A document of the user's own in a user's suite and in a Flask application: fixtures by its name, in parallel, counted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import httpx
import pytest
from conftest import ROOT
from flask import Flask
from suites import Suite

import mockserver
from mockserver.flask import Mockserver

TOOLSHED = ROOT / "examples" / "any_document" / "toolshed.yaml"
TOKEN = {"Authorization": "Bearer any"}
SAW = {"name": "Fretsaw", "kind": "saw"}
TEST = """
import httpx
import pytest


@pytest.mark.parametrize("number", range(4))
def test_every_test_has_a_shed_of_its_own(mock_tool_shed, number):
    url, headers = mock_tool_shed.url + "/tools", mock_tool_shed.headers
    made = httpx.post(url, headers=headers, json={"name": str(number), "kind": "saw"}).json()
    assert httpx.get(url, headers=headers).json()["tools"] == [made]
    mock_tool_shed.assert_called("addTool", times=1)


def test_it_fails_where_it_is_told_to(mock_tool_shed):
    mock_tool_shed.fail(503, "listTools")
    assert httpx.get(mock_tool_shed.url + "/tools", headers=mock_tool_shed.headers).status_code == 503
"""


@pytest.fixture
def shed(suite: Suite) -> Suite:
    """A suite that names a document in pytest's settings."""
    shutil.copy(TOOLSHED, suite.path / "tool-shed.yaml")
    suite.write("[pytest]\nmockserver_documents = tool-shed.yaml\n", "pytest.ini")
    suite.write(TEST)
    return suite


@pytest.mark.parametrize("arguments", [(), ("-n", "2")])
def test_a_document_has_a_fixture_of_its_name(shed: Suite, arguments: tuple[str, ...]) -> None:
    shed.run(*arguments).assert_outcomes(passed=5)


def test_what_presents_credentials_is_empty_where_a_document_asks_for_none(suite: Suite) -> None:
    suite.write("""{"openapi": "3.0.3", "info": {"title": "Open", "version": "1"},
                    "paths": {"/boats": {"get": {"responses": {"200": {"description": "All"}}}}}}""", "open.json")  # fmt: skip
    suite.write("[pytest]\nmockserver_documents = open.json\n", "pytest.ini")
    suite.write("def test_it(mock_open):\n    assert (mock_open.headers, mock_open.params) == ({}, {})\n")
    suite.run().assert_outcomes(passed=1)


def test_what_a_document_promises_is_counted(shed: Suite) -> None:
    shed.run("--mockserver-coverage-json", "found.json", "-n", "2").assert_outcomes(passed=5)
    found = json.loads((shed.path / "found.json").read_text())["vendors"]["tool-shed"]
    assert (found["operations"]["addTool"]["201"], found["operations"]["addTool"]["400"]) == (4, 0)
    assert found["injected"] == {"listTools": {"503": 1}}


LOST = """
openapi: 3.0.3
info: {title: Huts, version: "1"}
paths:
  /huts:
    get: {operationId: listHuts, responses: {"200": {description: All, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Hut"}}}}}}}
    post: {operationId: addHut, responses: {"201": {description: Made, content: {application/json: {schema: {$ref: "#/components/schemas/Hut"}}}}}}
  /huts/{hutId}:
    parameters: [{name: hutId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readHut
      responses:
        "200": {description: One, content: {application/json: {schema: {$ref: "#/components/schemas/Hut"}}}}
        "404": {description: None}
  /lost: {get: {operationId: readLost, responses: {"200": {description: Lost, content: {application/json: {schema: {$ref: "#/components/schemas/Lost"}}}}}}}
components:
  schemas: {Hut: {type: object, required: [id], properties: {id: {type: integer}}}}
"""


def test_a_document_of_which_something_is_lost_has_faults_a_journal_and_tests_that_would_meet_the_rest(
    suite: Suite,
) -> None:
    suite.write(LOST, "huts.yaml")
    suite.write("[pytest]\nmockserver_documents = huts.yaml\n", "pytest.ini")
    suite.write("""
import httpx


def test_it(mock_huts):
    mock_huts.fail(503, first=1)
    assert [httpx.get(f"{mock_huts.url}/huts/7").status_code for _ in range(2)] == [503, 404]
    assert False
""")
    result = suite.run("--mockserver-coverage", "--mockserver-coverage-html=met.html")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["* mockserver journal *", "*huts GET /huts/7 -> 404 (readHut, assumed)", "huts: 1 of 2 outcomes met*"]
    )
    assert "huts/{record[" in (suite.path / "met.html").read_text()


@pytest.fixture(scope="module")
def application() -> Iterator[Flask]:
    app = Flask("shop")
    Mockserver(app, url_prefix="/mocks", vendors=(str(TOOLSHED),), cache=False)

    @app.get("/")
    def home() -> str:
        return "the application's own"

    yield app
    app.extensions["mockserver"].server.close()


def test_a_document_is_mounted_in_a_flask_application(application: Flask) -> None:
    client = application.test_client()
    made = client.post("/mocks/toolshed/tools", json=SAW, headers=TOKEN)
    assert made.status_code == 201
    assert made.headers["Location"] == f"http://localhost/mocks/toolshed/tools/{made.json['id']}"
    assert client.get("/mocks/toolshed/tools", headers=TOKEN).json["tools"] == [made.json]
    assert client.get("/mocks/toolshed/tools").status_code == 401
    assert client.get("/").text == "the application's own"


def test_a_document_is_asked_for_by_any_client_without_sockets() -> None:
    with mockserver.in_process(str(TOOLSHED), cache=False) as server:
        wsgi = httpx.Client(
            transport=httpx.WSGITransport(mockserver.wsgi_app(server)), base_url="http://toolshed.localhost"
        )
        assert wsgi.post("/tools", json=SAW, headers=TOKEN).status_code == 201
        other = httpx.Client(transport=mockserver.transport(server), base_url="http://toolshed.localhost")
        assert len(other.get("/tools", headers=TOKEN).json()["tools"]) == 1
