"""What a hostile or careless client sends: refused quickly, in clear words, and nothing is lost or kept that should not be."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from conftest import Api, Process, World, basic, bearer

import mockserver
from mockserver.engine.discovery import present
from mockserver.evidence import vendor_spec
from mockserver.serving.preferences import Preferences, parse
from mockserver.settings import Settings

pytestmark = pytest.mark.posix

GRAFANA = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
STRAPI = bearer(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjEiLCJpYXQiOjE1NjY2NTYxMjJ9.nfpZma925GNauzMAkBVOHClRIbB1FWK01KSaPhtCaR0"
)
THOUSANDEYES = basic("noreply@thousandeyes.com", "g351mw5xqhvkmh1vq6zfm51c62wyzib2")
CREATES = {
    "checkcentral": ("/createReport/?apiToken=" + "0" * 31 + "2", {}),
    "grafana": ("/api/reports", GRAFANA),
    "strapi": ("/reports", STRAPI),
    "thousandeyes": ("/v7/reports/create", THOUSANDEYES),
}
"""Vendor to where a report is created, and the headers of a caller who may."""
LISTS = {
    "checkcentral": ("/createActivities/?apiToken=" + "0" * 31 + "2", "activities"),
    "grafana": ("/api/reports", "dashboards"),
    "thousandeyes": ("/v7/reports/create", "widgets"),
}
"""Vendor to an operation that takes a list, and the list's name."""
ENVIRON = {
    "REQUEST_METHOD": "POST", "PATH_INFO": "/grafana/api/reports", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    "HTTP_AUTHORIZATION": GRAFANA["Authorization"], "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "2",
    "wsgi.url_scheme": "http",
}  # fmt: skip
REPORT = {"name": "late", "recipients": "a@b", "schedule": {"frequency": "once"}}
QUICK = 5.0
"""Seconds of work; what these tests guard against took ten and more."""


def send(world: World, vendor: str, path: str, body: bytes, **headers: str) -> httpx.Response:
    """Post a JSON text to a vendor as a caller who may."""
    headers = {**CREATES[vendor][1], "Content-Type": "application/json", **headers}
    return world.call(vendor, "POST", path, content=body, headers=headers)


@pytest.fixture
def quickly(world: World) -> Iterator[None]:
    """Holds the clock on a test, its world having been made: one request must not stop the others.

    What counts is the work of this process, which is the server's, too, where there is no socket: a busy machine changes nothing.
    """
    begun = time.process_time()
    yield
    assert time.process_time() - begun < QUICK


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("vendor", CREATES)
def test_one_of_sixty_thousand_members_that_is_repeated_is_found_at_once(world: World, vendor: str) -> None:
    members = ",".join(f'"a{number}":1' for number in range(60_000))
    answer = send(world, vendor, CREATES[vendor][0], f'{{{members},"a59999":2}}'.encode())
    assert answer.status_code == 400
    assert answer.headers["Mock-Violation"] == "body repeats the member 'a59999'"


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("vendor", LISTS)
def test_a_list_of_nothing_but_mistakes_is_refused_at_once_and_not_kept_whole(world: World, vendor: str) -> None:
    path, member = LISTS[vendor]
    assert send(world, vendor, path, json.dumps({member: [{}] * 225_000}).encode()).status_code == 400
    (entry,) = world.steer("GET", "/requests")
    assert 0 < len(entry["violations"]) <= 100


def test_a_mistake_far_back_in_a_long_list_is_found(world: World) -> None:
    body = {**REPORT, "formats": [*["pdf"] * 5000, "smoke"]}
    answer = send(world, "grafana", "/api/reports", json.dumps(body).encode())
    assert (answer.status_code, answer.headers["Mock-Violation"].split()[0]) == (400, "/formats/5000")


@pytest.mark.parametrize("vendor", LISTS)
def test_what_is_wrong_with_a_large_value_is_said_without_the_value(world: World, vendor: str) -> None:
    path, member = LISTS[vendor]
    assert send(world, vendor, path, json.dumps({member: "x" * 500_000}).encode()).status_code == 400
    (entry,) = world.steer("GET", "/requests")
    assert max(len(each["what"]) for each in entry["violations"]) <= 1000


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("vendor", CREATES)
@pytest.mark.parametrize("preference", ["a" * 60_000 + "!", 'a="' * 20_000, "a " * 30_000 + "a", 'a="' + "\\" * 60_000])
def test_a_long_preference_that_means_nothing_is_passed_over_at_once(
    world: World, vendor: str, preference: str
) -> None:
    assert send(world, vendor, CREATES[vendor][0], b"[", Prefer=preference).status_code == 400


