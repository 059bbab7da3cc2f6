"""ThousandEyes' widgets: all types, the rule of their ids, and what comes back of what was sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import Api

TYPES = (
    "Table", "Multi Metric Table", "Map", "Number", "Pie Chart", "Time Series: Line", "Time Series: Stacked Area",
    "Box and Whiskers", "Bar Chart: Stacked", "Bar Chart: Grouped",
)  # fmt: skip


def stored(thousandeyes: Api, *widgets: dict[str, Any]) -> list[dict[str, Any]]:
    """Widgets of a new report, as they come back."""
    answer = thousandeyes.post("/v7/reports/create", {"title": "Mine", "widgets": list(widgets)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()[0]["widgets"]
    return found


def refusal(thousandeyes: Api, *widgets: dict[str, Any]) -> tuple[int, str]:
    """Status and text of the refusal of a new report."""
    answer = thousandeyes.post("/v7/reports/create", {"title": "Mine", "widgets": list(widgets)})
    return answer.status_code, answer.json()["errorMessage"]


@pytest.mark.evidence(
    "thousandeyes", "widget-title-default", "widget-ids-generated", "generated-id-form", "widget-links"
)
def test_a_widget_of_each_type_needs_nothing_else(thousandeyes: Api) -> None:
    widgets = stored(thousandeyes, *[{"type": type} for type in TYPES])
    assert [widget["title"] for widget in widgets] == list(TYPES)
    assert {widget["visualMode"] for widget in widgets} == {"Full"}
    assert all(re.fullmatch("[a-z0-9]{5}", widget["id"]) for widget in widgets)
    assert len({widget["id"] for widget in widgets}) == len(TYPES)
    for widget in widgets:
        assert widget["apiLink"] == f"{thousandeyes.world.url('thousandeyes')}/v7/reports/1/{widget['id']}"
        assert thousandeyes.world.http.get(widget["apiLink"], headers=thousandeyes.headers).status_code == 200


def test_another_type_is_refused(thousandeyes: Api) -> None:
    status, text = refusal(thousandeyes, {"type": "Map"}, {"type": "Gauge"})
    assert status == 400
    assert text.startswith("widgets[1].type: ")


@pytest.mark.evidence("thousandeyes", "widget-as-sent", "unknown-members-dropped")
def test_members_come_back_exactly_as_sent(thousandeyes: Api) -> None:
    sent = {
        "id": "ABcd1", "type": "Bar Chart: Grouped", "title": "T", "visualMode": "Half screen", "fixedTimespan": "3600",
        "dataSource": "Endpoint Agents", "metricGroup": "G", "metric": "M", "direction": "Both Directions",
        "measure": {"type": "nth Percentile", "percentileValue": 99.5}, "isEmbedded": False, "filters": {"Tests": [1, "x"]},
        "groupBy": "Agents", "rowGroupBy": "a", "columnGroupBy": "b", "axisGroupBy": "c", "sortBy": "Value",
        "sortDirection": "Ascending", "minScale": 0.5, "maxScale": 7, "limit": 3, "isGeoMapPerTest": True, "showLabels": True,
        "isHorizontalBarChart": True, "compareToPreviousValue": True, "showTimeseriesOverallBaseline": True,
        "isTimeseriesOneChartPerLine": True, "multiMetricColumns": [{"id": "col01", "metric": "M"}],
        "numberCards": [{"id": "crd01", "description": "D", "minScale": "1", "maxScale": 2, "compareToPreviousValue": True}],
    }  # fmt: skip
    (widget,) = stored(thousandeyes, {**sent, "color": "red", "apiLink": "http://elsewhere/"})
    link = widget.pop("apiLink")
    assert widget == sent
    assert link.endswith("/v7/reports/1/ABcd1")
    (bare,) = stored(thousandeyes, {"type": "Time Series: Line"})
    assert set(bare) == {"id", "type", "title", "visualMode", "apiLink"}


@pytest.mark.evidence("thousandeyes", "widget-id-alias")
def test_widget_id_is_another_name_of_id_which_wins(thousandeyes: Api) -> None:
    widgets = stored(
        thousandeyes, {"type": "Map", "widgetId": "aaaa1"}, {"type": "Map", "widgetId": "bbbb1", "id": "bbbb2"}
    )
    assert [widget["id"] for widget in widgets] == ["aaaa1", "bbbb2"]
    assert not [widget for widget in widgets if "widgetId" in widget]


@pytest.mark.evidence("thousandeyes", "error-widget-id-malformed")
@pytest.mark.parametrize("id", ["abcd", "abcdef", "abc-1", "äbcd1", "", "abcd1\n", 12345])
def test_an_id_of_another_form_is_refused(thousandeyes: Api, id: object) -> None:
    expected = (400, "widgets[1].id: must be 5 alphanumeric characters")
    assert refusal(thousandeyes, {"type": "Map"}, {"type": "Map", "id": id}) == expected


@pytest.mark.evidence("thousandeyes", "widget-ids-unique", "error-widget-id-duplicate", "ids-over-columns-and-cards")
@pytest.mark.parametrize(
    ("second", "place"),
    [
        ({"type": "Map", "id": "abcd1"}, "widgets[1].id"),
        ({"type": "Map", "widgetId": "abcd1"}, "widgets[1].widgetId"),
        ({"type": "Number", "numberCards": [{}, {"id": "abcd1"}]}, "widgets[1].numberCards[1].id"),
        (
            {"type": "Multi Metric Table", "multiMetricColumns": [{"id": "abcd1"}]},
            "widgets[1].multiMetricColumns[0].id",
        ),
    ],
)
def test_an_id_is_used_once_in_a_report(thousandeyes: Api, second: dict[str, Any], place: str) -> None:
    first = {"type": "Map", "id": "abcd1"}
    assert refusal(thousandeyes, first, second) == (400, f"{place}: duplicate id abcd1")


@pytest.mark.evidence("thousandeyes", "widget-ids-unique")
def test_ids_differ_by_case_and_repeat_in_other_reports(thousandeyes: Api) -> None:
    for _ in range(2):
        widgets = stored(thousandeyes, {"type": "Map", "id": "abcd1"}, {"type": "Map", "id": "ABCD1"})
        assert [widget["id"] for widget in widgets] == ["abcd1", "ABCD1"]


@pytest.mark.evidence("thousandeyes", "widget-ids-generated", "ids-over-columns-and-cards")
def test_columns_and_cards_get_ids_too(thousandeyes: Api) -> None:
    number, table = stored(
        thousandeyes,
        {"type": "Number", "numberCards": [{}, {}]},
        {"type": "Multi Metric Table", "multiMetricColumns": [{}]},
    )
    ids = [number["id"], table["id"], *(part["id"] for part in [*number["numberCards"], *table["multiMetricColumns"]])]
    assert len(set(ids)) == 5


@pytest.mark.evidence("thousandeyes", "embed-url")
def test_only_an_embedded_widget_has_an_address_to_embed_which_stays(thousandeyes: Api) -> None:
    embedded, plain = stored(
        thousandeyes,
        {"type": "Map", "id": "abcd1", "isEmbedded": True},
        {"type": "Map", "isEmbedded": False, "embedUrl": "x"},
    )
    assert re.fullmatch(r"https://embed\.thousandeyes\.com/e/[a-z]{10}", embedded["embedUrl"])
    assert "embedUrl" not in plain
    answer = thousandeyes.post("/v7/reports/1/update", {"title": "T", "widgets": [{**embedded, "embedUrl": "x"}]})
    assert answer.json()[0]["widgets"][0]["embedUrl"] == embedded["embedUrl"]


@pytest.mark.evidence("thousandeyes", "filters-merged")
def test_filters_sent_as_an_array_come_back_as_one_object(thousandeyes: Api) -> None:
    sent = [{"Tests": [1]}, {"Tests": [2], "Agents": ["a"]}]
    widget, number = stored(
        thousandeyes, {"type": "Map", "filters": sent}, {"type": "Number", "numberCards": [{"filters": sent}]}
    )
    assert widget["filters"] == number["numberCards"][0]["filters"] == {"Tests": [1, 2], "Agents": ["a"]}


@pytest.mark.parametrize("thousandeyes", ["published"], indirect=True)
@pytest.mark.evidence("thousandeyes", "update-keeps-widget-id", "update-replaces")
def test_an_update_keeps_the_ids_that_it_sends(thousandeyes: Api) -> None:
    widgets = thousandeyes.get("/v7/reports/1").json()["widgets"]
    answer = thousandeyes.post("/v7/reports/1/update", {"title": "T", "widgets": [widgets[2], {"type": "Map"}]})
    first, second = answer.json()[0]["widgets"]
    assert first == widgets[2]
    assert second["id"] not in {widget["id"] for widget in widgets}
