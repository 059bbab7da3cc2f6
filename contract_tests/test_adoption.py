"""What was recorded of a real server is adopted: its readings are found, a mock with the profile answers alike, and its labels are observed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from conftest import bearer, serving
from recordings import odd_server, recording
from test_record import DOCUMENT

READINGS = {
    "error-body": "public-error",
    "unknown-dashboard": "not-found",
    "settings-scope": "merge",
}
KEY = "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"
SECRET = "s3cret-of-mine"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
CALLS: list[tuple[str, str, str, Any]] = [
    ("GET", "", KEY, None),
    ("GET", "/2", KEY, None),
    ("GET", "/99", KEY, None),
    ("GET", "/2", SECRET, None),
    ("POST", "", KEY, {**REPORT, "dashboards": [{"dashboard": {"uid": "nope"}}]}),
    ("POST", "", KEY, {**REPORT, "unknown": 1}),
    ("GET", "/4", KEY, None),
    ("POST", "", KEY, {"name": "Mine", "recipients": "a@example.com"}),
    ("DELETE", "/4", KEY, None),
    ("GET", "/4", KEY, None),
    ("POST", "/settings", KEY, {"branding": {"emailFooterText": "x"}}),
    ("GET", "/settings", KEY, None),
]  # fmt: skip


def called(url: str) -> list[httpx.Response]:
    with httpx.Client(trust_env=False, timeout=20) as http:
        return [
            http.request(
                method, f"{url}/grafana/api/reports{path}", headers=bearer(key), **({"json": body} if body else {})
            )
            for method, path, key, body in CALLS
        ]


class Adopted:
    """A recording of a mock with other readings than usual, and what came of it."""

    def __init__(self, folder: Path, said: str, seen: list[httpx.Response]) -> None:
        self.folder, self.said, self.seen = folder, said, seen
        self.profile = yaml.safe_load((folder / "grafana.yaml").read_text())

    @property
    def flags(self) -> list[str]:
        """Takes it."""
        return ["--profile", f"grafana={self.folder}/grafana.yaml", "--own", str(self.folder), "--fixture", "recorded"]


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adopted]:
    folder = tmp_path_factory.mktemp("adopted") / "recorded"
    chosen = [word for id, value in READINGS.items() for word in ("--reading", f"grafana.{id}={value}")]
    with (
        serving("grafana", *chosen) as real,
        recording("grafana", "--upstream", f"{real}/grafana", folder=folder) as made,
    ):
        seen = called(made.url)
        said = made.stop()
        yield Adopted(folder, said, seen)


def test_the_readings_that_were_seen_are_found(adopted: Adopted) -> None:
    (profile,) = adopted.profile["profiles"]
    assert profile["readings"].items() >= READINGS.items()
    assert f"the mock answers {len(CALLS)} of {len(CALLS)} exchanges alike" in adopted.said
    assert "reading error-body=public-error (not message, as we assumed): GET /api/reports/99 404 and" in adopted.said


def without_times(body: Any) -> Any:
    return (
        {name: value for name, value in body.items() if name not in ("created", "updated", "schedule")}
        if isinstance(body, dict)
        else body
    )


def test_a_mock_with_the_profile_answers_the_same_and_its_labels_are_observed(adopted: Adopted) -> None:
    with serving("grafana") as url:
        before = [each.headers["mock-evidence"] for each in called(url)]
    with serving("grafana", *adopted.flags) as url:
        mine = called(url)
    assert [each.status_code for each in mine] == [each.status_code for each in adopted.seen]
    assert [without_times(each.json()) for each in mine] == [without_times(each.json()) for each in adopted.seen]
    after = [each.headers["mock-evidence"] for each in mine]
    assert {"assumed", "inferred"} <= set(before)
    assert set(after) <= {"documented", "vendor", "observed"}
    assert after.count("observed") >= 7


def test_what_was_not_seen_is_as_weak_as_before(adopted: Adopted) -> None:
    def replaced(url: str) -> str:
        answer = httpx.put(f"{url}/grafana/api/reports/2", headers=bearer(KEY), json={}, trust_env=False)
        return f"{answer.status_code} {answer.headers['mock-evidence']}"

    with serving("grafana", *adopted.flags) as url:
        assert replaced(url) == "400 assumed"


def test_an_exchange_that_was_seen_can_be_replayed(adopted: Adopted) -> None:
    name = next(iter(adopted.profile["overlay"]["actions"][0]["update"]["examples"]))
    with serving("grafana", *adopted.flags) as url:
        headers = {**bearer(KEY), "Prefer": f"example={name}"}
        answer = httpx.get(f"{url}/grafana/api/reports", headers=headers, trust_env=False)
    assert answer.headers["preference-applied"] == f"example={name}"
    assert answer.json() == adopted.seen[0].json()


def test_no_secret_is_in_what_is_written(adopted: Adopted) -> None:
    for file in adopted.folder.rglob("*.*"):
        assert SECRET not in file.read_text()
        assert KEY not in file.read_text()


def test_the_fixture_has_what_was_there_and_nothing_that_was_made(adopted: Adopted) -> None:
    fixture = json.loads((adopted.folder / "fixtures" / "grafana" / "recorded.json").read_text())
    assert [each["id"] for each in fixture["collections"]["reports"]] == [2, 3, 6]


def test_a_profile_of_ours_is_recognised(tmp_path: Path) -> None:
    with (
        serving("strapi", "--profile", "strapi=3.6") as real,
        recording("strapi", "--upstream", f"{real}/strapi", folder=tmp_path / "recorded") as made,
        httpx.Client(trust_env=False, timeout=20, base_url=f"{made.url}/strapi") as http,
    ):
        account = {"username": "mina", "email": "mina@example.com", "password": SECRET}
        token = http.post("/auth/local/register", json=account).json()["jwt"]
        for path in ("/reports/999", "/nothing", "/reports?_sort=title:ASC", "/reports?title_nope=1", "/users/me"):
            http.get(path, headers=bearer(token))
        http.post("/reports", headers=bearer(token), json={"type": "a"})
        http.patch("/reports/1", headers=bearer(token), json={})
        said = made.stop()
    text = (tmp_path / "recorded" / "strapi.yaml").read_text()
    (profile,) = yaml.safe_load(text)["profiles"]
    assert "beginning with the profile 3.6" in said
    assert profile["readings"]["errors"] == "observed"
    recorded = (tmp_path / "recorded" / "strapi.har").read_text()
    assert SECRET not in recorded + text
    assert token not in recorded + text


def test_a_document_of_ones_own_is_adopted(tmp_path: Path) -> None:
    item = (
        "components:\n",
        "  /things/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {'200': {description: One.}}}}\ncomponents:\n",
    )
    (tmp_path / "shelf.yaml").write_text(DOCUMENT.replace(*item))
    folder = tmp_path / "recorded"
    with odd_server() as (url, _), recording(
        str(tmp_path / "shelf.yaml"), "--upstream", f"{url}/base", folder=folder
    ) as made:  # fmt: skip
        seen = httpx.get(f"{made.url}/shelf/things", trust_env=False)
        said = made.stop()
    assert "new    get_things /0/extra" in said
    flags = ["--profile", f"shelf={folder}/shelf.yaml", "--own", str(folder), "--fixture", "recorded"]
    with serving(str(tmp_path / "shelf.yaml"), *flags) as mine:
        answer = httpx.get(f"{mine}/shelf/things", trust_env=False)
    assert (
        answer.json()
        == [{"id": 1, "name": "a"}]
        == [{name: each[name] for name in ("id", "name")} for each in seen.json()]
    )
    assert answer.headers["mock-evidence"] == "observed"
