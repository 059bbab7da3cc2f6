"""`mockserver verify --har` judges recorded traffic and sends nothing; `--profile-out` writes what the server was seen to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from conftest import ROOT, bearer, serving

from mockserver.client import Admin

KEY = "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"
REPORTS = "/api/reports"


def verify(*arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "verify", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def entry(url: str, status: int, body: Any, **request: Any) -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    fields = [{"name": "Content-Type", "value": "application/json"}]
    return {
        "startedDateTime": "2026-11-21T07:00:00.000Z", "time": 3,
        "request": {"method": "GET", "url": url, "headers": [], **request},
        "response": {"status": status, "headers": fields, "content": {"size": len(text), "mimeType": "application/json", "text": text}},
    }  # fmt: skip


def har(folder: Path, *entries: dict[str, Any]) -> str:
    (folder / "some.har").write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return str(folder / "some.har")


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of a mock's journal."""
    file = tmp_path_factory.mktemp("journal") / "journal.har"
    with (
        serving("grafana", "--reading", "grafana.error-body=public-error") as url,
        httpx.Client(trust_env=False) as http,
    ):
        base = f"{url}/w/mine/grafana{REPORTS}"
        for path, key in (("", KEY), ("/2", KEY), ("/99", KEY), ("/2", "s3cret-of-mine")):
            http.get(base + path, headers=bearer(key))
        http.post(base, headers=bearer(KEY), json={"name": 1})
        with Admin(url) as admin:
            file.write_text(json.dumps(admin.world("mine").requests.har()))
    return file


def test_the_export_of_a_journal_is_judged(journal: Path) -> None:
    said = verify("grafana", "--har", str(journal), "--reading", "grafana.error-body=public-error")
    assert "5 exchanges, 1 of their requests broke the document" in said
    assert "All good." in said


def test_the_report_says_which_readings_the_answers_support(journal: Path, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"report.{kind}" for kind in ("json", "markdown")}
    flags = [word for kind, file in files.items() for word in (f"--{kind}", str(file))]
    said = verify("grafana", "--har", str(journal), *flags)
    followed = json.loads(files["json"].read_text())["vendors"][0]["readings"]
    assert {each["reading"]: each["value"] for each in followed} == {"error-body": "public-error"}
    assert [each["default"] for each in followed] == ["message"]
    for text in (said, files["markdown"].read_text()):
        assert "error-body=public-error" in text


def test_a_broken_answer_is_found_and_its_page_named(tmp_path: Path) -> None:
    good = {"id": 1, "message": "Report created"}
    file = har(
        tmp_path,
        entry(f"http://mine.example{REPORTS}/2", 200, {"id": "two"}),
        entry(f"http://mine.example{REPORTS}", 418, {}),
        entry(f"http://mine.example{REPORTS}", 200, good, method="POST", postData={"mimeType": "application/json", "text": "{}"}),
    )  # fmt: skip
    verify("grafana", "--har", file, "--json", str(tmp_path / "found.json"), code=1)
    text = (tmp_path / "found.json").read_text()
    assert "418" in text
    assert "getReport" in text
    assert "grafana.com" in text


def test_what_was_not_kept_or_is_hidden_speaks_against_nobody(tmp_path: Path) -> None:
    kept = entry(f"http://grafana.localhost{REPORTS}/2", 200, "")
    kept["response"]["content"] = {"size": 900, "mimeType": "application/json"}
    hidden = entry(f"http://grafana.localhost{REPORTS}/99", 404, {"message": "********"})
    aborted = entry(f"http://grafana.localhost{REPORTS}/99", 0, {})
    preflight = entry(f"http://grafana.localhost{REPORTS}", 204, "", method="OPTIONS",
                      headers=[{"name": "Access-Control-Request-Method", "value": "GET"}])  # fmt: skip
    said = verify("grafana", "--har", har(tmp_path, kept, hidden, aborted, preflight))
    assert "2 exchanges" in said


