"""Without sockets: every client library on the same server in this process, and the mocks inside a Flask application."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
import requests
from flask import Flask
from werkzeug.test import Client

import mockserver
from mockserver.flask import Mockserver
from mockserver.inprocess import InProcess

TOKEN = {"Authorization": "Bearer eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"}
ACCOUNT = ("noreply@thousandeyes.com", "g351mw5xqhvkmh1vq6zfm51c62wyzib2")
REPORT = {"name": "R", "recipients": "a@b", "schedule": {"frequency": "daily"}}
REPORTS = "/grafana/api/reports"


@pytest.fixture
def server() -> Iterator[InProcess]:
    with mockserver.in_process("grafana", "thousandeyes", validate_responses=True) as running:
        yield running


def ids(answer: httpx.Response | requests.Response) -> list[int]:
    return [report["id"] for report in answer.json()]


def test_what_one_library_creates_the_others_see(server: InProcess) -> None:
    with httpx.Client(transport=mockserver.transport(server), base_url="http://localhost", headers=TOKEN) as client:
        assert client.post(REPORTS, json=REPORT).json() == {"id": 4, "message": "Report created"}
    session = requests.Session()
    session.mount("http://", mockserver.requests_adapter(server))
    assert ids(session.get(f"http://localhost{REPORTS}", headers=TOKEN)) == [2, 3, 4, 6]
    assert Client(mockserver.wsgi_app(server)).get(f"{REPORTS}/4", headers=TOKEN).json["name"] == "R"


def test_an_async_client_is_served_and_a_delay_blocks_nobody(server: InProcess) -> None:
    async def both() -> list[float]:
        transport = mockserver.transport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=TOKEN) as client:

            async def timed(delay: str) -> float:
                begun = time.monotonic()
                assert len((await client.get(REPORTS, headers={"Prefer": f"delay={delay}"})).json()) == 3
                return time.monotonic() - begun

            return await asyncio.gather(timed("1.5"), timed("0"))

    slow, quick = asyncio.run(both())
    assert slow >= 1.5
    assert quick < 1.2


def test_a_sync_client_works_inside_a_running_event_loop(server: InProcess) -> None:
    async def inside() -> int:
        with httpx.Client(transport=mockserver.transport(server), base_url="http://grafana.localhost") as client:
            return client.get("/api/reports", headers=TOKEN).status_code  # noqa: ASYNC212 - that is the question

    assert asyncio.run(inside()) == 200


@pytest.mark.parametrize(
    "base", ["http://localhost/thousandeyes", "http://thousandeyes.localhost", "https://api.thousandeyes.com"]
)
def test_a_vendor_is_reached_by_path_by_name_and_by_its_documented_host(server: InProcess, base: str) -> None:
    with httpx.Client(transport=mockserver.transport(server), auth=ACCOUNT) as client:
        created = client.post(f"{base}/v7/reports/create", json={"title": "T"}).json()[0]
        assert created["apiLinks"][0]["href"] == f"{base}/v7/reports/{created['reportId']}"
        assert client.get(created["apiLinks"][0]["href"]).json()["title"] == "T"


@pytest.mark.parametrize("body", [b'{"branding": {}}', '{"branding": {}}', io.BytesIO(b'{"branding": {}}'), iter([b'{"branding"', b": {}}"])],
                         ids=["bytes", "text", "file", "pieces"])  # fmt: skip
def test_a_requests_session_may_send_its_body_in_any_way(server: InProcess, body: object) -> None:
    session = requests.Session()
    session.mount("http://", mockserver.requests_adapter(server))
    headers = {**TOKEN, "Content-Type": "application/json"}
    answer = session.post(f"http://localhost{REPORTS}/settings", data=body, headers=headers)
    assert (answer.status_code, answer.json(), answer.ok) == (200, {"message": "Report settings saved"}, True)
    assert answer.headers["mock-operation"] == "saveReportSettings"


def test_worlds_and_the_control_plane_are_there_too(server: InProcess) -> None:
    from mockserver.client import Admin

    with Admin("http://localhost", transport=mockserver.transport(server)) as admin:
        world = admin.worlds.create("mine", fixture="empty", clock="2030-01-01T00:00:00Z")
        with httpx.Client(transport=mockserver.transport(server), headers=TOKEN) as client:
            answer = client.get(f"{world.url('grafana')}/api/reports")
    assert (answer.json(), answer.headers["Date"]) == ([], "Tue, 01 Jan 2030 00:00:00 GMT")


def test_a_flask_application_carries_the_mocks_under_a_prefix(server: InProcess) -> None:
    app = Flask("hub")
    Mockserver(app, url_prefix="/mocks/", server=server)

    @app.get("/")
    def index() -> str:
        return "mine"

    client = app.test_client()
    assert client.get("/").text == "mine"
    assert client.get("/mocksite").status_code == 404
    assert client.get("/mocksite").headers["Content-Type"].startswith("text/html")
    assert client.post(f"/mocks{REPORTS}", json=REPORT, headers=TOKEN).json["id"] == 4
    created = client.post("/mocks/thousandeyes/v7/reports/create", json={"title": "T"}, auth=ACCOUNT).json[0]
    assert created["apiLinks"][0]["href"] == f"http://localhost/mocks/thousandeyes/v7/reports/{created['reportId']}"
    assert client.get(created["apiLinks"][0]["href"], auth=ACCOUNT).json["title"] == "T"
    assert client.get("/mocks/__admin/health").json == {"status": "ok"}


def test_the_extension_can_be_made_before_its_application() -> None:
    mocks = Mockserver(vendors=("grafana",), fixture=("empty",))
    app = Flask("hub")
    mocks.init_app(app)
    assert app.extensions["mockserver"] is mocks
    assert app.test_client().get(f"/mocks{REPORTS}", headers=TOKEN).json == []
    assert mocks.server is not None
    mocks.server.close()


@pytest.mark.parametrize("prefix", ["", "/", "mocks"])
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="a path such as /mocks is expected"):
        Mockserver(Flask("hub"), url_prefix=prefix)


def test_it_can_be_imported_where_warnings_are_errors() -> None:
    code = "import mockserver; server = mockserver.in_process('grafana'); server.close(); mockserver.wsgi_app(server)"
    ended = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
