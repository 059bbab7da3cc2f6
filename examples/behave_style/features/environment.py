"""One server for all features, a world for each scenario, and its journal where a step fails."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from behave import fixture, use_fixture

import mockserver
from mockserver.testing import world_name

sys.path.insert(0, str(Path(__file__).parents[2]))  # where the hub is


@fixture
def server(context: Any) -> Any:
    with mockserver.running() as context.server:
        yield


@fixture
def world(context: Any, name: str) -> Any:
    with context.server.world(name) as context.world:
        yield


def before_all(context: Any) -> None:
    use_fixture(server, context)


def before_scenario(context: Any, scenario: Any) -> None:
    use_fixture(world, context, world_name(f"{scenario.filename}::{scenario.name}"))


def after_step(context: Any, step: Any) -> None:
    if step.status == "failed":
        print(context.world.journal(last=20))
