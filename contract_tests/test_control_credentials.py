"""Credentials are listed, added, changed and forgotten; their secrets go in and never come out."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api, World, basic, bearer

from mockserver.client import ControlError
from mockserver.client import World as Handle

TOKEN = {"id": "mine", "scheme": "bearer", "secret": "mine-token"}


def test_everybody_is_listed_and_no_secret_is_shown(world: World, steered: Handle) -> None:
    listed = steered.credentials("grafana").all()
    assert [each["id"] for each in listed] == ["documented", "viewer", "report-2", "nobody", "admin"]
    assert {each["secret"] for each in listed} == {"********"}
    assert listed[1]["permissions"] == {"reports:read": ["reports:*"], "reports.settings:read": []}
    assert listed[0]["permissions"] == "*"
    assert "mock-grafana-viewer" not in world.admin("GET", "/credentials/grafana").text


def test_an_added_credential_is_accepted(world: World, grafana: Api, steered: Handle) -> None:
    answer = world.admin("POST", "/credentials/grafana", json={**TOKEN, "permissions": {"reports:read": ["reports:*"]}})
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/__admin/worlds/{world.name}/credentials/grafana/mine"
    assert "mine-token" not in answer.text
    assert steered.credentials("grafana").read("mine") == answer.json()
    mine = grafana.by(**bearer("mine-token"))
    assert mine.get("/api/reports").status_code == 200
    assert mine.delete("/api/reports/2").status_code == 403
    assert steered.requests.all()[0]["credential"] == "mine"


def test_without_permissions_nothing_is_permitted(world: World, grafana: Api) -> None:
    world.accept("grafana", **TOKEN)
    assert grafana.by(**bearer("mine-token")).get("/api/reports").status_code == 403


def test_a_user_is_accepted_by_name_and_password(grafana: Api, steered: Handle) -> None:
    steered.credentials("grafana").add("jane", "secret", scheme="basic", user="jane", subject="7")
    jane = grafana.by(**basic("jane", "secret"))
    assert jane.post(
        "/api/reports", {"name": "x", "recipients": "a@b.c", "schedule": {"frequency": "daily"}}
    ).is_success
    assert jane.get("/api/reports/4").json()["userId"] == 7
    assert grafana.by(**basic("john", "secret")).get("/api/reports").status_code == 401


@pytest.mark.parametrize(
    ("credential", "pointer"),
    [({**TOKEN, "id": "viewer"}, "/id"), ({**TOKEN, "secret": "mock-grafana-viewer"}, "/secret")],
)
def test_nobody_gives_way_to_a_newcomer(world: World, grafana: Api, credential: Any, pointer: str) -> None:
    answer = world.admin("POST", "/credentials/grafana", json=credential)
    assert (answer.status_code, answer.json()["violations"][0]["pointer"]) == (409, pointer)
    assert grafana.by(**bearer("mock-grafana-viewer")).get("/api/reports").status_code == 200


@pytest.mark.parametrize(
    "credential",
    [
        {}, {**TOKEN, "scheme": "digest"}, {**TOKEN, "scheme": "basic"}, {**TOKEN, "secret": ""}, {**TOKEN, "id": "a/b"},
        {**TOKEN, "permissions": "all"}, {**TOKEN, "permissions": {"x": "y"}}, {**TOKEN, "expires": "soon"},
        {**TOKEN, "admin": True},
    ],
)  # fmt: skip
def test_what_is_no_credential_is_refused(world: World, credential: Any) -> None:
    answer = world.admin("POST", "/credentials/grafana", json=credential)
    assert answer.status_code == 422
    assert answer.json()["violations"]


def test_a_revoked_credential_is_refused_until_it_is_given_back(grafana: Api, steered: Handle) -> None:
    credentials = steered.credentials("grafana")
    assert credentials.revoke("documented")["revoked"]
    assert grafana.get("/api/reports").status_code == 401
    assert not credentials.change("documented", revoked=False)["revoked"]
    assert grafana.get("/api/reports").status_code == 200


def test_permissions_are_merged_action_by_action(steered: Handle) -> None:
    def change(permissions: Any) -> Any:
        return steered.credentials("grafana").change("viewer", permissions=permissions)["permissions"]

    assert change({"reports:write": ["reports:id:2"]}) == {
        "reports:read": ["reports:*"], "reports.settings:read": [], "reports:write": ["reports:id:2"],
    }  # fmt: skip
    assert change({"reports:read": None, "reports:write": []}) == {"reports.settings:read": [], "reports:write": []}
    assert change("*") == "*"
    assert change({"reports:read": []}) == {"reports:read": []}


def test_what_is_not_changed_stays(grafana: Api, steered: Handle) -> None:
    credentials = steered.credentials("grafana")
    before = credentials.read("viewer")
    changed = credentials.change("viewer", expires="2099-01-01T00:00:00+01:00")
    assert changed == {**before, "expires": "2098-12-31T23:00:00Z"}
    assert credentials.change("viewer", expires=None) == before
    assert grafana.by(**bearer("mock-grafana-viewer")).get("/api/reports").status_code == 200


@pytest.mark.parametrize("patch", [{}, {"secret": "x"}, {"id": "x"}, {"revoked": 1}, {"expires": "soon"}, []])
def test_what_is_no_change_is_refused(world: World, patch: Any) -> None:
    assert world.admin("PATCH", "/credentials/grafana/viewer", json=patch).status_code == 422


def test_a_forgotten_credential_is_unknown(grafana: Api, steered: Handle) -> None:
    credentials = steered.credentials("grafana")
    credentials.remove("documented")
    assert grafana.get("/api/reports").json() == {"message": "Invalid API key"}
    for missing in (credentials.read, credentials.remove, credentials.revoke):
        with pytest.raises(ControlError) as error:
            missing("documented")
        assert error.value.status == 404
    credentials.add("documented", "another")
    steered.reset()
    assert grafana.get("/api/reports").status_code == 200


def test_a_body_of_very_many_members_is_refused_in_few_words(world: World) -> None:
    members = ",".join(f'"{number:x}":{{}}' for number in range(40_000))
    body = f'{{{members},"id":"new","scheme":"bearer","secret":"new","permissions":{{{members}}}}}'
    answer = world.admin(
        "POST", "/credentials/grafana", content=body,
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert len(answer.content) < 500_000


def test_the_members_that_are_known_are_looked_at_behind_many_others(world: World) -> None:
    others = {f"x{number}": 1 for number in range(2_000)}
    answer = world.admin("POST", "/credentials/grafana", json={**others, "id": "new", "scheme": "bearer", "secret": 5})
    told = {each["pointer"]: each["what"] for each in answer.json()["violations"]}
    assert "/secret" in told
    assert "is required" not in told.values()
