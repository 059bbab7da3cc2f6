"""The page in a real browser: what it shows, what can be done with it, and that nothing it is given can do anything to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from browsers import Window, launched
from conftest import World, bearer, serving
from talks import Talk

pytestmark = pytest.mark.posix  # elsewhere no browser is looked for

TOKEN = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=2</script>\'"&{{7*7}}'
VIEWS = (
    "requests", "vendors", "vendors/grafana", "vendors/grafana/createReport", "vendors/grafana/createReport/schedule.frequency",
    "send/grafana/createReport", "records/grafana/reports", "access/grafana", "access/checkcentral", "behaviour/grafana",
    "world", "coverage", "worlds", "documents/grafana",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser."""
    with launched() as made:
        yield made


@pytest.fixture
def world(http: httpx.Client, server: str) -> Iterator[World]:
    """A world of the test's own, on the server that others use, too."""
    made = World(http, server, f"page-{uuid4().hex[:8]}")
    made.control.admin.worlds.create(made.name)
    yield made
    made.control.delete()


@pytest.fixture
def window(browser: Any, server: str, world: World) -> Iterator[Window]:
    """A window on the test's world; at the end its console has said nothing."""
    made = Window(browser, server, world.name)
    yield made
    made.close()
    assert not made.complaints


def reports(world: World, **arguments: Any) -> httpx.Response:
    return world.call("grafana", "GET", "/api/reports", headers=TOKEN, **arguments)


def test_requests_are_shown_as_they_come_with_verdict_and_reason(window: Window, world: World) -> None:
    page = window.show("requests")
    page.get_by_text("Nothing has come in yet").wait_for()
    reports(world)
    page.locator("details.request", has_text="/grafana/api/reports").wait_for()
    world.call("grafana", "GET", "/api/reports")
    refused = page.locator("details.request.refused")
    refused.wait_for()
    assert "401" in refused.inner_text() and "no-credentials" in refused.inner_text()
    refused.locator("summary").click()
    refused.get_by_role("link", name="getReports").wait_for()


def test_a_request_that_nobody_was_there_for_is_shown_with_what_was_meant(window: Window, world: World) -> None:
    world.call("grafana", "GET", "/api/report/2", headers=TOKEN)
    window.show("requests").get_by_text("GET /grafana/api/reports/{id}").first.wait_for()


def test_a_burst_of_requests_is_shown_without_its_older_part(window: Window, world: World) -> None:
    page = window.show("requests")
    reports(world)
    page.locator("details.request").wait_for()
    for _ in range(120):
        reports(world)
    page.get_by_text("121 came in").wait_for()
    assert page.locator("details.request").count() <= 200


def test_requests_are_found_by_their_words(window: Window, world: World) -> None:
    reports(world)
    world.call("grafana", "GET", "/api/reports/settings", headers=TOKEN)
    page = window.show("requests")
    page.locator("details.request").nth(1).wait_for()
    page.get_by_label("Words in it").fill("settings")
    assert page.locator("details.request:visible").count() == 1


def test_whoever_states_a_field_is_shown_on_click(window: Window) -> None:
    page = window.show("vendors")
    page.get_by_role("link", name="Grafana Reporting API").click()
    page.get_by_role("link", name="createReport", exact=True).click()
    page.get_by_role("link", name="schedule.frequency").click()
    page.get_by_role("heading", name="schedule.frequency").wait_for()
    assert "reporting-api" in page.inner_text("main") and "documented" in page.inner_text("main")


def test_a_record_is_changed_added_and_taken_away(window: Window, world: World) -> None:
    first = reports(world).json()[0]
    page = window.show("records/grafana/reports")
    row = page.locator("details.record", has_text=first["name"]).first
    row.locator("summary").click()
    record = json.loads(row.locator("textarea").input_value())
    row.locator("textarea").fill(json.dumps({**record, "name": "Changed here"}))
    row.get_by_role("button", name="Change it").click()
    assert window.says() == "Changed."
    assert reports(world).json()[0] == {**first, "name": "Changed here"}
    page.locator("details.record", has_text="Changed here").wait_for()
    page.get_by_label("How many").fill("2")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("#message", has_text="Added.").wait_for()
    there = len(reports(world).json())
    page.get_by_text(f"{there} records, known by id").wait_for()
    row = page.locator("details.record").first
    row.locator("summary").click()
    row.get_by_role("button", name="Take it away").click()
    page.get_by_text(f"{there - 1} records, known by id").wait_for()
    assert len(reports(world).json()) == there - 1


