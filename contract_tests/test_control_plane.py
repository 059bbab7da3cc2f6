"""The control plane is there, tells what is served, and refuses what its document does not have."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import World

import mockserver
from mockserver.client import Admin, ControlError
from mockserver.conformance import documents
from mockserver.control.as_vendor import ACTIONS, DOCUMENT
from mockserver.engine.discovery import present
from mockserver.openapi.sources import read_yaml

ADMIN = "/__admin"


def test_the_document_is_in_order() -> None:
    assert list(documents._document(read_yaml(DOCUMENT), DOCUMENT)) == []


def test_every_operation_has_an_action_and_every_action_an_operation() -> None:
    paths = read_yaml(DOCUMENT)["paths"].values()
    ids = [each["operationId"] for path in paths for each in path.values() if isinstance(each, dict)]
    assert sorted(ids) == sorted(ACTIONS)


def test_every_operation_that_takes_values_lists_their_refusal() -> None:
    document = read_yaml(DOCUMENT)
    known = document["components"]["parameters"]

    def takes_values(item: dict[str, Any], operation: dict[str, Any]) -> bool:
        given = [*item.get("parameters", []), *operation.get("parameters", [])]
        places = [known[each["$ref"].rpartition("/")[2]]["in"] if "$ref" in each else each["in"] for each in given]
        return "requestBody" in operation or "query" in places

    operations = [
        (item, each) for item in document["paths"].values() for each in item.values() if isinstance(each, dict)
    ]
    missing = [
        each["operationId"] for item, each in operations if takes_values(item, each) and "422" not in each["responses"]
    ]
    assert missing == []


def test_the_server_tells_what_it_is(world: World) -> None:
    assert world.http.get(f"{world.server}{ADMIN}/health").json() == {"status": "ok"}
    version = world.http.get(f"{world.server}{ADMIN}/version").json()
    assert version == {"name": "mockserver", "version": mockserver.__version__, "vendors": present()}


def test_the_document_is_served_for_whatever_makes_a_client_of_it(world: World) -> None:
    written = world.http.get(f"{world.server}{ADMIN}/openapi.yaml")
    assert written.headers["content-type"].partition(";")[0] == "application/yaml"
    assert written.content == DOCUMENT.read_bytes()
    assert world.http.get(f"{world.server}{ADMIN}/openapi.json").json() == read_yaml(DOCUMENT)


def test_control_answers_speak_for_no_vendor_and_no_world(world: World) -> None:
    headers = world.http.get(f"{world.server}{ADMIN}/health").headers
    assert headers["mock-request-id"].startswith("control-")
    assert "date" in headers
    assert not {"mock-evidence", "mock-operation", "mock-world", "vary"} & set(headers)


@pytest.mark.parametrize("vendor", present())
def test_a_vendor_is_told_completely(server: str, vendor: str) -> None:
    with Admin(server) as admin:
        about = admin.vendor(vendor)
        summary = next(each for each in admin.vendors() if each["name"] == vendor)
        assert {**about, "operations": len(about["operations"])} | summary == {
            **about, "operations": summary["operations"],
        }  # fmt: skip
        document = admin.document(vendor)
        paths = document["paths"].values()
        ids = [each["operationId"] for path in paths for each in path.values() if isinstance(each, dict)]
        assert [each["id"] for each in about["operations"]] == ids
        assert about["credentials"][0]["id"] == "documented"
        assert {"documented", "empty"} <= set(about["fixtures"])
        evidence = admin.evidence(vendor)
        assert evidence == read_yaml(DOCUMENT.parents[2] / "specs" / vendor / "evidence.yaml")
        assert [each["id"] for each in about["readings"]] == [each["id"] for each in evidence["readings"]]
        assert [each["name"] for each in about["collections"]] == list(
            admin.world().state(vendor).read()["collections"]
        )


def test_a_document_is_told_under_the_readings_of_a_world(world: World) -> None:
    place = f"{world.server}{ADMIN}/vendors/grafana/document"
    usual = world.http.get(place).json()
    world.choose("grafana", {"error-body": "public-error"})
    assert world.http.get(place).json() == usual
    assert world.http.get(place, params={"world": world.name}).json() != usual
    assert world.http.get(place, params={"world": "nowhere"}).status_code == 404


def test_what_is_not_served_is_not_found(world: World) -> None:
    for path in ("/vendors/nobody", "/vendors/nobody/document", "/vendors/nobody/evidence", "/nothing", "", "/"):
        answer = world.http.get(f"{world.server}{ADMIN}{path}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_path_names_the_nearest_as_it_is_called(world: World) -> None:
    refused = world.http.get(f"{world.server}{ADMIN}/vendor")
    assert refused.headers["mock-violation"] == "path is not in the document; the nearest is GET /__admin/vendors"


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/health", "GET"),
        ("/worlds", "GET, POST"),
        ("/worlds/default", "GET, DELETE"),
        ("/worlds/default/clock", "GET, PUT, DELETE"),
        ("/worlds/default/state/grafana/reports", "GET, POST, PUT, PATCH, DELETE"),
        ("/worlds/default/requests/count", "GET"),
    ],
)
def test_a_method_that_is_not_there_is_told_which_are(world: World, path: str, allow: str) -> None:
    answer = world.http.request("TRACE", f"{world.server}{ADMIN}{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)


@pytest.mark.parametrize("path", ["/health?x=1", "/worlds?name=x", "/vendors/grafana?world=default"])
def test_an_unknown_query_parameter_is_refused(world: World, path: str) -> None:
    answer = world.http.get(f"{world.server}{ADMIN}{path}")
    assert answer.status_code == 400
    assert answer.json()["violations"][0]["pointer"] == f"query.{path.partition('?')[2].partition('=')[0]}"


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"\xff", {"Content-Type": "application/json"}, 400),
        (b'{"name":"\\u0000"}', {"Content-Type": "application/json"}, 400),
        (b'{"name":"a","name":"b"}', {"Content-Type": "application/json"}, 400),
        (b'{"seed":NaN}', {"Content-Type": "application/json"}, 400),
        (b"[" * 5000, {"Content-Type": "application/json"}, 400),
        (b"null", {"Content-Type": "application/json"}, 422),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {}, 415),
        (b"{}", {"Content-Type": "application/json;charset=latin1"}, 415),
        (b" " * 1_100_000, {"Content-Type": "application/json"}, 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    world: World, content: bytes, headers: dict[str, str], status: int
) -> None:
    before = world.http.get(f"{world.server}{ADMIN}/worlds").json()
    answer = world.http.post(f"{world.server}{ADMIN}/worlds", content=content, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(world.http.get(f"{world.server}{ADMIN}/worlds").json()) == len(before)


def test_a_refusal_tells_the_client_what_and_where(server: str) -> None:
    with Admin(server) as admin, pytest.raises(ControlError) as error:
        admin.worlds.create("default")
    told: dict[str, Any] = {name: getattr(error.value, name) for name in ("status", "kind", "detail", "violations")}
    what = "there is a world default already; delete or reset it, or choose another name"
    expected = {"status": 409, "kind": "conflict", "detail": f"/name: {what}", "violations": (("/name", what),)}
    assert told == expected
    assert str(error.value) == f"POST /__admin/worlds: 409 /name: {what}"


def test_the_client_refuses_a_time_without_a_zone(server: str) -> None:
    from datetime import datetime

    with Admin(server) as admin, pytest.raises(ValueError, match="has no time zone"):
        admin.world().clock.freeze(datetime(2022, 10, 1))  # noqa: DTZ001
