"""What ThousandEyes' answers are worth: as much as the weakest thing that decided what is in them."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api, World
from httpx import Response

CREATE, FREEZE = "/v7/reports/create", "/v7/report-snapshots/create"
TOLD = {"isDefaultForUser": False, "isDefaultForAccount": False, "widgets": []}
MAP = {"id": "abcd1", "type": "Map", "title": "Where", "visualMode": "Full"}
SPAN = {"displayName": "Week", "from": "2019-09-01 00:00:00", "to": "2019-09-02 00:00:00", "reportId": "123"}
published = pytest.mark.parametrize("thousandeyes", ["published"], indirect=True)


def worth(answer: Response) -> str:
    """The label of an answer that succeeded."""
    assert answer.status_code < 300, answer.text
    return answer.headers["Mock-Evidence"]


def cited(world: World) -> list[str]:
    """What the last answer cited."""
    found: list[str] = world.steer("GET", "/requests")[-1]["cited"]
    return found


@pytest.mark.evidence("thousandeyes", "create-defaults", "create-without-widgets", "update-defaults")
@pytest.mark.parametrize("left_out", ["", *TOLD])
def test_a_default_is_a_guess_on_an_update_and_on_a_create_what_the_example_shows_of_it(
    thousandeyes: Api, left_out: str
) -> None:
    sent = {name: value for name, value in TOLD.items() if name != left_out}
    created = thousandeyes.post(CREATE, {"title": "Mine", **sent})
    assert worth(created) == ("inferred" if left_out == "widgets" else "vendor")
    stated = {"": [], "widgets": ["create-without-widgets"]}.get(left_out, ["create-defaults"])
    assert [each for each in cited(thousandeyes.world) if each.startswith("create-")] == stated
    update = f"/v7/reports/{created.json()[0]['reportId']}/update"
    assert worth(thousandeyes.post(update, {"title": "Mine", **sent})) == ("assumed" if left_out else "inferred")
    assert ("update-defaults" in cited(thousandeyes.world)) is bool(left_out)


def test_a_new_id_alone_makes_no_answer_a_guess(thousandeyes: Api) -> None:
    assert [worth(thousandeyes.post(CREATE, {"title": "Mine", **TOLD})) for _ in range(2)] == ["vendor", "vendor"]
    assert [worth(thousandeyes.post(FREEZE, SPAN)) for _ in range(2)] == ["documented", "documented"]


@pytest.mark.evidence("thousandeyes", "widget-as-sent", "widget-links", "widget-id-alias")
@pytest.mark.parametrize(
    ("widget", "label", "behaviour"),
    [
        (MAP, "inferred", "widget-as-sent"),
        (MAP, "inferred", "widget-links"),
        ({"type": "Map"}, "inferred", "widget-title-default"),
        ({"widgetId": "abcd1", "type": "Map"}, "assumed", "widget-id-alias"),
    ],
)
def test_a_widget_is_worth_what_decides_it(
    thousandeyes: Api, widget: dict[str, Any], label: str, behaviour: str
) -> None:
    assert worth(thousandeyes.post(CREATE, {"title": "Mine", **TOLD, "widgets": [widget]})) == label
    assert behaviour in cited(thousandeyes.world)


@published
@pytest.mark.evidence("thousandeyes", "update-keeps", "update-keeps-widget-id")
def test_an_update_is_inferred_if_it_sends_everything(thousandeyes: Api) -> None:
    for kept in ({"update-keeps"}, {"update-keeps", "update-keeps-widget-id"}):
        sent = {"title": "Mine", **TOLD, "widgets": [{**MAP, "id": "newid"}]}
        assert worth(thousandeyes.post("/v7/reports/1/update", sent)) == "inferred"
        assert {each for each in cited(thousandeyes.world) if each.startswith("update-keeps")} == kept


@published
@pytest.mark.evidence("thousandeyes", "snapshot-pages", "list-order", "snapshot-links")
def test_what_a_page_holds_is_a_guess_when_there_is_more_than_one_item(thousandeyes: Api) -> None:
    thousandeyes.world.switch("thousandeyes", snapshotSeconds=0)
    of_lists = {"snapshot-pages", "list-order"}
    for expected in (set(), of_lists):
        assert worth(thousandeyes.get("/v7/report-snapshots")) == "assumed", "its links are ours in any case"
        assert of_lists & {*cited(thousandeyes.world)} == expected
        thousandeyes.post(FREEZE, {**SPAN, "reportId": "1"})


@published
@pytest.mark.evidence("thousandeyes", "list-order")
def test_the_order_of_a_list_is_a_guess_when_it_has_more_than_one_item(thousandeyes: Api) -> None:
    assert worth(thousandeyes.get("/v7/reports")) == "assumed"
    thousandeyes.post("/v7/reports/1/delete")
    assert worth(thousandeyes.get("/v7/reports")) == "vendor"


@published
def test_what_the_pages_say_keeps_their_label(thousandeyes: Api) -> None:
    assert worth(thousandeyes.get("/v7/status")) == "vendor"
    assert worth(thousandeyes.post("/v7/reports/1/delete")) == "vendor"


def test_account_groups_are_inferred_from_the_older_version(thousandeyes: Api) -> None:
    assert worth(thousandeyes.get("/v7/account-groups")) == "inferred"


@published
@pytest.mark.evidence("thousandeyes", "fixed-timespan", "range-end-rounded", "explicit-range-echoed", "bins-aligned")
@pytest.mark.parametrize(
    ("query", "behaviour"),
    [
        ("", "range-end-rounded"),
        ("?window=1d", "range-end-rounded"),
        ("?window=93d", "range-end-rounded"),
        ("?window=348h", "between-the-rows"),
        ("?window=94d", "between-the-rows"),
        ("?from=2019-09-01T00:00:00", "range-end-rounded"),
        ("?from=2019-09-01T00:00:00&to=2019-09-02T00:00:00", "explicit-range-echoed"),
    ],
)
def test_the_range_of_data_is_worth_how_it_came_about(thousandeyes: Api, query: str, behaviour: str) -> None:
    thousandeyes.world.freeze("2019-09-03T18:00:00Z")
    thousandeyes.post("/v7/reports/1/update", {"title": "Mine", "widgets": [{**MAP, "metric": "Loss"}]})
    assert worth(thousandeyes.get(f"/v7/reports/1/abcd1{query}")) == "assumed"
    assert {behaviour, "bins-aligned"} <= {*cited(thousandeyes.world)}
    others = {"explicit-range-echoed", "fixed-timespan", "between-the-rows"} - {behaviour}
    assert not others & {*cited(thousandeyes.world)}


@pytest.mark.parametrize("shape", ["problem", "error-key", "timestamped"])
def test_the_body_of_an_error_is_told_as_ours_for_its_text_alone(thousandeyes: Api, shape: str) -> None:
    thousandeyes.world.choose("thousandeyes", {"errors": shape})
    answer = thousandeyes.get("/v7/reports?aid=x")
    assert (answer.status_code, answer.headers["Mock-Evidence"]) == (400, "assumed")
    assert cited(thousandeyes.world) == ["error-invalid-account-group", "error-texts"]