@pytest.mark.parametrize(("header", "wanted"), [
    ("a b, code=404", Preferences(code=404)),
    ("code=404;x=1, delay=2", Preferences(code=404, delay=2)),
    ('example="a, code=500" , code=403', Preferences(code=403, example="a, code=500")),
    ("foo; bar, evidence = strict", Preferences(strict=True)),
    (",, ,code=400,", Preferences(code=400)),
    ("xcode code=500", Preferences()),
])  # fmt: skip
def test_preferences_beside_what_is_malformed_count(header: str, wanted: Preferences) -> None:
    assert parse(header, {}) == wanted


# Beside the body


def raw(url: str, request: bytes) -> bytes:
    """What comes back for some bytes, until the server closes the connection."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    received = b""
    with socket.create_connection((parts.hostname, parts.port or 80), 60) as connection:
        with contextlib.suppress(OSError):  # the server has heard enough
            connection.sendall(request)
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(65_536):
                received += chunk
    return received


def create(grafana: Api) -> bytes:
    """A request line and headers that create a report, without their end."""
    url = urlsplit(grafana.world.url("grafana"))
    lines = [f"POST {url.path}/api/reports HTTP/1.1", f"Host: {url.netloc}", "Content-Type: application/json"]
    lines += ["Connection: close", *(f"{name}: {value}" for name, value in grafana.headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n"


def chunked(grafana: Api, after: bytes) -> bytes:
    """The creation of a report in chunks, and something after the last one."""
    body = json.dumps(REPORT).encode()
    return create(grafana) + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n%s" % (len(body), body, after)


by_socket = pytest.mark.parametrize("world", ["by socket"], indirect=True)


@by_socket
@pytest.mark.parametrize("part", ["one header", "many headers", "query"])
def test_headers_and_query_have_an_end(grafana: Api, part: str) -> None:
    much = 5_000_000
    head = create(grafana)
    request = {
        "one header": head + b"X: " + b"x" * much,
        "many headers": head + b"X: xxxxx\r\n" * (much // 10),
        "query": head.replace(b"/api/reports", b"/api/reports?" + b"x" * much),
    }[part]
    answer = raw(grafana.world.server, request + b"\r\n\r\n")
    assert not answer or answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert len(grafana.get("/api/reports").json()) == 3


@by_socket
@pytest.mark.parametrize("name", [b"X", b"X%d"])
def test_thousands_of_headers_are_read_quickly_and_those_of_one_name_are_joined(grafana: Api, name: bytes) -> None:
    lines = b"".join((name % number if b"%" in name else name) + b":y\r\n" for number in range(5000))
    body = json.dumps(REPORT).encode()
    head = create(grafana) + lines + b"Prefer: wait\r\nPrefer: code=404\r\nContent-Length: %d\r\n\r\n" % len(body)
    took = []
    for _ in range(3):
        begun = time.monotonic()
        assert raw(grafana.world.server, head + body).startswith(b"HTTP/1.1 404 ")
        took.append(time.monotonic() - begun)
    assert min(took) < QUICK


@by_socket
def test_what_follows_a_body_in_chunks_is_no_header(grafana: Api) -> None:
    trailers = b"Authorization: Bearer another\r\nMock-World: another\r\nPrefer: code=500\r\n\r\n"
    assert raw(grafana.world.server, chunked(grafana, trailers)).startswith(b"HTTP/1.1 200 ")
    (entry,) = grafana.world.steer("GET", "/requests")
    assert "prefer" not in [each["name"] for each in entry["headers"]]


@by_socket
def test_what_follows_a_body_in_chunks_has_an_end(grafana: Api) -> None:
    assert raw(grafana.world.server, chunked(grafana, b"X: xxxxx\r\n" * 500_000)).startswith(b"HTTP/1.1 400 ")
    assert len(grafana.get("/api/reports").json()) == 3


@pytest.mark.parametrize("world", ["in process"], indirect=True)
@pytest.mark.parametrize("length", [b"\xb2", b"-1", b"1e3", b"9" * 500])
def test_an_odd_content_length_is_no_server_error(world: World, length: bytes) -> None:
    headers = [(name.encode(), value.encode()) for name, value in GRAFANA.items()]
    headers += [(b"Content-Type", b"application/json"), (b"Content-Length", length), (b"Connection", b"close")]
    answer = world.http.post(f"{world.url('grafana')}/api/reports", headers=headers, content=iter([b"{}"]))
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("odd", [
    {"HTTP_HOST": "["}, {"HTTP_HOST": "localhost:99999999"}, {"HTTP_HOST": "a b"}, {"HTTP_HOST": "\xff"},
    {"SERVER_NAME": "::1"}, {"PATH_INFO": " "}, {"PATH_INFO": "//["}, {"REQUEST_URI": "/grafana/api/reports#x"},
    {"QUERY_STRING": "\xff"}, {"CONTENT_LENGTH": "\xb2"}, {"CONTENT_LENGTH": "9" * 5000}, {"REQUEST_METHOD": ""},
])  # fmt: skip
def test_an_odd_environment_is_no_failure_of_the_wsgi_application(odd: dict[str, str]) -> None:
    statuses: list[str] = []
    with mockserver.in_process("grafana", validate_responses=True) as server:
        app = mockserver.wsgi_app(server)
        body = app({**ENVIRON, "wsgi.input": io.BytesIO(b"{}"), **odd}, lambda status, headers: statuses.append(status))
    assert statuses[0] < "5", body


# While a request waits


@by_socket
@pytest.mark.parametrize("wait", ["fault", "preference"])
@pytest.mark.parametrize("meanwhile", ["reset", "restore", "strict refusal"])
def test_what_a_waiting_request_does_is_not_lost(grafana: Api, wait: str, meanwhile: str) -> None:
    world = grafana.world
    world.steer("POST", "/snapshots", {"name": "before"})
    if wait == "fault":
        world.fault(vendor="grafana", delay=0.6, first=1)
    prefer = {"Prefer": "delay=0.6"} if wait == "preference" else {}
    answers: list[httpx.Response] = []
    url = world.url("grafana") + "/api/reports"
    waiting = threading.Thread(
        target=lambda: answers.append(httpx.post(url, json=REPORT, headers={**GRAFANA, **prefer}))
    )
    waiting.start()
    time.sleep(0.2)
    acts: dict[str, Callable[[], Any]] = {
        "reset": lambda: world.steer("POST", "/reset"),
        "restore": lambda: world.steer("POST", "/snapshots/before/restore"),
        "strict refusal": lambda: grafana.get("/api/reports/999", headers={"Prefer": "evidence=strict"}),
    }
    acts[meanwhile]()
    waiting.join()
    assert answers[0].status_code == 200
    assert grafana.get(f"/api/reports/{answers[0].json()['id']}").json()["name"] == "late"


def test_a_request_that_waits_longer_than_the_server_is_told_so() -> None:
    server = Process()
    answers: list[httpx.Response] = []

    def wait() -> None:
        headers = {**GRAFANA, "Prefer": "delay=60"}
        answers.append(httpx.get(f"{server.url}/grafana/api/reports", headers=headers, timeout=60))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    server.process.send_signal(signal.SIGTERM)
    _, errors = server.process.communicate(timeout=60)
    waiting.join()
    assert (server.process.returncode, "Traceback" in errors) == (0, False)
    assert (answers[0].status_code, answers[0].json()["title"]) == (503, "Stopping")


# Odd choices of whoever steers


@pytest.mark.parametrize("vendor", CREATES)
def test_a_fault_gives_the_status_it_says_whatever_the_document_lists(world: World, vendor: str) -> None:
    for status in (400, 401, 404, 418, 429, 499, 500, 503, 599):
        world.fault(vendor=vendor, status=status, undocumented=True)
        assert send(world, vendor, CREATES[vendor][0], b"{}").status_code == status
        world.steer("DELETE", "/faults")


@pytest.mark.parametrize("errors", ["error-message", "error-key", "timestamped", "problem"])
def test_a_fault_gives_the_status_it_says_under_every_reading(thousandeyes: Api, errors: str) -> None:
    thousandeyes.world.choose("thousandeyes", {"errors": errors})
    for status in (418, 499, 599):
        thousandeyes.world.fault(vendor="thousandeyes", status=status, undocumented=True)
        assert thousandeyes.get("/v7/reports").status_code == status
        thousandeyes.world.steer("DELETE", "/faults")


@pytest.mark.parametrize("vendor", present())
def test_a_reading_means_the_same_whatever_was_chosen_before(vendor: str) -> None:
    folder = Settings().specs_of(vendor)
    one, other = vendor_spec.load(folder), vendor_spec.load(folder)
    choices = [
        (value for name, value in one.overlays if name == id) for id in dict.fromkeys(id for id, _ in one.overlays)
    ]
    ids = list(dict.fromkeys(id for id, _ in one.overlays))
    combined = [
        one.key({id: value for id, value in zip(ids, chosen, strict=True) if value})
        for chosen in itertools.product(*([None, *values] for values in choices))
    ]
    forwards = [one.effective(key).document.raw for key in combined]
    backwards = [other.effective(key).document.raw for key in reversed(combined)]
    assert forwards == backwards[::-1]


@pytest.mark.parametrize("id", ["", "\n", "x", "77777777-7777-4777-8777-77777777777A"])
def test_an_organisation_needs_an_id_that_answers_can_show(world: World, id: str) -> None:
    change = {"organisation": {"id": id, "name": "x"}}
    answer = world.admin("PATCH", "/switches/checkcentral", json=change)
    assert (answer.status_code, answer.json()["violations"][0]["pointer"]) == (422, "/organisation")


def test_data_without_settings_still_show_an_organisation(world: World) -> None:
    world.begin(data={"checkcentral": {}})
    overview = world.call("checkcentral", "GET", "/getOverview/?apiToken=" + "0" * 31 + "2")
    assert (overview.status_code, overview.json()["checks"]["total"]) == (200, 0)


@pytest.mark.parametrize("subject", ["²", "9" * 200, "-1", "{0.__class__}", ""])
def test_a_subject_that_is_no_number_creates_as_the_first_user(grafana: Api, subject: str) -> None:
    grafana.world.accept("grafana", id="odd", scheme="bearer", secret="odd", subject=subject, permissions="*")
    odd = grafana.by(**bearer("odd"))
    id = odd.post("/api/reports", REPORT).json()["id"]
    assert odd.get(f"/api/reports/{id}").json()["userId"] == 1


@pytest.mark.parametrize("zone", ["", "x", "+24:00", "Europe/Berlin", "+2:00"])
def test_a_zone_is_an_offset(world: World, zone: str) -> None:
    answer = world.admin("PATCH", "/switches/grafana", json={"zone": zone})
    assert (answer.status_code, answer.json()["violations"][0]["what"]) == (
        422,
        "cannot be used: an offset such as +02:00 is expected",
    )


@pytest.mark.usefixtures("quickly")
@pytest.mark.evidence("thousandeyes", "points-bounded")
@pytest.mark.parametrize("columns", [0, 5000])
def test_groups_upon_groups_make_no_more_points_than_fit(thousandeyes: Api, columns: int) -> None:
    labels = [{"groupId": str(number), "groupLabel": "x"} for number in range(60)]
    groups = [{"groupProperty": f"G{number}", "groupLabels": labels} for number in range(4)]
    thousandeyes.world.steer("PUT", "/state/thousandeyes/groups", groups)
    grouped = dict(
        zip(("groupBy", "rowGroupBy", "columnGroupBy", "axisGroupBy"), ("G0", "G1", "G2", "G3"), strict=True)
    )
    measured = {
        "dataSource": "Cloud & Enterprise Agents", "metricGroup": "Network - Agent to Server", "metric": "Loss",
        "measure": {"type": "Mean"},
    }  # fmt: skip
    table = {"id": "ZZZZZ", "title": "x", "type": "Table", **grouped, **measured}
    if columns:
        parts = [{"id": f"{number:05d}", **measured} for number in range(columns)]
        table = {**table, "type": "Multi Metric Table", "multiMetricColumns": parts}
    id = thousandeyes.post("/v7/reports/create", {"title": "x", "widgets": [table]}).json()[0]["reportId"]
    data = thousandeyes.get(f"/v7/reports/{id}/ZZZZZ?window=3650d").json()["data"]
    points = [point for each in data.get("columns", [data]) for point in each["points"]]
    assert 0 < len(points) <= 10_000