def test_a_record_that_does_not_fit_is_refused_with_its_place(window: Window, world: World) -> None:
    before = reports(world).json()
    page = window.show("records/grafana/reports")
    row = page.locator("details.record").first
    row.locator("summary").click()
    record = json.loads(row.locator("textarea").input_value())
    row.locator("textarea").fill(json.dumps({**record, "name": 7}))
    row.get_by_role("button", name="Change it").click()
    assert re.match(r"/\d+/name: ", window.says())
    row.locator("textarea").fill("{not json")
    row.get_by_role("button", name="Change it").click()
    page.locator("#message", has_text="JSON").wait_for()
    window.complaints.clear()  # the page says in its console what it did not expect, too
    assert reports(world).json() == before


def test_the_clock_is_frozen_and_moved(window: Window, world: World) -> None:
    page = window.show("world")
    page.get_by_label("At (or where it is)").fill("2030-01-01T00:00:00Z")
    page.get_by_role("button", name="Freeze it").click()
    page.get_by_text("2030-01-01T00:00:00Z It stands.").wait_for()
    page.get_by_role("button", name="Move it").click()
    page.get_by_text("2030-01-01T01:00:00Z It stands.").wait_for()
    assert reports(world).headers["date"] == "Tue, 01 Jan 2030 01:00:00 GMT"


def test_a_fault_is_added_and_taken_away(window: Window, world: World) -> None:
    page = window.show("world")
    page.get_by_label("Path").fill("/api/reports")
    page.get_by_label("Status").fill("503")
    page.get_by_role("button", name="Add a fault").click()
    page.get_by_text("0 of 0").wait_for()
    page.get_by_role("cell", name="status 503", exact=True).wait_for()
    assert reports(world).status_code == 503
    page.get_by_role("button", name="Take it away").click()
    page.get_by_text("Nothing goes wrong.").wait_for()
    assert reports(world).status_code == 200


def test_the_form_for_faults_offers_the_operations_and_takes_patterns(window: Window, world: World) -> None:
    page = window.show("world")
    field = page.get_by_label("Operation")
    offered = field.evaluate("field => [...field.list.options].map((each) => each.value)")
    assert {"createReport", "getReports", "getChecks"} <= set(offered)
    assert offered == sorted(set(offered))


def test_no_world_is_offered_to_be_deleted_that_would_only_begin_anew(browser: Any, server: str, world: World) -> None:
    window = Window(browser, server, "default")
    page = window.show("worlds")
    page.get_by_role("button", name=f"Delete {world.name}").wait_for()
    assert page.get_by_role("button", name="Delete default", exact=True).count() == 0
    page = window.show("world")
    page.get_by_role("button", name="Reset it").wait_for()
    assert page.get_by_role("button", name="Delete it").count() == 0
    window.close()


def test_what_cannot_be_read_as_a_request_is_shown_with_the_reason(window: Window, server: str) -> None:
    with Talk(server) as talk:
        assert talk.send(b"GET / HTTP/1.1\r\nX: \x1b\r\n\r\n").statuses() == [400]
    window.show("requests").get_by_text("A header holds the byte 0x1b.").first.wait_for()


def test_code_in_a_description_is_shown_as_code(window: Window) -> None:
    page = window.show("vendors/grafana/createReport")
    page.locator("p.prose code", has_text=re.compile(r"^reports:create$")).wait_for()
    assert "`" not in page.locator("p.prose").inner_text()


def test_a_moment_is_kept_and_come_back_to(window: Window, world: World) -> None:
    before = reports(world).json()
    page = window.show("world")
    page.get_by_label("Name (or one is chosen)").fill("before")
    page.get_by_role("button", name="Keep this moment").click()
    page.get_by_role("button", name="Come back to it").wait_for()
    world.call("grafana", "DELETE", f"/api/reports/{before[0]['id']}", headers=TOKEN)
    assert reports(world).json() != before
    page.get_by_role("button", name="Come back to it").click()
    page.get_by_text("Here again.").wait_for()
    assert reports(world).json() == before


def test_what_would_have_been_sent_is_shown(window: Window, world: World) -> None:
    id = str(reports(world).json()[0]["id"])
    sent = {"id": id, "useEmailsFromReport": False, "emails": "jane@example.com"}
    assert world.call("grafana", "POST", "/api/reports/email", headers=TOKEN, json=sent).status_code == 200
    page = window.show("world")
    page.locator("details", has_text="of grafana, sendReport").locator("summary").click()
    assert "jane@example.com" in page.inner_text("main")


def test_a_credential_is_revoked_and_another_added(window: Window, world: World) -> None:
    page = window.show("access/grafana")
    page.get_by_role("button", name="Revoke documented").click()
    page.get_by_role("button", name="Accept documented").wait_for()
    assert reports(world).status_code == 401
    page.get_by_label("Id", exact=True).fill("another")
    page.get_by_label("Secret").fill("another-secret")
    page.get_by_role("button", name="Add a credential").click()
    page.get_by_role("button", name="Revoke another").wait_for()
    assert world.call("grafana", "GET", "/api/reports", headers=bearer("another-secret")).status_code == 200


