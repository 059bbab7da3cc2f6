"""The page's files as they are sent: to whom, under which policy, and where `/` leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import ROOT, bearer, serving

from mockserver.serving import page

UI, BROWSER = page.UI, {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FOLDER = ROOT / "mockserver" / "control" / "page"
POLICY = "content-security-policy"


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The address of a server with a token."""
    with serving("grafana", "--admin-token", "s3cret") as url:
        yield url


def policy(answer: httpx.Response) -> dict[str, str]:
    """The directives of a policy."""
    return {
        name: value for name, _, value in (each.strip().partition(" ") for each in answer.headers[POLICY].split(";"))
    }


def test_the_page_may_load_nothing_from_elsewhere_and_nobody_may_frame_it(server: str) -> None:
    answer = httpx.get(server + UI)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    directives = policy(answer)
    assert directives["default-src"] == directives["frame-ancestors"] == directives["form-action"] == "'none'"
    assert {directives[f"{kind}-src"] for kind in ("script", "style", "img", "connect", "frame")} == {"'self'"}
    assert directives["require-trusted-types-for"] == "'script'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_no_policy_lets_anything_unsafe_through(server: str) -> None:
    sent = {path: httpx.get(server + path) for path in page.files()}
    assert {answer.status_code for answer in sent.values()} == {200}
    assert not [path for path, answer in sent.items() if "unsafe" in answer.headers[POLICY]]


def test_the_viewer_is_framed_by_the_page_only_and_may_draw_what_its_style_sheet_holds(server: str) -> None:
    directives = policy(httpx.get(f"{server}{UI}/viewer.html"))
    assert directives["frame-ancestors"] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert "require-trusted-types-for" not in directives


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.html")), ids=lambda file: file.name)
def test_markup_has_no_script_and_no_style_in_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.js")), ids=lambda file: file.name)
def test_scripts_make_no_markup_of_text_and_keep_nothing(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Storage\b|\.cookie\b", text)
    assert all((FOLDER / name).is_file() for name in re.findall(r"from '\./([\w.]+)'", text))


def test_what_is_asked_for_by_head_has_no_body(server: str) -> None:
    answer = httpx.head(server + UI)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == (FOLDER / "index.html").stat().st_size


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/../control/openapi.yaml", "/%2e%2e/openapi.yaml", "/..%2fopenapi.yaml", "/", "x"]
)
def test_only_files_of_the_page_are_found(server: str, path: str) -> None:
    with httpx.Client() as client:
        answer = client.send(httpx.Request("GET", server + UI + path))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_nothing_is_sent_to_the_page(server: str) -> None:
    assert httpx.post(server + UI, json={}).status_code == 404


def test_the_files_need_no_token_and_tell_nothing_that_does(guarded: str) -> None:
    assert all(httpx.get(guarded + path).status_code == 200 for path in page.files())
    assert httpx.get(f"{guarded}/__admin/version").status_code == 401
    assert httpx.get(f"{guarded}/__admin/version", headers=bearer("s3cret")).status_code == 200


def test_where_the_control_plane_is_off_so_is_the_page() -> None:
    with serving("grafana", "--admin", "off") as url:
        assert httpx.get(url + UI).status_code == 404
        assert httpx.get(url, headers=BROWSER).status_code == 404


@pytest.mark.parametrize("headers", [{"Host": "mock.example.com"}, {"Origin": "https://example.com"}])
def test_other_names_and_other_sites_do_not_get_it(server: str, headers: dict[str, str]) -> None:
    for path in (UI, f"{UI}/page.js"):
        assert httpx.get(server + path, headers=headers).status_code == 403


def test_the_root_leads_browsers_to_the_page_and_tells_others_what_there_is(server: str) -> None:
    led = httpx.get(server + "/", headers=BROWSER)
    assert (led.status_code, led.headers["location"]) == (307, UI)
    for accept in ("*/*", "application/json"):
        told = httpx.get(server + "/", headers={"Accept": accept})
        assert (told.status_code, told.json()["type"]) == (404, "urn:mockserver:problem:unknown-vendor")


def test_the_root_of_a_vendors_host_is_the_vendors(server: str) -> None:
    answer = httpx.get(server + "/", headers={**BROWSER, "Host": "grafana.localhost"})
    assert answer.headers["mock-operation"] == "-"


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/stars", 307)])
def test_a_document_that_is_alone_keeps_its_own_root(tmp_path: Path, path: str, status: int) -> None:
    file = tmp_path / "stars.yaml"
    file.write_text(
        "openapi: 3.1.0\ninfo: {title: Stars, version: '1'}\n"
        f"paths: {{'{path}': {{get: {{responses: {{'200': {{description: ok}}}}}}}}}}\n"
    )
    with serving(str(file)) as url:
        assert httpx.get(url + "/", headers=BROWSER).status_code == status


def test_without_its_package_the_viewers_files_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"{UI}/swagger-ui-bundle.js" in page.files()
    monkeypatch.setattr(page, "VIEWER_PACKAGE", "no_such_package")
    assert not page._viewer_files()
