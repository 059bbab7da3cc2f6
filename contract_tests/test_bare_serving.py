"""A bare document as it is served: addresses, credentials, media types, worlds, and what cannot be served; over HTTP."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ROOT
from lone_documents import greeted

import mockserver
from mockserver.client import ControlError
from mockserver.launching import Running

TOOLSHED = ROOT / "examples" / "any_document" / "toolshed.yaml"
TOKEN = {"Authorization": "Bearer whatever"}
SAW = {"name": "Fretsaw", "kind": "saw"}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with mockserver.running(str(TOOLSHED), cache=False, validate_responses=True) as running:
        yield running


@pytest.fixture
def world(server: Running, request: pytest.FixtureRequest) -> str:
    return f"w-{abs(hash(request.node.nodeid))}"


@pytest.fixture
def shed(server: Running, world: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url_of("toolshed", world), headers=TOKEN, trust_env=False) as client:
        yield client


def written(folder: Path, paths: dict[str, Any], name: str = "boats.json", **rest: Any) -> str:
    document = {"openapi": "3.0.3", "info": {"title": "Boats", "version": "1"}, "paths": paths, **rest}
    (folder / name).write_text(json.dumps(document))
    return str(folder / name)


def answering(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "content": {media_type: {"schema": schema}}}}}


def test_a_tool_lives_from_its_creation_to_its_end(shed: httpx.Client) -> None:
    created = shed.post("/tools", json=SAW)
    assert created.status_code == 201
    tool = created.json()
    assert created.headers["location"].endswith(f"/tools/{tool['id']}")
    assert shed.get(f"/tools/{tool['id']}").json() == tool
    assert shed.get("/tools").json() == {"tools": [tool], "total": 1}
    merge = {"Content-Type": "application/merge-patch+json"}
    assert shed.patch(f"/tools/{tool['id']}", json={"name": "Bow saw"}, headers=merge).json()["name"] == "Bow saw"
    assert shed.delete(f"/tools/{tool['id']}").status_code == 204
    assert shed.get(f"/tools/{tool['id']}").status_code == 404


def test_the_error_speaks_the_documents_words(shed: httpx.Client) -> None:
    refused = shed.post("/tools", json={"name": "Fretsaw"})
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == 400
    assert "kind is required" in refused.json()["error"]["message"]
    assert refused.headers["mock-violation"] == "/kind is required"


@pytest.mark.parametrize(
    "prefix", ["", "/v1", "/toolshed", "/toolshed/v1", "/w/here", "/w/here/v1", "/w/here/toolshed"]
)
def test_one_document_is_reached_by_name_at_the_root_and_under_its_servers_base(server: Running, prefix: str) -> None:
    answer = httpx.get(f"{server.url}{prefix}/opening-hours")
    assert (answer.status_code, answer.headers["mock-operation"]) == (200, "readOpeningHours")


def test_a_document_that_is_called_like_its_first_path_is_reached_by_name_and_at_the_root(tmp_path: Path) -> None:
    one = {"get": {"parameters": [{"name": "id", "in": "path", "required": True}], "responses": {"200": {}}}}
    paths = {"/books": {"get": {"responses": {"200": {}}}}, "/books/{id}": one}
    file = tmp_path / "books.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Books", "version": "1"}, "paths": paths}))
    with mockserver.running(str(file), cache=False) as server:
        called = {
            path: httpx.get(server.url + path).headers["mock-operation"]
            for path in ("/books", "/books/7", "/books/books", "/books/books/7", "/w/one/books/books")
        }
    assert list(called.values()) == ["get_books", "get_books_id", "get_books", "get_books_id", "get_books"]


def test_a_document_with_paths_below_admin_has_those_at_the_root_that_the_control_plane_has_not(tmp_path: Path) -> None:
    get = {"get": {"responses": {"200": {}}}}
    paths = {"/__admin/mappings": get, "/__admin/mappings/{id}": get, "/__admin/worlds": get}
    file = tmp_path / "stubs.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Stubs", "version": "1"}, "paths": paths}))
    with mockserver.running(str(file), cache=False) as server:
        called = {
            path: httpx.get(server.url + path).headers.get("mock-operation")
            for path in (
                "/__admin/mappings",
                "/__admin/mappings/7",
                "/stubs/__admin/worlds",
                "/__admin/worlds",
                "/__admin/x",
            )
        }
        page = httpx.get(f"{server.url}/__admin/ui", follow_redirects=True).status_code
    assert list(called.values())[:3] == ["get_admin_mappings", "get_admin_mappings_id", "get_admin_worlds"]
    assert set(called.values()) == {*list(called.values())[:3], None}
    assert page == 200


@pytest.mark.parametrize("host", ["toolshed.example", "toolshed.localhost"])
def test_it_is_reached_by_host(server: Running, host: str) -> None:
    assert httpx.get(f"{server.url}/v1/opening-hours", headers={"Host": host}).status_code == 200


def test_an_example_of_the_document_is_documented_and_the_rest_assumed(shed: httpx.Client) -> None:
    hours = shed.get("/opening-hours")
    assert hours.json() == {"opens": "07:00", "closes": "21:00"}
    assert hours.headers["mock-evidence"] == "documented"
    assert shed.get("/tools").headers["mock-evidence"] == "assumed"


def test_any_well_formed_credential_is_taken_and_none_is_refused(server: Running) -> None:
    url = server.url_of("toolshed") + "/tools"
    assert httpx.get(url).status_code == 401
    assert httpx.get(url, headers={"Authorization": "Bearer"}).status_code == 401
    assert httpx.get(url, headers={"Authorization": "Basic YTpi"}).status_code == 401
    assert httpx.get(url, headers={"Authorization": "Bearer some"}).status_code == 200


def test_credentials_that_are_given_are_the_only_ones() -> None:
    given = ("toolshed:bearer=secret",)
    with mockserver.running(str(TOOLSHED), credential=given, cache=False) as server:
        url = server.url_of("toolshed") + "/tools"
        assert httpx.get(url, headers={"Authorization": "Bearer other"}).status_code == 401
        assert httpx.get(url, headers={"Authorization": "Bearer secret"}).status_code == 200


SCHEMES = {
    "header": ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"headers": {"X-Key": "k"}}),
    "query": ({"type": "apiKey", "in": "query", "name": "key"}, {"params": {"key": "k"}}),
    "cookie": ({"type": "apiKey", "in": "cookie", "name": "session"}, {"headers": {"Cookie": "a=b; session=k"}}),
    "basic": ({"type": "http", "scheme": "Basic"}, {"auth": ("ann", "secret")}),
    "bearer": ({"type": "http", "scheme": "bearer"}, {"headers": {"Authorization": "bearer t"}}),
    "digest": ({"type": "http", "scheme": "digest"}, {"headers": {"Authorization": 'Digest username="ann"'}}),
    "own": ({"type": "http", "scheme": "boat-hmac"}, {"headers": {"Authorization": "boat-hmac 7"}}),
    "jwt": ({"type": "http", "scheme": "jwt"}, {"headers": {"Authorization": "Bearer 7"}}),
    "oauth2": ({"type": "oauth2", "flows": {}}, {"headers": TOKEN}),
    "openid": ({"type": "openIdConnect", "openIdConnectUrl": "https://boats.example"}, {"headers": TOKEN}),
}


CERTIFIED = {
    "certificate": [{"certificate": []}],
    "certificate-and-key": [{"certificate": [], "header": []}],
    "certificate-or-key": [{"certificate": []}, {"header": []}],
}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    paths = {f"/{name}": {"get": {**answering({}), "security": [{name: []}]}} for name in SCHEMES}
    paths["/both"] = {"get": {**answering({}), "security": [{"header": [], "bearer": []}]}}
    paths["/open"] = {"get": {**answering({}), "security": [{}, {"header": []}]}}
    for name, required in CERTIFIED.items():
        paths[f"/{name}"] = {"get": {**answering({}), "security": required}}
    schemes = {name: scheme for name, (scheme, _) in SCHEMES.items()} | {
        "certificate": {"type": "mutualTLS"},
    }
    file = written(tmp_path_factory.mktemp("guarded"), paths, components={"securitySchemes": schemes})
    with mockserver.running(file, cache=False) as server, httpx.Client(base_url=server.url) as client:
        yield client


@pytest.mark.parametrize("name", SCHEMES)
def test_every_kind_of_credential_is_asked_for(guarded: httpx.Client, name: str) -> None:
    assert guarded.get(f"/{name}").status_code == 401
    assert guarded.get(f"/{name}", **SCHEMES[name][1]).status_code == 200


def test_credentials_that_belong_together_are_asked_for_together(guarded: httpx.Client) -> None:
    assert guarded.get("/both", headers={"X-Key": "k"}).status_code == 401
    assert guarded.get("/both", headers={"X-Key": "k", "Authorization": "Bearer t"}).status_code == 200
    assert guarded.get("/open").status_code == 200


def test_every_caller_counts_as_one_with_a_certificate_and_what_is_asked_for_beside_it_is(
    guarded: httpx.Client,
) -> None:
    assert guarded.get("/certificate").status_code == 200
    assert guarded.get("/certificate-or-key").status_code == 200
    refused = guarded.get("/certificate-and-key")
    assert (refused.status_code, refused.json()["detail"]) == (401, "send the header X-Key")
    assert guarded.get("/certificate-and-key", headers={"X-Key": "k"}).status_code == 200


def test_that_certificates_are_not_looked_at_is_said_at_start(tmp_path: Path) -> None:
    paths = {"/boats": {"get": {**answering({}), "security": [{"certificate": []}]}}}
    schemes = {"certificate": {"type": "mutualTLS"}}
    with greeted(written(tmp_path, paths, components={"securitySchemes": schemes})) as said:
        greeting = " ".join(said.split())
    assert "/components/securitySchemes/certificate: client certificates are not looked at" in greeting


BOAT = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "masts": {"type": "integer"},
        "sails": {"type": "array", "items": {"type": "number"}},
    },
}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    kinds = ["application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "text/plain", "image/png"]
    paths = {
        f"/{kind.partition('/')[2]}": {
            "post": {
                "operationId": kind.partition("/")[2],
                "requestBody": {"required": True, "content": {kind: {"schema": BOAT if "/p" not in kind else {}}}},
                **answering(BOAT if "/p" not in kind else {"type": "string"}, kind),
            }
        }
        for kind in kinds
    }
    file = written(tmp_path_factory.mktemp("media"), paths)
    with (
        mockserver.running(file, cache=False, validate_responses=True) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        yield client


@pytest.mark.parametrize("sent", [
    ("x-www-form-urlencoded", {"data": {"name": "Ada", "masts": "2", "sails": ["1.5", "2"]}}),
    ("form-data", {"files": {"name": (None, "Ada"), "masts": (None, "2")}}),
    ("xml", {"content": "<boat><name>Ada</name><masts>2</masts><sails>1.5</sails></boat>",
             "headers": {"Content-Type": "application/xml"}}),
    ("plain", {"content": "Ada", "headers": {"Content-Type": "text/plain; charset=utf-8"}}),
    ("png", {"content": b"\x89PNG\xff", "headers": {"Content-Type": "image/png"}}),
])  # fmt: skip
def test_bodies_are_taken_and_answered_in_their_media_type(
    media: httpx.Client, sent: tuple[str, dict[str, Any]]
) -> None:
    name, how = sent
    answer = media.post(f"/{name}", **how)
    assert answer.status_code == 200, answer.text
    assert name in answer.headers["content-type"]
    assert answer.content


@pytest.mark.parametrize("sent", [
    ("x-www-form-urlencoded", {"data": {"masts": "2"}}, "/name is required"),
    ("x-www-form-urlencoded", {"data": {"name": "Ada", "masts": "two"}}, "/masts "),
    ("x-www-form-urlencoded", {"headers": {"Content-Type": "application/x-www-form-urlencoded"}}, "/name is required"),
    ("form-data", {"files": {"masts": (None, "2")}}, "/name is required"),
    ("form-data", {"content": b"rubbish", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, "body is no multipart"),
    ("xml", {"content": "<boat><masts>2</masts></boat>", "headers": {"Content-Type": "application/xml"}}, "/name is required"),
    ("xml", {"content": "<boat>", "headers": {"Content-Type": "application/xml"}}, "body is not XML"),
    ("xml", {"content": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "headers": {"Content-Type": "text/xml"}}, "body declares a document"),
    ("xml", {"content": "<a/>", "headers": {"Content-Type": "application/atom+xml"}}, "header.Content-Type is application/atom+xml"),
    ("xml", {"content": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "headers": {"Content-Type": "application/xml"}}, "body declares a document"),
    ("plain", {"content": b"\xff", "headers": {"Content-Type": "text/plain"}}, "body is not valid UTF-8"),
])  # fmt: skip
def test_bodies_that_do_not_fit_are_refused(media: httpx.Client, sent: tuple[str, dict[str, Any], str]) -> None:
    name, how, violation = sent
    answer = media.post(f"/{name}", **how)
    assert 400 <= answer.status_code < 500
    assert answer.headers["mock-violation"].startswith(violation)


def test_a_list_that_a_form_does_not_name_is_empty(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["tags", "name"], "properties": {"tags": {"type": "array"}, "name": {}}}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    file = written(tmp_path, {"/boats": {"post": {"requestBody": {"content": content}, **answering({})}}})
    shared = mockserver.in_process(file, cache=False)
    with httpx.Client(transport=mockserver.transport(shared), base_url="http://localhost") as client:
        assert client.post("/boats", data={"name": "Ada"}).status_code == 200
        assert client.post("/boats", data={"tags": "fast"}).status_code == 400


def test_what_cannot_be_served_is_said_at_start_and_stops_nothing_else(tmp_path: Path) -> None:
    lost = answering({"$ref": "#/components/schemas/Lost"})
    file = written(tmp_path, {"/lost": {"get": lost}, "/fine": {"get": answering({"type": "integer"})}})
    with greeted(file) as said:
        url = said.split("ready on ")[1].split()[0]
        refused, fine = httpx.get(f"{url}/lost"), httpx.get(f"{url}/fine")
    greeting = " ".join(said.split())
    assert "not served: get_lost: " in greeting
    assert "Lost leads nowhere" in greeting
    assert (refused.status_code, refused.headers["content-type"]) == (501, "application/problem+json")
    assert fine.status_code == 200


def test_what_cannot_be_served_stands_in_routes_and_leaves_journal_and_faults_as_they_are(tmp_path: Path) -> None:
    lost = answering({"$ref": "#/components/schemas/Lost"})
    file = written(tmp_path, {"/lost": {"get": lost}, "/fine": {"get": answering({"type": "integer"})}})
    command = [sys.executable, "-m", "mockserver", "routes", file, "--no-cache"]
    for more, said in ([], "not served: get_lost: "), (["--json"], '"operation": "get_lost"'):
        assert said in subprocess.run([*command, *more], capture_output=True, text=True, timeout=30, check=True).stdout
    with mockserver.running(file, cache=False) as server, server.world("one") as world:
        assert httpx.get(f"{world.vendor('boats').url}/lost").status_code == 501
        world.vendor("boats").fail(503, "get_fine", unused_ok=True)
        assert world.vendor("boats").assert_called("get_lost", status=501)
        with pytest.raises(ControlError, match=r"422 /operation: get_lost cannot be served: .*Lost leads nowhere"):
            world.vendor("boats").fail(503, "get_lost")


@pytest.mark.parametrize("headers", [{}, {"Prefer": "code=200"}], ids=["as it is", "asked for"])
def test_an_answer_that_no_value_fits_is_refused(tmp_path: Path, headers: dict[str, str]) -> None:
    narrow = {"allOf": [{"type": "string", "minLength": 5}, {"type": "string", "maxLength": 2}]}
    never = {"type": "object", "required": ["name"], "properties": {"name": narrow}}
    file = written(tmp_path, {"/never": {"get": answering(never)}, "/fine": {"get": answering({"type": "integer"})}})
    shared = mockserver.in_process(file, cache=False)
    with httpx.Client(transport=mockserver.transport(shared), base_url="http://localhost") as client:
        refused = client.get("/never", headers=headers)
        assert client.get("/fine").status_code == 200
    assert (refused.status_code, refused.headers["content-type"]) == (501, "application/problem+json")
    assert "no answer was found that fits its schema" in refused.json()["detail"]


KEYS = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "basic": {"type": "http", "scheme": "Basic"},
    "oauth": {"type": "oauth2", "flows": {}},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://boats.example/openid"},
}
TOGETHER = [
    ("cookie",),
    ("query",),
    ("basic",),
    ("oauth",),
    ("openid",),
    ("header", "oauth"),
    ("header", "query", "basic"),
]


@pytest.mark.parametrize("asked", TOGETHER, ids="+".join)
def test_what_a_mock_presents_and_what_is_printed_to_be_tried_is_let_in(tmp_path: Path, asked: tuple[str, ...]) -> None:
    schemes = {
        "components": {"securitySchemes": {each: KEYS[each] for each in asked}},
        "security": [{each: [] for each in asked}],
    }
    file = written(tmp_path, {"/boats": {"get": answering({"type": "integer"})}}, **schemes)
    with mockserver.running(file, cache=False) as server, server.world("one") as world:
        mock = world.vendor("boats")
        assert httpx.get(f"{mock.url}/boats").status_code == 401
        assert httpx.get(f"{mock.url}/boats", headers=mock.headers, params=mock.params).status_code == 200
    with greeted(file) as greeting:
        words = shlex.split(" ".join(greeting.partition("try: ")[2].split("\n\n")[0].replace("\\\n", " ").split()))
        assert subprocess.run([*words, "-s", "-f"], timeout=30, check=False).returncode == 0


def test_paths_of_every_shape_are_found(tmp_path: Path) -> None:
    shapes = [
        "/boats/{id}.json",
        "/boats/{a}-{b}",
        "/boats/{id}:sink",
        "/search#full",
        "/boats/{id}/",
        "/hulls/{id}?new=1",
        "/boats",
    ]
    file = written(tmp_path, {path: {"get": {"operationId": path, **answering({})}} for path in shapes})
    asked = [
        "/boats/7.json",
        "/boats/7-8",
        "/boats/7:sink",
        "/search%23full",
        "/boats/7/",
        "/hulls/7%3Fnew=1",
        "/boats/boats",
    ]
    with mockserver.running(file, cache=False) as server, httpx.Client(base_url=server.url) as client:
        found = [client.get(path).headers["mock-operation"] for path in asked[:-1]]
        missing = client.get("/boats/x%2Fy").status_code
    assert found == shapes[:6]
    assert missing == 404


def test_a_path_is_found_at_once_however_it_was_made_up(tmp_path: Path) -> None:
    long = "a" * 40
    paths = {
        f"/{long}{end}(x='{{x}}',y='{{y}}',z='{{z}}')": {"get": {"responses": {"204": {"description": ""}}}}
        for end in "bcd"
    }
    file = tmp_path / "functions.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "F", "version": "1"}, "paths": paths}))
    with (
        mockserver.in_process(str(file), cache=False) as server,
        httpx.Client(
            transport=mockserver.transport(server), base_url="http://functions.localhost", timeout=5
        ) as client,
    ):
        begun = time.perf_counter()
        assert client.get(f"/{long}d(x='1',y='2',z='3')").status_code == 204
        assert client.get(f"/{long}d%28x%3D%271%27,y='2',z='3')").status_code == 204
        assert client.get(f"/{long}e(x='1',y='2',z='3')").status_code == 404
        assert client.get(f"/{long}b(x='" + "',y='" * 1500).status_code == 404
        assert time.perf_counter() - begun < 3


def test_several_documents_and_a_vendor_are_served_by_name_only(tmp_path: Path) -> None:
    boats = written(tmp_path, {"/boats": {"get": answering({})}})
    with mockserver.running("strapi", boats, f"shed={TOOLSHED}", cache=False) as server:
        assert server.vendors == ("strapi", "boats", "shed")
        assert httpx.get(f"{server.url}/boats/boats").status_code == 200
        assert httpx.get(f"{server.url}/shed/opening-hours").status_code == 200
        assert httpx.get(f"{server.url}/opening-hours").status_code == 404


def test_a_folder_stands_for_its_documents(tmp_path: Path) -> None:
    written(tmp_path, {"/a": {"get": answering({})}}, "One.Boat.yaml")
    written(tmp_path, {"/b": {"get": answering({})}}, "two.json")
    (tmp_path / "two.mock.yaml").write_text("ignore: []\n")
    (tmp_path / "notes.json").write_text("{}")
    with mockserver.running(f"{tmp_path}/", cache=False) as server:
        assert server.vendors == ("one-boat", "two")
    folder = tmp_path / "Big Boats"
    folder.mkdir()
    written(folder, {"/a": {"get": answering({})}}, "openapi.json")
    with mockserver.running(f"{folder}", cache=False) as server:
        assert server.vendors == ("big-boats",)


@pytest.mark.parametrize(("words", "said"), [
    (["nowhere.yaml"], "nowhere.yaml: there is no such file"),
    (["boats"], "vendor 'boats': present are checkcentral, grafana, strapi, thousandeyes; did you mean the file boats.json?"),
    (["a=boats.json", "a=other.json"], "other.json: the name 'a' is taken by boats.json; choose another with NAME=other.json"),
    (["strapi", "strapi=boats.json"], "boats.json: the name 'strapi' is taken by a vendor; choose another with NAME=boats.json"),
    (["w=boats.json"], "w=boats.json: a name is made of a-z, 0-9 and hyphens (and is not w)"),
    (["boats.json", "--credential", "b:bearer=x"], "--credential b:bearer=…: documents of your own that are served: boats"),
    (["broken.yaml"], "broken.yaml: line 2, column 1: "),
    (["notes.json"], "notes.json: is no OpenAPI document: `openapi` (or `swagger`) and `paths` are expected"),
])  # fmt: skip
def test_what_cannot_be_meant_is_told_in_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    for name in ("boats.json", "other.json"):
        written(tmp_path, {"/a": {"get": answering({})}}, name)
    (tmp_path / "broken.yaml").write_text("a: [")
    (tmp_path / "notes.json").write_text("{}")
    command = [sys.executable, "-m", "mockserver", "serve", *words, "--port", "0", "--no-cache"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, cwd=tmp_path)
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"mockserver: {said}"), line


def test_worlds_clock_faults_journal_and_preferences_work_as_for_any_vendor(
    server: Running, shed: httpx.Client, world: str
) -> None:
    shed.post("/tools", json=SAW)
    steered = server.admin.world(world)
    steered.clock.freeze("2026-03-01T09:00:00Z")
    assert shed.post("/tools", json=SAW).json()["added_at"].startswith("2026-03-01T09:00:00")
    steered.faults.add("toolshed", "listLoans", status=503)
    assert shed.get("/tools/7/loans").status_code == 503
    assert (
        shed.get("/opening-hours", headers={"Prefer": "example=summer"}).headers["preference-applied"]
        == "example=summer"
    )
    assert shed.get("/tools", headers={"Prefer": "code=418"}).status_code == 400
    assert shed.get(f"/tools/{uuid.UUID(int=7)}", headers={"Prefer": "code=404"}).json()["error"]["code"] == 404
    assert [each["operation"] for each in steered.requests.all(vendor="toolshed")][:2] == ["addTool", "addTool"]


def test_the_same_seed_gives_the_same_bytes(server: Running) -> None:
    def run(name: str) -> list[bytes]:
        with (
            server.world(name, seed=7, clock="2026-03-01T09:00:00Z"),
            httpx.Client(base_url=server.url_of("toolshed", name), headers=TOKEN) as client,
        ):
            made = [client.post("/tools", json=SAW) for _ in range(3)]
            return [each.content for each in [*made, client.get("/tools"), client.get("/opening-hours")]]

    assert run("one") == run("two")


def test_the_control_plane_knows_a_document(server: Running) -> None:
    about = server.admin.vendor("toolshed")
    assert {"id": "listLoans", "method": "GET", "path": "/tools/{toolId}/loans"}.items() <= next(
        each for each in about["operations"] if each["id"] == "listLoans"
    ).items()
    assert server.admin.document("toolshed")["info"]["title"] == "Tool shed"
    assert about["credentials"][0]["secret"] == "any-token"


def test_a_document_is_served_in_process() -> None:
    shared = mockserver.in_process(str(TOOLSHED), cache=False)
    with httpx.Client(transport=mockserver.transport(shared), base_url="http://toolshed.example") as client:
        assert client.get("/v1/opening-hours").json()["opens"] == "07:00"


def test_routes_explain_each_operation() -> None:
    command = [sys.executable, "-m", "mockserver", "routes", str(TOOLSHED), "--no-cache"]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    assert "\n  addTool           POST /tools  create tools: key `id`, made as uuid" in printed
    assert "wrapped in `tools`" in printed
    assert (
        "POST /tools/{toolId}/loans  create tools/{toolId}/loans: key `id`, counted; lists alone show them" in printed
    )