def test_a_quota_is_set(window: Window, world: World) -> None:
    page = window.show("access/checkcentral")
    row = page.locator("tr", has_text="getChecks")
    row.get_by_label("Limit of getChecks").fill("7")
    row.get_by_role("button", name="Set").click()
    page.get_by_text("0 used, 7 left").wait_for()


def test_a_profile_and_a_reading_are_chosen(window: Window, world: World) -> None:
    page = window.show("behaviour/grafana")
    page.get_by_label("It behaves as").select_option("public-openapi")
    assert window.says() == "Chosen."
    assert world.steer("GET", "/profiles/grafana")["profile"] == "public-openapi"
    page.locator('select[name="email-id"]').select_option("string")
    assert window.says() == "Chosen."
    assert world.steer("GET", "/readings/grafana")["readings"]["email-id"]["value"] == "string"


def test_the_coverage_counts_what_was_met(window: Window, world: World) -> None:
    reports(world)
    reports(world)
    page = window.show("coverage")
    row = page.locator("tr", has=page.get_by_role("link", name="getReports", exact=True))
    assert row.locator(".met").all_inner_texts() == ["200 × 2"]


def test_a_form_sends_a_request(window: Window, world: World) -> None:
    page = window.show("send/grafana/createReport")
    body = json.loads(page.get_by_role("textbox", name="Body").input_value())
    page.get_by_role("textbox", name="Body").fill(json.dumps({**body, "name": "Made by the form"}))
    page.get_by_role("button", name="Send POST /api/reports").click()
    page.locator("h2", has_text="Answer").wait_for()
    assert page.locator("main .status").inner_text() == "200"
    assert "mock-request-id" in page.inner_text("main")
    assert "Made by the form" in [each["name"] for each in reports(world).json()]
    page.get_by_label("Credential").select_option("")
    page.get_by_role("button", name="Send POST /api/reports").click()
    page.locator("main .status.s4").wait_for()
    assert [text for text in window.complaints if "401" in text]
    window.complaints.clear()  # a browser notes every answer of 400 and more


@pytest.mark.parametrize(
    ("vendor", "operation"),
    [("thousandeyes", "listReports"), ("strapi", "listReports"), ("checkcentral", "getChecks")],
)
def test_the_form_knows_how_each_vendor_wants_its_credential(window: Window, vendor: str, operation: str) -> None:
    page = window.show(f"send/{vendor}/{operation}")
    page.get_by_role("button", name="Send GET").click()
    page.locator("main .status").wait_for()
    assert page.locator("main .status").inner_text() == "200"


def test_a_world_is_made_and_chosen(window: Window, world: World) -> None:
    page = window.show("worlds")
    name = f"{world.name}-2"
    page.get_by_label("Name (or one is chosen)").fill(name)
    page.get_by_label("Clock stands at").fill("2030-01-01T00:00:00Z")
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name=name).click()
    page.locator(f'#world option[value="{name}"]:checked').wait_for(state="attached")
    page.get_by_role("link", name="World", exact=True).click()
    page.get_by_text("2030-01-01T00:00:00Z It stands.").wait_for()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_role("link", name=world.name, exact=True).wait_for()
    assert name not in [each["name"] for each in world.control.admin.worlds.all()]


def test_hostile_content_stays_text_in_every_view(window: Window, world: World) -> None:
    first = reports(world).json()[0]
    world.steer("PATCH", "/state/grafana/reports", {first["id"]: {"name": HOSTILE, "message": HOSTILE}})
    world.accept(
        "grafana", id="hostile", scheme="bearer", secret="hostile", user=HOSTILE, permissions={HOSTILE: [HOSTILE]}
    )
    world.call("grafana", "POST", "/api/reports", headers={**TOKEN, "X-Hostile": HOSTILE}, json={HOSTILE: HOSTILE})
    world.call("grafana", "GET", f"/{HOSTILE}", headers=TOKEN, params={HOSTILE: HOSTILE})
    httpx.get(f"{world.server}/{HOSTILE}")
    reports(world)
    for view in VIEWS:
        page = window.show(view)
        page.wait_for_timeout(300)
        for each in page.locator("main details > summary").all()[:8]:
            each.click()
        assert page.evaluate("window.hit") is None
        assert page.locator("main img, main script").count() == 0
    assert HOSTILE in window.show("records/grafana/reports").inner_text("main").replace('\\"', '"')


@pytest.mark.parametrize(
    "options", [{"viewport": {"width": 360, "height": 700}}, {"color_scheme": "dark"}], ids=["narrow", "dark"]
)
def test_it_can_be_read_in_a_narrow_window_and_in_the_dark(browser: Any, world: World, options: dict[str, Any]) -> None:
    reports(world)
    world.call("grafana", "GET", "/api/reports/not-a-number-" + "x" * 200, headers=TOKEN)
    window = Window(browser, world.server, world.name, **options)
    for view in VIEWS:
        page = window.show(view)
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) < 150) is ("color_scheme" in options)
    window.close()
    assert not window.complaints


