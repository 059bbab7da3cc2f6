"""`verify --allow-writes` makes, changes and deletes its own records, and touches no other: shown by what arrives and by what is there afterwards."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from contract_tests.detection.askers import credentials, promise_of
from mockserver.client import World
from mockserver.conformance import foreign
from mockserver.conformance.asking.guard import SAFE
from mockserver.conformance.asking.opening import Manner, asking
from mockserver.conformance.asking.ownership import KEY
from mockserver.conformance.foreign import Chance
from mockserver.conformance.results import Checked
from mockserver.conformance.verifying import Scope
from mockserver.launching import Running, running

VENDORS = ("grafana", "thousandeyes", "strapi", "checkcentral")


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(*VENDORS) as started:
        yield started


@contextmanager
def world_of(server: Running, vendor: str) -> Iterator[World]:
    """A world in which the examples of the document find what they name, and whose quotas nobody can spend."""
    world = server.admin.worlds.create(fixture="documented")
    for quota in world.quotas(vendor).all():
        world.quotas(vendor).set(quota["key"], limit=1_000_000_000)
    try:
        yield world
    finally:
        world.delete()


def records(world: World, vendor: str) -> dict[str, list[dict[str, Any]]]:
    """Everything that a vendor has in a world."""
    collections = world.state(vendor).read()["collections"]
    return {name: [*(rows.values() if isinstance(rows, dict) else rows)] for name, rows in collections.items()}


def named(value: Any) -> Iterator[str]:
    """Every text and number of a body that stands where a record is named."""
    if isinstance(value, dict):
        for name, each in value.items():
            if KEY.search(name) and isinstance(each, str | int):
                yield str(each)
            yield from named(each)
    elif isinstance(value, list):
        for each in value:
            yield from named(each)


def asked(
    server: Running, vendor: str, world: World, chance: Chance | None = None
) -> tuple[Checked, list[httpx.Request]]:
    """Ask a vendor everything, and write down each writing request that arrives."""
    promise, known = promise_of(vendor)
    sent: list[httpx.Request] = []
    manner = Manner(writes=True, now=time.monotonic, today=time.time, sleep=world.clock.advance)
    with asking(promise, world.url(vendor), credentials(vendor), manner, known=known) as session:
        session.wire.http.event_hooks["request"] = [lambda each: sent.append(each) if each.method not in SAFE else None]
        return foreign.ask(session, Scope(now=time.monotonic), chance), sent


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_writing_request_is_about_a_record_of_somebody_else(server: Running, vendor: str) -> None:
    with world_of(server, vendor) as world:
        before = records(world, vendor)
        keys = {kind: {*map(_key, rows)} - {""} for kind, rows in before.items()}
        checked, sent = asked(server, vendor, world)
        after = records(world, vendor)
    creating = {str(operation.path) for operation in _creating(vendor)}
    assert not [each for point in checked.points for each in point.findings]
    assert len(sent) > 50
    for request in sent:
        path = request.url.path.partition(f"/{vendor}")[2]
        for kind, known in keys.items():
            assert kind not in path or not known & set(path.split("/")), f"{request.method} {path}"
        if request.method == "POST" and not any(path.endswith(each) for each in creating) and "settings" not in path:
            assert not set().union(*keys.values()) & set(named(_json(request))), (
                f"{request.method} {path} {request.content!r}"
            )
    for kind, rows in before.items():
        assert [each for each in rows if each not in after[kind]] == [], kind


def _key(record: dict[str, Any]) -> str:
    """What names a record: the first member that is called like a key."""
    return next((str(record[name]) for name in record if KEY.search(name)), "")


def _creating(vendor: str) -> Iterator[Any]:
    promise, known = promise_of(vendor)
    for each in known.resources:
        if each.create is not None:
            yield promise.document.operations[each.create.operation]


def _json(request: httpx.Request) -> Any:
    try:
        return json.loads(request.content)
    except ValueError:
        return None


def test_what_cannot_be_removed_is_named(server: Running) -> None:
    with world_of(server, "checkcentral") as world:
        before = records(world, "checkcentral")
        checked, _ = asked(server, "checkcentral", world)
        after = records(world, "checkcentral")
    new = {str(each["id"]) for kind in after for each in after[kind] if "id" in each and each not in before[kind]}
    told = {each.rpartition(" ")[2] for each in checked.left}
    assert new
    assert new <= told
    assert any(each.startswith("createActivities ") for each in checked.left)


def test_chance_touches_nothing_of_anybody_else_either(server: Running) -> None:
    with world_of(server, "grafana") as world:
        before = records(world, "grafana")
        _, sent = asked(server, "grafana", world, Chance(max_examples=1))
        after = records(world, "grafana")
    assert {"PUT", "DELETE"} <= {each.method for each in sent}
    assert [each for each in before["reports"] if each not in after["reports"]] == []
