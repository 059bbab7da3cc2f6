"""A profile in a file of somebody's own: it is chosen like any other, and what was seen under it counts as observed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from conftest import ROOT, bearer, serving

from mockserver import running
from mockserver.client import Admin

ACME: dict[str, Any] = {
    "vendor": "grafana",
    "profiles": [
        {"profile": "acme", "about": "The Grafana of Acme.", "source": "Seen on a Friday.",
         "readings": {"error-body": "message", "unknown-dashboard": "bad-request"}}
    ],
    "pages": [
        {"page": "acme", "title": "What the server of Acme answered", "source": "41 exchanges", "label": "observed",
         "sections": [{"section": "getReport", "statements": [
             {"operation": "getReport", "request": "GET /api/reports/{id}", "statuses": [401, 404]},
             {"behaviour": "error-unknown-token", "states": "An unknown key was answered with 401."},
         ]}]}
    ],
}  # fmt: skip


def written(folder: Path, **changes: Any) -> Path:
    file = folder / "acme.yaml"
    file.write_text(yaml.safe_dump({**ACME, **changes}))
    return file


def unknown_key(url: str, world: str = "default") -> httpx.Response:
    return httpx.get(f"{url}/w/{world}/grafana/api/reports/2", headers=bearer("unknown"), trust_env=False)


def refused(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "serve", "--port", "0", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    return done.stderr.strip()


def test_what_was_seen_counts_as_observed_under_the_profile_and_nowhere_else(tmp_path: Path) -> None:
    with serving("grafana") as url:
        before = unknown_key(url)
    with serving("grafana", "--profile", f"grafana={written(tmp_path)}") as url:
        answer = unknown_key(url)
        admin = Admin(url)
        admin.worlds.create("other", readings={"grafana": {"unknown-dashboard": "accept"}})
        admin.worlds.create("none", profile={"grafana": None})
        told = admin.world("default").readings("grafana").read()
        assert unknown_key(url, "other").headers["mock-evidence"] == before.headers["mock-evidence"]
        assert unknown_key(url, "none").json() == before.json()
        admin.close()
    assert answer.json() == before.json()
    assert answer.headers["mock-evidence"] == "observed"
    assert before.headers["mock-evidence"] in ("assumed", "inferred")
    assert (told["profile"], told["readings"]["error-body"]["decided"]) == ("acme", "profile")


def test_a_world_chooses_it_by_name(tmp_path: Path) -> None:
    with running("grafana", profile=f"grafana={written(tmp_path)}") as server:
        made = server.admin.worlds.create("mine", profile={"grafana": None})
        made.profile("grafana").choose("acme")
        assert unknown_key(server.url, "mine").headers["mock-evidence"] == "observed"


def test_the_file_is_named_in_the_environment_and_the_settings_file_too(tmp_path: Path) -> None:
    file = written(tmp_path)
    config = tmp_path / "mockserver.toml"
    config.write_text(f'profile = ["grafana={file}"]\n')
    with running("grafana", config=config) as server:
        assert server.admin.world("default").profile("grafana").read()["profile"] == "acme"


def test_explain_names_the_page(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "explain", "grafana", "--profile", f"grafana={written(tmp_path)}", "getReport"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "acme › getReport [observed]" in done.stdout


def test_a_bare_document_has_one_too(tmp_path: Path) -> None:
    (tmp_path / "things.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n  /things:\n    get:\n      operationId: list\n"
        "      responses: {'200': {description: All, content: {application/json: {schema: {type: array, items: "
        "{type: object, required: [id], properties: {id: {type: integer}}}}}}}}\n"
    )
    pages = [{**ACME["pages"][0], "sections": [{"section": "things", "statements": [
        {"operation": "list", "request": "GET /things", "statuses": [200]},
        {"pointers": ["/paths/~1things/get/responses/200/content/application~1json/schema/items/properties/id"]},
    ]}]}]  # fmt: skip
    file = written(tmp_path, vendor="things", pages=pages, profiles=[{**ACME["profiles"][0], "readings": {}}])
    with serving(str(tmp_path / "things.yaml"), "--profile", f"things={file}") as url:
        answer = httpx.get(f"{url}/things/things", trust_env=False)
    assert (answer.status_code, answer.headers["mock-evidence"]) == (200, "observed")


PAGE = ACME["pages"][0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"vendor": "strapi"}, "/vendor: it is a profile of strapi, not of grafana"),
        ({"profiles": [*ACME["profiles"], {**ACME["profiles"][0], "profile": "b"}]}, "one profile is expected, there are acme, b"),
        ({"profiles": [{**ACME["profiles"][0], "readings": {"eror-body": "x"}}]}, "/profiles/0/readings/eror-body: 'eror-body' is no reading"),
        ({"profiles": [{**ACME["profiles"][0], "switches": {"zon": "x"}}]}, "/profiles/0/switches/zon"),
        ({"pages": [{**PAGE, "label": "seen"}]}, "/pages/0/label: 'seen' is none of documented"),
        ({"pages": [{**PAGE, "sections": [{"section": "a", "statements": [{"behaviour": "error-unknown-tokn", "states": "b"}]}]}]},
         "/pages/0/sections/0/statements/0: grafana has no behaviour 'error-unknown-tokn'; did you mean error-unknown-token?"),
        ({"nothing": 1}, "/nothing: is not one of"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_its_place(
    changes: dict[str, Any], told: str, tmp_path: Path
) -> None:
    said = refused("grafana", "--profile", f"grafana={written(tmp_path, **changes)}")
    assert "acme.yaml" in said
    assert told in said
    assert "Traceback" not in said


def test_a_file_that_is_not_there_is_told() -> None:
    assert "none.yaml: there is no such file" in refused("grafana", "--profile", "grafana=./none.yaml")