def test_no_word_of_a_path_is_broken_in_a_narrow_table(browser: Any, world: World) -> None:
    window = Window(browser, world.server, world.name, viewport={"width": 360, "height": 700})
    page = window.show("vendors/grafana")
    code = page.locator("td code", has_text="GET /api/reports/{id}").first
    words = """code => (code.textContent.match(/\\w+/g)).every((word) => {
      const range = document.createRange(), at = code.textContent.indexOf(word);
      range.setStart(code.firstChild, at);
      range.setEnd(code.firstChild, at + word.length);
      return range.getClientRects().length === 1;
    })"""
    assert code.evaluate(words)
    window.close()


def test_everything_is_reached_by_the_keyboard(window: Window, world: World) -> None:
    world.call("grafana", "GET", "/api/reports")
    page = window.show("requests")
    page.locator("details.request").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    page.locator("details.request[open]").wait_for()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_whoever_acts_by_the_keyboard_goes_on_from_there(window: Window) -> None:
    page = window.show("access/grafana")
    page.get_by_role("button", name="Revoke documented").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Accept documented").wait_for()
    page.locator("button:focus").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Accept documented"


def test_the_token_is_asked_for_and_kept_nowhere(browser: Any) -> None:
    with serving("grafana", "--admin-token", "s3cret") as url:
        window = Window(browser, url)
        page = window.page
        page.goto(f"{url}/")
        assert page.url == f"{url}/__admin/ui"
        for secret in ("wrong", "s3cret"):
            page.locator("#token[open]").wait_for()
            page.get_by_role("textbox", name="Token").fill(secret)
            page.keyboard.press("Enter")
        page.get_by_role("heading", name="Requests").wait_for()
        kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert kept == [0, 0, ""]
        page.reload()
        page.locator("#token[open]").wait_for()
        window.close()


VERSIONS = {
    "3.0.4": {"type": "string", "nullable": True},
    "3.1.1": {"type": ["string", "null"]},
    "3.2.0": {"type": ["string", "null"]},
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of documents of three versions, each with a hostile description."""
    folder = tmp_path_factory.mktemp("documents")
    for version, name in VERSIONS.items():
        star = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": name}}
        answer = {"description": HOSTILE, "content": {"application/json": {"schema": {"type": "array", "items": star}}}}
        get = {"operationId": "listStars", "description": HOSTILE, "responses": {"200": answer}}
        info = {"title": f"Stars {version}", "version": "1", "description": HOSTILE}
        document = {
            "openapi": version, "info": info, "servers": [{"url": "https://stars.example/v2"}],
            "paths": {"/stars": {"get": {**get, "servers": [{"url": "https://elsewhere.example"}]}}},
        }  # fmt: skip
        (folder / f"stars{version[0]}{version[2]}.json").write_text(json.dumps(document))
    with serving(*map(str, sorted(folder.glob("*.json")))) as url:
        yield url


@pytest.mark.parametrize("version", [version[:3] for version in VERSIONS])
def test_a_document_is_viewed_and_tried_in_a_world(browser: Any, documents: str, version: str) -> None:
    httpx.post(f"{documents}/__admin/worlds", json={"name": f"viewed-{version}"})
    window = Window(browser, documents, f"viewed-{version}")
    page = window.show(f"documents/stars{version[0]}{version[2]}")
    viewer = page.frame_locator("iframe")
    viewer.get_by_text(f"OAS {version}").first.wait_for()
    viewer.locator(".opblock-summary-control").first.click()
    viewer.get_by_role("button", name="Try it out").click()
    viewer.get_by_role("button", name="Execute").click()
    viewer.locator(".live-responses-table .response-col_status", has_text="200").wait_for()
    requests = httpx.get(f"{documents}/__admin/worlds/viewed-{version}/requests").json()
    assert [(each["operation"], each["status"]) for each in requests] == [("listStars", 200)]
    assert page.evaluate("[window.hit, document.querySelector('iframe').contentWindow.hit]") == [None, None]
    assert all("inline event handler" in each or "404" in each for each in window.complaints), (
        window.complaints
    )  # what was hostile
    window.close()


def test_without_the_viewer_the_page_says_how_to_get_it(window: Window) -> None:
    window.page.route("**/swagger-ui*", lambda route: route.fulfill(status=404))
    page = window.show("documents/grafana")
    viewer = page.frame_locator("iframe")
    viewer.get_by_text('pip install "mocksrv[viewer]"').wait_for()
    assert "Grafana Reporting API" in viewer.locator("pre").inner_text()
    window.complaints.clear()  # the two files that are not there