@pytest.mark.parametrize(
    ("url", "base_url"),
    [
        (f"https://other.example{REPORTS}", ""),
        (f"http://127.0.0.1:4280/w/mine/grafana{REPORTS}", ""),
        (f"http://127.0.0.1:4280/grafana{REPORTS}", ""),
        (f"http://grafana.localhost:4280{REPORTS}", ""),
        (f"https://acme.example/sub{REPORTS}", "https://acme.example/sub/"),
    ],
)
def test_the_server_is_found_among_the_addresses(url: str, base_url: str, tmp_path: Path) -> None:
    file = har(tmp_path, entry("https://elsewhere.example/x.js", 200, "x"), entry(url, 200, []))
    said = verify("grafana", "--har", file, *(["--base-url", base_url] if base_url else []))
    assert "1 exchanges" in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "none of its 1 exchanges is for grafana; --base-url says where its paths begin"),
        (["--base-url", "https://b.example"], "none of its 1 exchanges is for https://b.example"),
    ],
)
def test_a_recording_of_others_is_refused(arguments: list[str], told: str, tmp_path: Path) -> None:
    assert told in verify("grafana", "--har", har(tmp_path, entry("https://a.example/x", 200, {})), *arguments, code=2)


def test_a_file_that_is_no_recording_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "bad.har").write_text('{"log": {"entries": [{"request": {}, "response": {"status": 200}}]}}')
    said = verify("grafana", "--har", str(tmp_path / "bad.har"), code=2)
    assert "bad.har: /log/entries/0/request: member 'method' is missing" in said


def test_neither_a_server_nor_a_recording_is_refused() -> None:
    assert "--base-url URL is missing" in verify("grafana", code=2)


def test_of_a_recording_a_profile_is_written(journal: Path, tmp_path: Path) -> None:
    files = (f"--json={tmp_path}/found.json", f"--markdown={tmp_path}/found.md")
    said = verify("grafana", "--har", str(journal), "--profile-out", str(tmp_path / "acme.yaml"), *files)
    text = (tmp_path / "acme.yaml").read_text()
    (profile,) = yaml.safe_load(text)["profiles"]
    assert (profile["profile"], profile["readings"]["error-body"]) == ("acme", "public-error")
    assert "reading error-body=public-error (not message, as we assumed): GET /api/reports/99 404" in said
    assert "s3cret-of-mine" not in text + said
    found = json.loads((tmp_path / "found.json").read_text())["vendors"][0]["readings"]
    assert ("error-body", "public-error", "message") in [
        (each["reading"], each["value"], each["default"]) for each in found
    ]
    assert "| error-body=public-error | message |" in (tmp_path / "found.md").read_text()


def test_of_a_server_that_is_asked_a_profile_is_written_and_taken(tmp_path: Path) -> None:
    """The server is a mock with another reading; a second mock with the profile is as it is, and says so."""
    with serving("grafana", "--reading", "grafana.error-body=public-error") as real:
        asked = (
            "--base-url",
            f"{real}/grafana",
            "--credential",
            f"grafana:bearer={KEY}",
            "--only",
            "answers",
            "--only",
            "errors",
        )
        said = verify("grafana", *asked, "--profile-out", str(tmp_path / "acme.yaml"), code=1)
        assert "All good." in verify("grafana", *asked, "--profile", f"grafana={tmp_path}/acme.yaml")
        seen = httpx.get(f"{real}/grafana{REPORTS}/99", headers=bearer(KEY), trust_env=False)
    text = (tmp_path / "acme.yaml").read_text()
    assert KEY not in text + said
    with serving("grafana", "--profile", f"grafana={tmp_path}/acme.yaml") as url:
        mine = httpx.get(f"{url}/grafana{REPORTS}/99", headers=bearer(KEY), trust_env=False)
    assert (mine.status_code, mine.json()) == (seen.status_code, seen.json())
    assert (seen.headers["mock-evidence"], mine.headers["mock-evidence"]) == ("inferred", "observed")
