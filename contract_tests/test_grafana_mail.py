"""Grafana sends reports: what lands in the outbox, for whom, and that nothing else happens."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api

EMAIL, TEST_EMAIL = "/api/reports/email", "/api/reports/test-email"
REPORT = {
    "name": "Weekly", "recipients": "a@example.com, b@example.com;c@example.com", "replyTo": "me@example.com",
    "message": "Hello", "schedule": {"frequency": "weekly"}, "formats": ["csv", "image"],
}  # fmt: skip


@pytest.mark.evidence("grafana", "outbox", "send-recipients")
def test_a_report_is_sent_to_its_own_recipients(grafana: Api) -> None:
    grafana.world.freeze("2022-10-01T07:00:00Z")
    answer = grafana.post(EMAIL, {"id": "3", "useEmailsFromReport": True})
    assert answer.json() == {"message": "Report was sent"}
    [message] = grafana.world.outbox()
    assert (message["vendor"], message["operation"], message["kind"]) == ("grafana", "sendReport", "email")
    assert message["at"].startswith("2022-10-01T07:00:00")
    content = message["content"]
    assert content["report"] == 3
    assert content["recipients"] == ["example-report@grafana.com"]
    assert (content["subject"], content["formats"], content["replyTo"]) == ("Report 3", ["pdf", "csv"], [])


@pytest.mark.evidence("grafana", "send-recipients", "emails-separators")
def test_addresses_in_the_request_replace_the_recipients_for_this_mail_only(grafana: Api) -> None:
    addresses = {"emails": " x@example.com;y@example.com , z@example.com", "useEmailsFromReport": True}
    for body in ({"id": "2", **addresses}, {"id": "2", "useEmailsFromReport": True}):
        assert grafana.post(EMAIL, body).status_code == 200
    assert [message["content"]["recipients"] for message in grafana.world.outbox()] == [
        ["x@example.com", "y@example.com", "z@example.com"], ["example-report@grafana.com"],
    ]  # fmt: skip


def test_blank_addresses_count_as_none(grafana: Api) -> None:
    assert grafana.post(EMAIL, {"id": "2", "emails": " "}).status_code == 400
    assert grafana.post(EMAIL, {"id": "2", "emails": " ", "useEmailsFromReport": False}).status_code == 200
    [message] = grafana.world.outbox()
    assert message["content"]["recipients"] == ["example-report@grafana.com"]


@pytest.mark.evidence("grafana", "recipients-separators", "outbox")
def test_recipients_of_a_stored_report_are_separated_by_commas_or_semicolons(grafana: Api) -> None:
    id = grafana.post("/api/reports", REPORT).json()["id"]
    grafana.post(EMAIL, {"id": str(id), "useEmailsFromReport": True})
    [message] = grafana.world.outbox()
    assert message["content"]["recipients"] == ["a@example.com", "b@example.com", "c@example.com"]


@pytest.mark.evidence("grafana", "send-immediate")
def test_sending_leaves_the_report_as_it_is(grafana: Api) -> None:
    before = grafana.get("/api/reports/3").json()
    assert grafana.post(EMAIL, {"id": "3", "emails": "x@example.com"}).elapsed.total_seconds() < 5
    assert grafana.get("/api/reports/3").json() == before


@pytest.mark.evidence("grafana", "test-email-stores-nothing", "outbox")
def test_a_test_mail_is_sent_and_nothing_is_stored(grafana: Api) -> None:
    before = grafana.get("/api/reports").json()
    answer = grafana.post(TEST_EMAIL, REPORT)
    assert answer.json() == {"message": "Test email sent"}
    [message] = grafana.world.outbox()
    assert message["operation"] == "sendTestEmail"
    content = message["content"]
    assert content["report"] is None
    assert content["recipients"] == ["a@example.com", "b@example.com", "c@example.com"]
    assert (content["subject"], content["message"]) == ("Weekly", "Hello")
    assert (content["formats"], content["replyTo"]) == (["csv", "image"], ["me@example.com"])
    assert grafana.get("/api/reports").json() == before
    assert grafana.post("/api/reports", REPORT).json()["id"] == 4


@pytest.mark.evidence("grafana", "outbox")
def test_what_is_refused_sends_nothing(grafana: Api) -> None:
    refused = [{"id": "99", "useEmailsFromReport": True}, {"id": "2"}, {"id": "2", "emails": "nobody"}, {"id": 2}]
    assert [grafana.post(EMAIL, body).status_code for body in refused] == [404, 400, 400, 400]
    assert grafana.post(TEST_EMAIL, {"name": "x"}).status_code == 400
    assert grafana.world.outbox() == []


@pytest.mark.evidence("grafana", "error-fields-email", "error-report-id")
@pytest.mark.parametrize(("body", "words"), [
    ({}, "missing or invalid fields"),
    ({"id": "2"}, "missing or invalid fields"),
    ({"id": "2", "useEmailsFromReport": None}, "missing or invalid fields"),
    ({"id": "2", "useEmailsFromReport": "true"}, "missing or invalid fields"),
    ({"id": 2, "useEmailsFromReport": True}, "missing or invalid fields"),
    ({"id": None, "useEmailsFromReport": True}, "missing or invalid fields"),
    ({"id": "two", "useEmailsFromReport": True}, "invalid report ID"),
    ({"id": "", "useEmailsFromReport": True}, "invalid report ID"),
    ({"id": "9223372036854775808", "useEmailsFromReport": True}, "invalid report ID"),
])  # fmt: skip
def test_a_request_to_send_that_lacks_or_misuses_a_member_is_refused(grafana: Api, body: Any, words: str) -> None:
    answer = grafana.post(EMAIL, body)
    assert (answer.status_code, answer.json()) == (400, {"message": words})
    assert answer.headers["Mock-Violation"].startswith("/")
