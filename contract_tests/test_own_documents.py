"""A folder of the user's own around an OpenAPI document: made by `new`, and served with any of its layers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from conftest import ROOT

import mockserver
from mockserver.openapi.sources import read_yaml

TOOLSHED = ROOT / "examples" / "any_document" / "toolshed.yaml"
TOKEN = {"Authorization": "Bearer any"}
SAW = {"name": "Fretsaw", "kind": "saw"}
UNKNOWN = "/tools/3a3f1e3c-6d0e-4f5e-9a43-0d3f4b1f7c11"


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mockserver", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    made = run("new", TOOLSHED, "--into", tmp_path / "own", "--evidence", "--module")
    assert made.returncode == 0, made.stderr
    return tmp_path / "own"


def test_new_writes_a_folder_that_can_be_served(own: Path) -> None:
    files = sorted(str(file.relative_to(own)) for file in own.rglob("*") if file.is_file())
    assert files == [
        "fixtures/toolshed/documented.json", "fixtures/toolshed/empty.json", "specs/toolshed/evidence.yaml",
        "specs/toolshed/openapi.mock.yaml", "specs/toolshed/openapi.yaml", "vendors/toolshed.py",
    ]  # fmt: skip
    assert (own / "specs" / "toolshed" / "openapi.yaml").read_bytes() == TOOLSHED.read_bytes()
    with mockserver.running("toolshed", own=own, cache=False) as server:
        assert httpx.post(server.url_of("toolshed") + "/tools", json=SAW, headers=TOKEN).status_code == 201


def test_new_overwrites_nothing(own: Path) -> None:
    again = run("new", TOOLSHED, "--into", own)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)


@pytest.mark.parametrize("left", ["openapi.mock.yaml", "evidence.yaml", "fixtures", "vendors", "all"])
def test_any_layer_may_be_missing(own: Path, left: str) -> None:
    specs = own / "specs" / "toolshed"
    if left in ("vendors", "all"):
        shutil.rmtree(own / "vendors")
    for name in ("openapi.mock.yaml", "evidence.yaml"):
        if left in (name, "all"):
            (specs / name).unlink()
    if left in ("fixtures", "all"):
        shutil.rmtree(own / "fixtures")
    with mockserver.running("toolshed", own=own, cache=False) as server:
        made = httpx.post(server.url_of("toolshed") + "/tools", json=SAW, headers=TOKEN).json()
        assert httpx.get(server.url_of("toolshed") + "/tools", headers=TOKEN).json()["tools"] == [made]


def test_a_module_lies_on_what_was_inferred(own: Path) -> None:
    with mockserver.running("toolshed", own=own, cache=False) as server:
        url = server.url_of("toolshed")
        refused = httpx.post(f"{url}/tools", json=SAW, headers={**TOKEN, "X-Closed": "yes"})
        assert (refused.status_code, "send no X-Closed" in refused.text) == (409, True)
        made = httpx.post(f"{url}/tools", json=SAW, headers=TOKEN).json()
        assert httpx.get(f"{url}/tools/{made['id']}", headers=TOKEN).json() == made
    assert (
        f"own module: addTool is carried out by {own}/vendors/toolshed.py"
        in run("routes", "toolshed", "--own", own).stdout
    )


MODULE = """
from mockserver.engine.layer import Layer
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Switch


def lend(call, inferred):
    if call.switches["lent_out"]:
        raise Problem("conflict", "the shed is closed", status=409)
    call.cite("shed-opens")
    return inferred(call)


