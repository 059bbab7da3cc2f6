"""The application from outside, with the mocks beside it: what it is asked for, and what it makes of them."""

from __future__ import annotations

import os
import time

import pytest
import requests

APPLICATION, MOCK = os.environ["APPLICATION_URL"], os.environ["MOCK_URL"]
WORLD = f"{MOCK}/__admin/worlds/default"


@pytest.fixture(scope="session", autouse=True)
def ready() -> None:
    """Wait until the application listens."""
    for _ in range(100):
        try:
            requests.get(APPLICATION, timeout=5)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"nothing listens at {APPLICATION}")


@pytest.fixture(autouse=True)
def afresh() -> None:
    """Every test begins with the same reports."""
    requests.post(f"{WORLD}/reset", timeout=5).raise_for_status()


def test_a_report_that_is_created_is_kept_by_its_vendor() -> None:
    wish = {"vendor": "grafana", "name": "Weekly", "recipients": ["ops@example.com"], "dashboard": "7MeksYbmk"}
    made = requests.post(f"{APPLICATION}/reports", json=wish, timeout=30)
    assert made.status_code == 201, made.text
    kept = requests.get(f"{WORLD}/state/grafana/reports", timeout=5).json()
    assert [each["name"] for each in kept][-1] == "Weekly"


def test_all_four_vendors_are_asked() -> None:
    answer = requests.get(f"{APPLICATION}/reports", timeout=30).json()
    assert answer["problems"] == []
    called = {each["vendor"] for each in requests.get(f"{WORLD}/requests", timeout=5).json()}
    assert called == {"grafana", "thousandeyes", "strapi", "checkcentral"}


def test_a_vendor_that_is_down_does_not_hide_the_others() -> None:
    requests.post(f"{WORLD}/faults", json={"vendor": "strapi", "status": 500}, timeout=5).raise_for_status()
    answer = requests.get(f"{APPLICATION}/reports", timeout=30).json()
    assert [each["vendor"] for each in answer["problems"]] == ["strapi"]
    assert {each["vendor"] for each in answer["reports"]} >= {"grafana"}
