"""What the hub is asked, and what its vendors were asked."""

from __future__ import annotations

from typing import Any

from behave import given, then, when
from report_hub import create_app
from report_hub.calls import Clock
from report_hub.vendors import Account


@given("{vendor} answers 503 twice")
def fail(context: Any, vendor: str) -> None:
    context.world.vendor(vendor).fail(503, first=2)


@when('the hub creates the report "{name}" at {vendor}')
def create(context: Any, name: str, vendor: str) -> None:
    mock = context.world.vendor(vendor)
    clock = Clock(now=lambda: context.world.clock.now().timestamp(), sleep=context.world.clock.advance)
    hub = create_app({vendor: Account(mock.url, mock.secret, mock.user)}, clock=clock).test_client()
    new = {"vendor": vendor, "name": name, "recipients": ["ann@example.com"]}
    context.answer = hub.post("/reports", json=new)


@then('{vendor} was asked once to create "{name}"')
def asked(context: Any, vendor: str, name: str) -> None:
    context.world.vendor(vendor).assert_called("createReport", times=1, status=200, body={"name": name})


@then("the hub has answered {status:d}")
def answered(context: Any, status: int) -> None:
    assert context.answer.status_code == status, context.answer.text
