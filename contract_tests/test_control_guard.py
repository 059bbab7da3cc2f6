"""Who may steer: the bearer of the token; without a token only callers and pages on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from conftest import World, bearer, serving

from mockserver.client import Admin, ControlError
from mockserver.serving.guard import loopback, refusal
from mockserver.settings import BadSetting, Settings, load

WORLDS, HEALTH = "/__admin/worlds", "/__admin/health"


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The address of a server with a token."""
    with serving("grafana", "--admin-token", "s3cret") as url:
        yield url


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "no-credentials"),
        (bearer("wrong"), "unknown-credentials"),
        ({"Authorization": "Bearer"}, "unknown-credentials"),
        ({"Authorization": "Basic czNjcmV0OnMzY3JldA=="}, "unknown-credentials"),
        ({"Authorization": "s3cret"}, "unknown-credentials"),
    ],
)
def test_a_token_is_asked_for(guarded: str, headers: dict[str, str], kind: str) -> None:
    for method, path in (("GET", WORLDS), ("POST", WORLDS), ("GET", "/__admin/nothing"), ("PATCH", WORLDS)):
        answer = httpx.request(method, guarded + path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="mockserver"'
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == f"urn:mockserver:problem:{kind}"
        assert "s3cret" not in answer.text


def test_the_bearer_of_the_token_may_steer_from_anywhere(guarded: str) -> None:
    for headers in ({}, {"Origin": "https://example.com"}, {"Host": "mock.example.com"}):
        answer = httpx.get(guarded + WORLDS, headers={**bearer("s3cret"), **headers})
        assert answer.status_code == 200
    with Admin(guarded, "s3cret") as admin:
        assert admin.world().read()["name"] == "default"
    with Admin(guarded) as admin, pytest.raises(ControlError, match="--admin-token"):
        admin.worlds.all()


def test_health_needs_no_token(guarded: str) -> None:
    answer = httpx.get(guarded + HEALTH, headers={"Host": "mock.example.com", "Origin": "https://example.com"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "origin",
    ["https://example.com", "null", "http://localhost.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1:4280",
     "file://", "", "http://[bad"],
)  # fmt: skip
def test_a_page_of_another_site_may_not_steer(world: World, origin: str) -> None:
    for method in ("GET", "POST"):
        answer = world.http.request(method, world.server + WORLDS, headers={"Origin": origin})
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:mockserver:problem:foreign-origin"


@pytest.mark.parametrize(
    "host", ["example.com", "localhost.example.com:80", "10.0.0.1", "0.0.0.0:4280", "[::2]:1", "127.1"]
)
def test_another_name_of_this_machine_may_not_be_steered(world: World, host: str) -> None:
    answer = world.http.get(world.server + WORLDS, headers={"Host": host})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:mockserver:problem:foreign-host"


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST:4280", "grafana.localhost", "127.0.0.1:1", "127.8.9.1", "[::1]:4280"]
)
def test_this_machine_may_steer(world: World, name: str) -> None:
    for headers in ({"Host": name}, {"Origin": f"http://{name}"}):
        assert world.http.get(world.server + WORLDS, headers=headers).status_code == 200


def test_the_data_plane_is_open_to_pages_and_names(world: World) -> None:
    headers = {"Origin": "https://example.com", "Host": "mock.example.com"}
    assert world.http.get(f"{world.server}/grafana/api/reports", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), None),
        (Settings(host="localhost"), None),
        (Settings(host="::1"), None),
        (Settings(host="0.0.0.0"), "control-off"),
        (Settings(host=""), "control-off"),
        (Settings(host="mock.example.com"), "control-off"),
        (Settings(host="0.0.0.0", admin="on"), None),
        (Settings(host="0.0.0.0", admin_token="x"), "no-credentials"),
        (Settings(admin="off"), "control-off"),
        (Settings(admin="off", admin_token="x"), "control-off"),
    ],
)
def test_without_a_token_an_open_address_switches_the_control_plane_off(
    settings: Settings, expected: str | None
) -> None:
    against = refusal(settings, {"host": "127.0.0.1:4280"})
    assert (against.kind if against else None) == expected


def test_a_missing_host_is_no_foreign_one() -> None:
    assert refusal(Settings(), {}) is None


@pytest.mark.parametrize("name", ["127.0.0.1", "127.255.0.1", "::1", "localhost", "a.b.localhost", "localhost."])
def test_loopback(name: str) -> None:
    assert loopback(name)


@pytest.mark.parametrize("name", ["", "128.0.0.1", "::", "localhost.com", "xlocalhost", "2130706433", "0x7f.1"])
def test_no_loopback(name: str) -> None:
    assert not loopback(name)


def test_a_control_plane_that_is_off_says_how_to_turn_it_on() -> None:
    with serving("grafana", "--host", "0.0.0.0") as open_to_all:
        url = here(open_to_all)
        answer = httpx.get(url + WORLDS)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:mockserver:problem:control-off")
        assert "--admin-token" in answer.json()["detail"]
        assert httpx.get(url + HEALTH).status_code == 200
        assert httpx.get(f"{url}/grafana/api/reports").status_code == 401


def test_the_control_plane_can_be_asked_for_on_an_open_address() -> None:
    with serving("grafana", "--host", "0.0.0.0", "--admin", "on") as open_to_all:
        url = here(open_to_all)
        assert httpx.get(url + WORLDS).status_code == 200
        assert httpx.get(url + WORLDS, headers={"Host": "mock.example.com"}).status_code == 403


def test_the_control_plane_is_on_off_or_decided_by_the_address() -> None:
    with pytest.raises(BadSetting, match="--admin: 'maybe': one of auto, on, off is expected"):
        load({"admin": "maybe"}, environ={})


def here(url: str) -> str:
    """The same port by this machine's own address."""
    return re.sub(r"//[^:]+", "//127.0.0.1", url)


def test_a_name_that_is_allowed_may_be_steered_by_and_no_other() -> None:
    names = ("--allowed-host", "mock", "--allowed-host", "mocks.example.com,fd00::7")
    with serving("grafana", "--host", "0.0.0.0", "--admin", "on", *names) as open_to_all:
        url = here(open_to_all)
        for name in ("mock", "MOCK:4280", "mocks.example.com", "[fd00::7]:80"):
            assert httpx.get(url + WORLDS, headers={"Host": name}).status_code == 200
            assert httpx.get(url + WORLDS, headers={"Host": name, "Origin": f"http://{name}"}).status_code == 200
            foreign = httpx.get(url + WORLDS, headers={"Host": name, "Origin": "http://other.example"})
            assert foreign.json()["type"] == "urn:mockserver:problem:foreign-origin"
        for name in ("mock.example.com", "mocks", "mock.", "10.0.0.1", "example.com"):
            answer = httpx.get(url + WORLDS, headers={"Host": name})
            assert answer.status_code == 403
            assert "--allowed-host NAME" in answer.json()["detail"]


def test_a_name_that_is_allowed_alone_opens_nothing() -> None:
    with serving("grafana", "--host", "0.0.0.0", "--allowed-host", "mock") as open_to_all:
        answer = httpx.get(here(open_to_all) + WORLDS, headers={"Host": "mock"})
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:mockserver:problem:control-off")


@pytest.mark.parametrize("name", ["mock:4280", "http://mock", "a/b", "*", "", "10.0.0.1:80"])
def test_what_is_no_name_is_refused_at_start(name: str) -> None:
    if not name:
        assert load({"allowed_host": name}, environ={}).allowed_host == ()
    else:
        with pytest.raises(BadSetting, match=r"--allowed-host: .*: the name"):
            load({"allowed_host": name}, environ={})
