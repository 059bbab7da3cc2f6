"""Pages of other origins: those on this machine may call every vendor, others where that was asked for, none the control plane."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from conftest import ROOT, World, serving
from test_command_line import run

from mockserver.authorization import bearer

TOKEN = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
LOCAL = "http://localhost:5173"
ELSEWHERE = "https://app.example"
HERE = Path(__file__).parent / "javascript"


def ask(origin: str, method: str = "POST", headers: str = "authorization, content-type") -> dict[str, str]:
    """What a browser sends before it does what a page wants."""
    return {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}


@pytest.mark.parametrize(
    "origin", [LOCAL, "http://127.0.0.1:3000", "http://[::1]", "https://app.localhost", "capacitor://localhost"]
)
def test_a_page_on_this_machine_may_call_and_read_everything(world: World, origin: str) -> None:
    asked = world.call("grafana", "OPTIONS", "/api/reports", headers=ask(origin))
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["Access-Control-Allow-Origin"] == origin
    assert asked.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "POST" in asked.headers["Access-Control-Allow-Methods"].split(", ")
    answer = world.call("grafana", "GET", "/api/reports", headers={"Origin": origin, **TOKEN})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert {"mock-evidence", "mock-world", "content-type"} <= {
        *answer.headers["Access-Control-Expose-Headers"].split(", ")
    }
    assert "Origin" in answer.headers["Vary"]


def test_refusals_can_be_read_too(world: World) -> None:
    for path in ("/api/reports", "/nowhere"):
        assert (
            world.call("grafana", "GET", path, headers={"Origin": LOCAL}).headers["Access-Control-Allow-Origin"]
            == LOCAL
        )
    nobody = world.http.get(f"{world.server}/nobody", headers={"Origin": LOCAL})
    assert nobody.status_code == 404
    assert nobody.headers["Access-Control-Allow-Origin"] == LOCAL
    assert world.http.options(f"{world.server}/nobody", headers=ask(LOCAL)).status_code == 204


def test_a_preflight_is_no_call_of_the_vendor_and_makes_no_world(world: World) -> None:
    world.call("grafana", "OPTIONS", "/api/reports", headers=ask(LOCAL))
    assert world.control.requests.all() == []
    world.http.options(f"{world.server}/w/by-preflight-only/grafana/api/reports", headers=ask(LOCAL))
    assert world.http.get(f"{world.server}/__admin/worlds/by-preflight-only").status_code == 404


def test_without_an_origin_and_for_other_questions_all_is_as_it_was(world: World) -> None:
    answer = world.call("grafana", "GET", "/api/reports", headers=TOKEN)
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["Vary"] == "Prefer, Mock-World"
    assert world.call("grafana", "OPTIONS", "/api/reports", headers={"Origin": LOCAL}).status_code == 405


@pytest.mark.parametrize(
    "origin", [ELSEWHERE, "null", "http://localhost.example", "http://127.0.0.1.example", "file://", "nonsense"]
)
def test_a_page_of_elsewhere_is_told_nothing(world: World, origin: str) -> None:
    asked = world.call("grafana", "OPTIONS", "/api/reports", headers=ask(origin))
    answer = world.call("grafana", "GET", "/api/reports", headers={"Origin": origin, **TOKEN})
    assert (asked.status_code, answer.status_code) == (405, 200)
    for each in (asked, answer):
        assert "Access-Control-Allow-Origin" not in each.headers


@pytest.mark.parametrize("path", ["/__admin/health", "/__admin/worlds", "/__admin/nowhere"])
def test_the_control_plane_has_nothing_for_pages(path: str) -> None:
    with serving("grafana", "--cors-origin", "*") as url:
        for origin in (LOCAL, ELSEWHERE):
            asked = httpx.options(f"{url}{path}", headers=ask(origin, "DELETE"))
            read = httpx.get(f"{url}{path}", headers={"Origin": origin})
            for each in (asked, read):
                assert not [name for name in each.headers if name.startswith("access-control")]
            assert asked.status_code >= 400


def test_other_origins_can_be_let_in() -> None:
    with serving("grafana", "--cors-origin", ELSEWHERE, "--cors-origin", "HTTPS://b.example:8443,null") as url:
        for origin in (ELSEWHERE, "https://b.example:8443", "null", LOCAL):
            answer = httpx.get(f"{url}/grafana/api/reports", headers={"Origin": origin})
            assert answer.headers["Access-Control-Allow-Origin"] == origin
        for origin in ("http://app.example", "https://app.example:8443", "https://c.example"):
            assert (
                "Access-Control-Allow-Origin" not in httpx.get(f"{url}/grafana/x", headers={"Origin": origin}).headers
            )


def test_every_origin_can_be_let_in_also_from_the_public_internet() -> None:
    with serving("grafana", "--cors-origin", "*") as url:
        asked = {**ask("https://any.example"), "Access-Control-Request-Private-Network": "true"}
        answer = httpx.options(f"{url}/grafana/api/reports", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://any.example"
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"


def test_it_can_be_off() -> None:
    with serving("grafana", "--cors-origin", "none") as url:
        assert httpx.options(f"{url}/grafana/api/reports", headers=ask(LOCAL)).status_code == 405
        assert "Access-Control-Allow-Origin" not in httpx.get(f"{url}/grafana/x", headers={"Origin": LOCAL}).headers


def test_a_vendor_that_answers_pages_itself_does_so(world: World) -> None:
    mine = world.call("strapi", "OPTIONS", "/reports", headers=ask(LOCAL))
    assert "mock-request-id" not in mine.headers
    world.choose("strapi", {"routes": "observed"})
    theirs = world.call("strapi", "OPTIONS", "/reports", headers=ask(LOCAL))
    assert theirs.headers["Access-Control-Allow-Methods"] == "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"
    assert "mock-request-id" in theirs.headers
    answer = world.call("strapi", "GET", "/reports", headers={"Origin": LOCAL})
    assert answer.headers.get_list("Access-Control-Allow-Origin") == [LOCAL]


@pytest.mark.parametrize("value", ["app.example", "https://app.example/page", "http://", "https://a b"])
def test_what_is_no_origin_is_refused_at_start(value: str) -> None:
    refused = run("serve", "grafana", "--port", "0", "--cors-origin", value)
    assert refused.returncode == 2
    assert re.match(
        r"mockserver: --cors-origin: .*: an origin is expected, such as https://app\.example:8443", refused.stderr
    )


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.skipif(
    not (HERE / "node_modules").is_dir(), reason="a browser without a screen is not installed; `make test` does it"
)
def test_a_page_in_a_browser_reads_the_answers_and_what_is_said_of_them(server: str) -> None:
    done = subprocess.run(
        ["node", "--test", HERE / "local.test.mjs"], cwd=ROOT, env={**os.environ, "MOCKSRV_URL": server},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert re.search(r"^(#|ℹ) pass [1-9]", done.stdout, re.MULTILINE)