LAYER = Layer(overrides={"addTool": lend}, switches={"lent_out": Switch(False)})
"""


def test_a_module_cites_the_evidence_and_has_switches_of_its_own(own: Path) -> None:
    (own / "vendors" / "toolshed.py").write_text(MODULE)
    file = own / "specs" / "toolshed" / "evidence.yaml"
    evidence = read_yaml(file)
    evidence["pages"][0]["sections"][0]["statements"].append(
        {"behaviour": "shed-opens", "states": "It opens.", "label": "documented"}
    )
    file.write_text(json.dumps(evidence))
    closed = {"switches": {"lent_out": True}}
    (own / "fixtures" / "toolshed" / "closed.json").write_text(json.dumps(closed))
    with mockserver.running("toolshed", own=own, cache=False) as server:
        url = server.url_of("toolshed")
        assert httpx.post(f"{url}/tools", json=SAW, headers=TOKEN).status_code == 201
        world = server.admin.worlds.create(fixture="closed")
        answer = httpx.post(f"{server.url_of('toolshed', world.name)}/tools", json=SAW, headers=TOKEN)
        assert answer.status_code == 409


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from mockserver.engine.layer import Layer\nLAYER = Layer(overrides={'addTol': print})",
         "vendors/toolshed.py: toolshed has no operation 'addTol'; did you mean addTool?"),
        ("LAYER = 1", "vendors/toolshed.py: LAYER is no mockserver.engine.layer.Layer"),
        ("LAYER = 1 / 0", "vendors/toolshed.py: line 1: ZeroDivisionError: division by zero"),
        ("LAYER = (", "vendors/toolshed.py: line 1: '(' was never closed"),
    ],
)  # fmt: skip
def test_a_module_that_cannot_be_used_is_told_in_one_line(own: Path, text: str, said: str) -> None:
    (own / "vendors" / "toolshed.py").write_text(text)
    refused = run("serve", "toolshed", "--own", own, "--port", "0", "--no-cache")
    assert refused.returncode == 2
    assert refused.stderr.rstrip().endswith(said), refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_module_lies_on_a_document_that_stands_elsewhere(own: Path) -> None:
    shutil.rmtree(own / "specs")
    with mockserver.running(str(TOOLSHED), own=own, cache=False) as server:
        refused = httpx.post(f"{server.url}/tools", json=SAW, headers={**TOKEN, "X-Closed": "yes"})
        assert refused.status_code == 409


def test_decisions_overrule_what_was_inferred(own: Path) -> None:
    (own / "specs" / "toolshed" / "openapi.mock.yaml").write_text("collections: {/tools: {keep: any}}\n")
    with mockserver.running("toolshed", own=own, cache=False) as server:
        assert httpx.get(server.url_of("toolshed") + UNKNOWN, headers=TOKEN).status_code == 200


def test_decisions_stand_beside_any_document(tmp_path: Path) -> None:
    shutil.copy(TOOLSHED, tmp_path / "shed.yaml")
    (tmp_path / "shed.mock.yaml").write_text("ignore: [/tools]\nwish: 1\n")
    refused = run("serve", tmp_path / "shed.yaml", "--port", "0", "--no-cache")
    assert (
        refused.stderr
        == f"mockserver: {tmp_path}/shed.mock.yaml: /wish: is not one of collections, operations, ignore\n"
    )
    (tmp_path / "shed.mock.yaml").write_text("ignore: [/tools]\n")
    with mockserver.running(str(tmp_path / "shed.yaml"), cache=False) as server:
        assert httpx.get(server.url + UNKNOWN, headers=TOKEN).status_code == 200


def test_a_fixture_of_ones_own_is_where_worlds_start(own: Path) -> None:
    tool = {"id": UNKNOWN.rpartition("/")[2], "name": "Bow saw", "kind": "saw", "added_at": "2026-03-01T09:00:00Z"}
    (own / "fixtures" / "toolshed" / "one.json").write_text(json.dumps({"collections": {"tools": [tool]}}))
    with mockserver.running("toolshed", own=own, fixture="one", cache=False) as server:
        assert httpx.get(server.url_of("toolshed") + UNKNOWN, headers=TOKEN).json() == tool


@pytest.mark.parametrize("option", ["own", "fixtures"])
def test_a_fixture_of_ones_own_is_added_to_those_of_a_built_in_vendor_and_may_build_on_them(
    tmp_path: Path, option: str
) -> None:
    (tmp_path / "fixtures" / "grafana").mkdir(parents=True)
    mine = {"from": "documented", "collections": {"reports": [{"name": "Mine"}]}}
    (tmp_path / "fixtures" / "grafana" / "mine.json").write_text(json.dumps(mine))
    folder = tmp_path if option == "own" else tmp_path / "fixtures"
    with mockserver.running("grafana", fixture="mine", **{option: folder}) as server:
        assert {"documented", "empty", "mine"} <= set(server.admin.vendor("grafana")["fixtures"])
        reports = server.admin.world().state("grafana")["reports"].all()
    assert [each["name"] for each in reports] == ["Report 2", "Report 3", "Report 6", "Mine"]


def test_a_fixture_that_builds_on_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fixtures" / "grafana").mkdir(parents=True)
    (tmp_path / "fixtures" / "grafana" / "mine.json").write_text('{"from": "mine"}')
    refused = run("serve", "grafana", "--own", str(tmp_path), "--fixture", "mine", "--port", "0")
    assert refused.returncode == 2
    assert "mine.json: /from: leads back to 'mine'" in refused.stderr


def test_explain_says_what_an_operation_does_and_why() -> None:
    printed = run("explain", TOOLSHED, "addTool", "--no-cache").stdout
    assert printed.startswith("addTool  POST /tools\n  create tools: ")
    assert "lists 201, 400" in printed
    refused = run("explain", TOOLSHED, "addTols", "--no-cache")
    assert refused.returncode == 2
    assert "toolshed has no operation 'addTols'" in refused.stderr


@pytest.mark.parametrize(
    "words", [("serve", "--port", "0"), ("explain",), ("check",), ("verify", "--base-url", "http://127.0.0.1:1")]
)
def test_a_name_that_is_nearly_that_of_ones_own_is_told_what_was_meant(own: Path, words: tuple[str, ...]) -> None:
    command, *more = words
    refused = run(command, "tolshed", "--own", own, *more)
    assert refused.returncode == 2
    assert refused.stderr.rstrip().endswith("toolshed; did you mean toolshed?")


def test_explain_names_the_evidence_of_ones_own_beside_what_was_inferred(own: Path) -> None:
    printed = run("explain", "toolshed", "addTool", "--own", own, "--no-cache").stdout
    assert "\n  create tools: " in printed
    assert "stated in document › Operations [assumed]" in printed
    assert "Pages\n" in run("explain", "toolshed", "--own", own, "--no-cache").stdout


def test_check_looks_at_a_document_without_the_rules_of_our_house(tmp_path: Path) -> None:
    good = run("check", TOOLSHED)
    assert (good.returncode, "not removed" in good.stdout) == (0, False)
    hours = "{opens: '07:00', closes: '21:00'}"
    broken = TOOLSHED.read_text().replace(hours, "{opens: '07:00'}").replace("schemas/Loan'}", "schemas/Lone'}")
    (tmp_path / "shed.yaml").write_text(broken)
    found = run("check", tmp_path / "shed.yaml", "--only", "documents")
    assert found.returncode == 1
    assert "readOpeningHours 200: the example 'summer': /closes is required" in found.stdout
    assert "lendTool cannot be served: " in found.stdout


TOKENS = """
openapi: 3.0.3
info: {title: Ferries, version: '1'}
paths:
  /ferries/{id}:
    get:
      operationId: readFerry
      security: [{oauth: [read]}]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: One, content: {application/json: {schema: {type: object}}}}, '404': {description: None}}
  /captains:
    get:
      operationId: listCaptains
      security: [{basic: []}]
      responses: {'200': {description: All, content: {application/json: {schema: {type: array, items: {type: string}}}}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://ferries.example/token, scopes: {read: Look}}}}
    basic: {type: http, scheme: basic}
"""


def test_check_has_a_token_for_documents_with_oauth_and_no_complaint_where_a_refusal_is_not_described(
    tmp_path: Path,
) -> None:
    (tmp_path / "ferries.yaml").write_text(TOKENS)
    found = run("check", tmp_path / "ferries.yaml", "--only", "statuses", "--only", "laws")
    assert "could not be asked" not in found.stdout
    assert found.returncode == 0, found.stdout


def test_what_changes_is_read_again_and_worlds_keep_what_still_fits(tmp_path: Path) -> None:
    file = tmp_path / "toolshed.yaml"
    shutil.copy(TOOLSHED, file)
    with (
        mockserver.running(str(file), cache=False, watch=True) as server,
        httpx.Client(base_url=server.url, headers=TOKEN) as client,
    ):
        saw, ladder = (client.post("/tools", json={"name": name, "kind": name}).json() for name in ("saw", "ladder"))
        file.write_text("openapi: [")
        time.sleep(1.5)
        assert client.get(f"/tools/{ladder['id']}").status_code == 200
        file.write_text(TOOLSHED.read_text().replace("[saw, drill, ladder]", "[saw, hammer]"))
        deadline = time.monotonic() + 20
        while client.post("/tools", json={"name": "Claw", "kind": "hammer"}).status_code != 201:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert client.get(f"/tools/{saw['id']}").json() == saw
        assert client.get(f"/tools/{ladder['id']}").status_code == 404
