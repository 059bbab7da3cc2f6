"""`mockserver.running()`: a server for the length of a block, for unittest and scripts."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver.client import ControlError
from mockserver.launching import NoServer, joined


def gone(url: str) -> bool:
    try:
        httpx.get(f"{url}/__admin/health")
    except httpx.ConnectError:
        return True
    return False


def test_a_server_runs_for_the_length_of_a_block() -> None:
    with mockserver.running("grafana") as server:
        assert server.vendors == ("grafana",)
        assert server.admin.health() == {"status": "ok"}
        assert httpx.get(f"{server.url_of('grafana')}/api/reports").status_code == 401
    assert gone(server.url)


def test_several_can_run_beside_each_other_and_one_after_the_other() -> None:
    with mockserver.running("grafana") as one, mockserver.running("strapi") as other:
        assert one.url != other.url
    with mockserver.running("grafana") as third:
        assert third.vendors == ("grafana",)


def test_settings_are_options() -> None:
    options = {"fixture": "empty", "reading": ["grafana.error-body=public-error"], "accept_any_credentials": True}
    with mockserver.running("grafana", **options, strict_worlds=False, log_level=None) as server:
        client = httpx.Client(base_url=server.url_of("grafana"), headers={"Authorization": "Bearer anything"})
        with client:
            assert client.get("/api/reports").json() == []
        assert "messageId" in httpx.get(f"{server.url_of('grafana')}/api/reports").json()


def test_a_world_can_be_had_for_the_length_of_a_block() -> None:
    with mockserver.running("grafana") as server:
        with server.world("mine", fixture="empty") as world:
            grafana = world.vendor("grafana")
            assert httpx.get(f"{grafana.url}/api/reports", headers=grafana.headers).json() == []
            assert grafana.url == server.url_of("grafana", "mine")
            with server.world("mine") as again:
                assert len(list(again.vendor("grafana").state["reports"])) == 3
        assert [each["name"] for each in server.admin.worlds.all()] == ["default"]


def test_a_vendor_that_is_not_served_cannot_be_had() -> None:
    with (
        mockserver.running("grafana") as server,
        server.world("mine") as world,
        pytest.raises(ControlError, match=r"404 .*'grafna'.*grafana"),
    ):
        world.vendor("grafna")


def test_the_environment_cannot_take_the_control_plane_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ADMIN", "off"), ("ADMIN_TOKEN", "secret"), ("PORT", "1"), ("HOST", "192.0.2.1")):
        monkeypatch.setenv(f"MOCKSRV_{name}", value)
    with mockserver.running("grafana") as server:
        assert server.admin.health() == {"status": "ok"}
        told = server.environ()
        assert told.pop("MOCKSRV_GRAFANA_TOKEN")
        assert told == {"MOCKSRV_URL": server.url, "MOCKSRV_GRAFANA_URL": f"{server.url}/grafana"}


def test_a_token_goes_along() -> None:
    with mockserver.running("grafana", admin_token="secret") as server:
        assert server.environ()["MOCKSRV_ADMIN_TOKEN"] == "secret"
        with joined(server.url, "secret") as same:
            assert same.vendors == server.vendors
        with pytest.raises(NoServer, match=r"no control plane answers at http.*: 401"), joined(server.url):
            pass
        assert not gone(server.url)


def test_a_server_that_cannot_start_says_why() -> None:
    with pytest.raises(NoServer, match=r"mockserver: vendor 'nobody': present are checkcentral"):
        mockserver.running("nobody").__enter__()


def test_a_server_that_is_not_ready_in_time_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleepy = tmp_path / "sleepy"
    sleepy.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    sleepy.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(sleepy))
    began = time.monotonic()
    with pytest.raises(NoServer, match=r"was not ready after 0\.3 seconds"):
        mockserver.running(timeout=0.3).__enter__()
    assert time.monotonic() - began < 10


def test_nothing_of_it_stays_behind_in_this_process() -> None:
    before = threading.active_count()
    with mockserver.running("grafana"):
        pass
    assert threading.active_count() <= before


def test_what_the_server_prints_never_stops_it(tmp_path: Path) -> None:
    """A vendor of the user's own may print as much as it likes."""
    import own_vendor

    module = own_vendor.write(tmp_path) / "vendors" / "parcels.py"
    module.write_text(module.read_text() + "\n\ndef loud(call):\n    print('x' * 200_000, flush=True)\n    return []\n\n\n"
                      "VENDOR.overrides['getParcels'] = loud\n")  # fmt: skip
    with mockserver.running("parcels", own=tmp_path) as server:
        headers = {"Authorization": "Bearer parcel-token"}
        answers = [httpx.get(f"{server.url_of('parcels')}/parcels", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
