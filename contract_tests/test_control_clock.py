"""The clock of a world is frozen, set, moved and let run; it drives dates, expiry and quotas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from checkcentral_api import Methods
from conftest import Api, World

from mockserver.client import ControlError
from mockserver.client import World as Handle
from mockserver.state.clock import machine_time
from mockserver.state.quotas import Quota, Quotas

NOON = "2022-10-01T12:00:00Z"
AT_NOON = datetime(2022, 10, 1, 12, tzinfo=UTC)


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=30)


def test_a_world_begins_with_the_machines_time(grafana: Api, steered: Handle) -> None:
    clock = steered.clock.read()
    assert (clock["mode"], clock["offset"]) == ("real", 0)
    assert near(steered.clock.now(), machine_time())
    assert near(parsedate_to_datetime(grafana.get("/api/reports").headers["date"]), machine_time())


def test_a_frozen_clock_stands(grafana: Api, steered: Handle) -> None:
    assert steered.clock.freeze(NOON) == {"mode": "frozen", "now": NOON, "offset": None}
    assert steered.clock.now() == AT_NOON
    assert grafana.get("/api/reports").headers["date"] == "Sat, 01 Oct 2022 12:00:00 GMT"
    assert steered.requests.all()[0]["at"] == NOON


def test_a_clock_is_frozen_where_it_is(steered: Handle) -> None:
    steered.clock.set(NOON)
    frozen = steered.clock.freeze()
    assert near(datetime.fromisoformat(frozen["now"]), AT_NOON)
    assert steered.clock.read() == frozen


def test_a_frozen_clock_is_moved(steered: Handle) -> None:
    steered.clock.freeze(NOON)
    assert steered.clock.advance(90)["now"] == "2022-10-01T12:01:30Z"
    assert steered.clock.advance(timedelta(days=-1))["now"] == "2022-09-30T12:01:30Z"
    assert steered.clock.advance(0.25)["now"] == "2022-09-30T12:01:30.250000Z"
    assert steered.clock.set("2024-02-29T23:59:59+01:00")["now"] == "2024-02-29T22:59:59Z"


def test_a_running_clock_is_set_and_runs_on(steered: Handle) -> None:
    assert steered.clock.set(AT_NOON)["mode"] == "real"
    assert near(steered.clock.now(), AT_NOON)
    steered.clock.advance(3600)
    assert near(steered.clock.now(), AT_NOON + timedelta(hours=1))
    assert steered.clock.now() < steered.clock.now()


def test_a_frozen_clock_runs_on_from_where_it_stands(steered: Handle) -> None:
    steered.clock.freeze(NOON)
    assert steered.clock.run()["mode"] == "real"
    assert near(steered.clock.now(), AT_NOON)


def test_put_sets_mode_and_time(world: World) -> None:
    def put(**clock: Any) -> dict[str, Any]:
        return world.steer("PUT", "/clock", clock)  # type: ignore[no-any-return]

    assert put(mode="frozen", at=NOON) == {"mode": "frozen", "now": NOON, "offset": None}
    assert put(mode="frozen")["now"] == NOON
    assert near(datetime.fromisoformat(put(mode="real", at=NOON)["now"]), AT_NOON)
    assert put(mode="real")["offset"] == 0


def test_a_clock_goes_back_to_how_the_world_began(steered: Handle) -> None:
    steered.clock.freeze(NOON)
    steered.clock.reset()
    assert steered.clock.read()["offset"] == 0
    frozen = steered.admin.worlds.create(clock=NOON)
    frozen.clock.run()
    frozen.clock.reset()
    assert frozen.clock.read()["now"] == NOON
    frozen.delete()


def test_a_leap_second_is_the_second_before_it(steered: Handle) -> None:
    assert steered.clock.freeze("2016-12-31T23:59:60Z")["now"] == "2016-12-31T23:59:59Z"


@pytest.mark.parametrize("at", ["0000-06-01T00:00:00Z", "0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59-12:00"])
def test_a_clock_stays_within_the_years_it_can_show(world: World, at: str) -> None:
    answer = world.admin("POST", "/clock/freeze", json={"at": at})
    assert (answer.status_code, answer.json()["violations"][0]["pointer"]) == (422, "/at")
    world.freeze("9999-12-01T00:00:00Z")
    answer = world.admin("POST", "/clock/advance", json={"seconds": 3_000_000_000})
    assert (answer.status_code, answer.json()["violations"][0]["pointer"]) == (422, "/seconds")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "", {}),
        ("PUT", "", {"mode": "slow"}),
        ("PUT", "", {"mode": "frozen", "at": "noon"}),
        ("PUT", "", {"mode": "frozen", "at": "2022-10-01"}),
        ("PUT", "", {"mode": "frozen", "at": "2022-10-01T12:00:00"}),
        ("PUT", "", {"mode": "frozen", "at": "2022-02-30T12:00:00Z"}),
        ("POST", "/freeze", {"at": 1}),
        ("POST", "/advance", {}),
        ("POST", "/advance", {"seconds": "1"}),
        ("POST", "/advance", {"seconds": 1e300}),
        ("POST", "/advance", {"seconds": 1, "minutes": 1}),
    ],
)
def test_what_is_no_time_is_refused(world: World, method: str, path: str, body: Any) -> None:
    assert world.admin(method, f"/clock{path}", json=body).status_code == 422


def test_a_credential_expires_by_the_clock(grafana: Api, steered: Handle) -> None:
    steered.clock.freeze(NOON)
    steered.credentials("grafana").change("documented", expires=AT_NOON + timedelta(seconds=1))
    assert grafana.get("/api/reports").status_code == 200
    steered.clock.advance(1)
    assert grafana.get("/api/reports").status_code == 401
    steered.clock.advance(-1)
    assert grafana.get("/api/reports").status_code == 200


def test_a_quota_is_spent_and_comes_back_by_the_clock(checkcentral: Methods, steered: Handle) -> None:
    steered.clock.freeze("2022-10-01T23:59:58Z")
    quota = steered.quotas("checkcentral").set("getChecks", limit=2)
    assert (quota["used"], quota["remaining"], quota["reset"]) == (0, 2, "2022-10-02T00:00:00Z")
    assert [checkcentral.get("getChecks").status_code for _ in range(3)] == [200, 200, 429]
    assert checkcentral.get("getUsers").status_code == 200
    steered.clock.advance(1)
    assert checkcentral.get("getChecks").status_code == 429
    steered.clock.advance(1)
    assert checkcentral.get("getChecks").status_code == 200
    quota = next(each for each in steered.quotas("checkcentral") if each["key"] == "getChecks")
    assert (quota["limit"], quota["used"], quota["reset"]) == (2, 1, "2022-10-03T00:00:00Z")


def test_a_quota_is_spent_down_and_put_back(checkcentral: Methods, steered: Handle) -> None:
    quotas = steered.quotas("checkcentral")
    assert quotas.spend("getChecks", 3)["used"] == 3
    spent = quotas.spend("getChecks")
    assert (spent["used"], spent["remaining"]) == (10_000, 0)
    assert checkcentral.get("getChecks").status_code == 429
    assert quotas.set("getChecks", used=9_999)["remaining"] == 1
    assert [checkcentral.get("getChecks").status_code for _ in range(2)] == [200, 429]
    quotas.reset()
    assert checkcentral.get("getChecks").status_code == 200


def test_no_more_is_used_than_the_limit_allows(steered: Handle) -> None:
    quotas = steered.quotas("checkcentral")
    with pytest.raises(ControlError, match="/used: is more than the limit, which is 5") as error:
        quotas.set("getChecks", limit=5, used=6)
    assert error.value.status == 422
    assert {each["limit"] for each in quotas} == {10_000}
    quotas.spend("getChecks", 8)
    assert quotas.set("getChecks", limit=5)["remaining"] == 0


def test_a_quota_that_the_vendor_does_not_know_is_not_found(world: World) -> None:
    assert world.admin("PUT", "/quotas/checkcentral/nothing", json={"limit": 1}).status_code == 404
    assert world.admin("PUT", "/quotas/grafana/getReports", json={"limit": 1}).status_code == 404
    assert world.admin("GET", "/quotas/grafana").json() == []
    for body in ({}, {"limit": -1}, {"used": 1.5}, {"limit": None}):
        assert world.admin("PUT", "/quotas/checkcentral/getChecks", json=body).status_code == 422


def test_a_window_that_is_not_aligned_begins_with_the_first_call() -> None:
    quotas, rule = Quotas(), Quota("calls", limit=1, seconds=60, aligned=False)
    assert quotas.spend(rule, "a", 50, calls=0).reset == 110
    assert [quotas.spend(rule, "a", now).exceeded for now in (59.5, 60, 118.9, 119, 130)] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_windows_are_aligned_to_the_epoch_and_a_call_too_many_is_not_counted() -> None:
    quotas, rule = Quotas(), Quota("calls", limit=2, seconds=60)
    stands = [quotas.spend(rule, "a", now) for now in (59, 60, 61, 62, 119.9, 120)]
    assert [each.used for each in stands] == [1, 1, 2, 2, 2, 1]
    assert [each.exceeded for each in stands] == [False, False, False, True, True, False]
    assert [each.reset for each in stands] == [60, 120, 120, 120, 120, 180]
    assert quotas.spend(rule, "b", 120).used == 1


def test_looking_at_a_quota_counts_nothing_and_copies_go_their_own_way() -> None:
    quotas, rule = Quotas(), Quota("calls", limit=2, seconds=60)
    quotas.spend(rule, "a", 0)
    copy = quotas.copy()
    copy.limits["a"] = 1
    assert quotas.spend(rule, "a", 1, calls=0).remaining == 1
    assert (copy.spend(rule, "a", 1).exceeded, quotas.spend(rule, "a", 1).exceeded) == (True, False)
    quotas.set_used(rule, "a", 61, 2)
    assert quotas.spend(rule, "a", 119).exceeded
    assert not quotas.spend(rule, "a", 120).exceeded
