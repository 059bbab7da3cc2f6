"""The side-by-side measurement: its peers do the work that is compared, and it runs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ROOT, Process

from benchmarks import cases, load, report, strapi, wide
from benchmarks.peers import prism, stock
from benchmarks.peers.bare import Bare
from benchmarks.servers import Running

LIST, POST = cases.cases()


@pytest.fixture(params=["bare", "AsyncApp"])
def peer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param == "bare":
        return Bare()
    for name in ("BEARERINFO_FUNC", "BASICINFO_FUNC"):
        monkeypatch.setenv(name, "")
    return stock.application(request.param)


def ask(app: Any, *requests: dict[str, Any]) -> list[httpx.Response]:
    async def all_of_them() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://peer") as client:
            return [await client.request(**each) for each in requests]

    return asyncio.run(all_of_them())


def sent(case: cases.Case, **instead: Any) -> dict[str, Any]:
    return {"method": case.method, "url": case.path, "content": case.body, "headers": case.headers, **instead}


def test_the_posted_report_is_of_the_size_measured():
    assert 1_000 <= len(POST.body.encode()) <= 1_100


def test_a_peer_lists_three_reports_and_then_the_new_one_with_its_defaults(peer):
    before, created, after = ask(peer, sent(LIST), sent(POST), sent(LIST))
    assert [each["id"] for each in before.json()] == [2, 3, 6]
    assert created.json() == {"id": 7, "message": "Report created"}
    new = after.json()[-1]
    assert new["id"] == 7
    assert new["schedule"]["dayOfMonth"] == ""
    assert new["dashboards"][0]["dashboard"] == {"id": 463, "uid": "7MeksYbmk", "name": "Alerting with TestData"}


def test_a_peer_refuses_what_it_should(peer):
    invalid = json.dumps({**json.loads(POST.body), "recipients": "nobody"})
    anonymous, refused = ask(peer, sent(LIST, headers={}), sent(POST, content=invalid))
    assert (anonymous.status_code, refused.status_code) == (401, 400)


def test_a_document_of_many_operations_is_served(tmp_path: Path):
    wide.write(tmp_path, 40)
    process = Process("grafana", "--own", str(tmp_path))
    try:
        url = f"{process.url}/grafana/api/"
        assert httpx.get(url + "reports/2", headers=LIST.headers).json()["id"] == 2
        assert httpx.get(url + "extra1/2", headers=LIST.headers).status_code == 200
    finally:
        process.stop()


def test_prism_gets_a_document_without_null_in_nullable_enums(tmp_path: Path):
    assert "- null" not in prism.write(tmp_path).read_text()


def test_a_peer_that_is_missing_is_said_to_be():
    servers = [
        {
            "name": "prism",
            "title": "Prism",
            "missing": "not installed (needs node and npm)",
            "bursts": {},
            "findings": [],
        }
    ]
    result = {
        "machine": {}, "pace": {"rounds": 1, "seconds": 1, "warm": 1}, "start_count": 1, "body_bytes": 1, "servers": servers,
    }  # fmt: skip
    assert "| Prism | not installed (needs node and npm) |" in report.markdown(result)


def test_strapi_is_asked_for_a_list_of_three_and_given_a_report_with_and_without_its_profile(tmp_path: Path):
    listed, made = strapi.cases()
    for way in strapi.ways(tmp_path, (5,)):
        with Running(way.server) as running:
            _, reports = cases.ask(running.port, "GET", running.prefix() + listed.path, headers=listed.headers)
            assert [each["score"] for each in json.loads(reports)] == [12, 11, 10]
            status, _ = cases.ask(running.port, "POST", running.prefix() + made.path, made.body, made.headers)
            assert status == 200


@pytest.mark.skipif(not load.available(), reason="wrk is not installed")
def test_the_quick_measurement_of_ours_finds_nothing_wrong(tmp_path: Path):
    line = [
        sys.executable,
        "-m",
        "benchmarks",
        "--quick",
        "--no-growth",
        "--only",
        "ours",
        "--json",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| ours | " in done.stdout
    assert json.loads((tmp_path / "out").read_text())["servers"][0]["bursts"]["POST 1 kB"][0]["requests"] > 0
