"""The data of ThousandEyes' widgets: ranges, bins, groups, and figures that are always the same."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api

NOW = "2019-09-03T18:10:50Z"
SECONDS = 1567534250
DAY = 86_400
SERIES = {"type": "Time Series: Line", "id": "line1", "metric": "Response Time"}


@pytest.fixture
def report(thousandeyes: Api) -> Api:
    """A world at a fixed time with report 1, of one series."""
    thousandeyes.world.freeze(NOW)
    has(thousandeyes, SERIES)
    return thousandeyes


def has(thousandeyes: Api, *widgets: dict[str, Any]) -> None:
    """Create a report with these widgets."""
    assert thousandeyes.post("/v7/reports/create", {"title": "Mine", "widgets": list(widgets)}).status_code == 200


def data(thousandeyes: Api, query: str = "", report: str = "1", widget: str = "line1") -> dict[str, Any]:
    """The data of a widget."""
    answer = thousandeyes.get(f"/v7/reports/{report}/{widget}{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ends(found: dict[str, Any]) -> tuple[str, str]:
    """The range of some data."""
    return found["dateFrom"], found["dateTo"]


@pytest.mark.evidence("thousandeyes", "data-range", "range-end-rounded", "bins-aligned", "bin-sizes")
def test_without_a_range_there_are_seven_days_up_to_the_last_whole_bin(report: Api) -> None:
    found = data(report)
    assert ends(found) == ("2019-08-27 18:00:00", "2019-09-03 18:00:00")
    assert (found["binSize"], found["groupLabels"]) == (3600, [])
    times = [point["timestamp"] for point in found["data"]["points"]]
    assert times == list(range(1566928800, 1567533600, 3600))


@pytest.mark.evidence("thousandeyes", "data-range", "window-units")
@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        ("3600", "2019-09-03 17:10:00", "2019-09-03 18:10:00"),
        ("3600s", "2019-09-03 17:10:00", "2019-09-03 18:10:00"),
        ("90m", "2019-09-03 16:40:00", "2019-09-03 18:10:00"),
        ("2h", "2019-09-03 16:10:00", "2019-09-03 18:10:00"),
        ("001d", "2019-09-02 18:10:00", "2019-09-03 18:10:00"),
        ("2w", "2019-08-20 18:00:00", "2019-09-03 18:00:00"),
    ],
)
def test_a_window_reaches_back_from_now(report: Api, window: str, start: str, end: str) -> None:
    assert ends(data(report, f"?window={window}")) == (start, end)


@pytest.mark.evidence("thousandeyes", "time-formats", "explicit-range-echoed", "bins-aligned")
@pytest.mark.parametrize("start", ["2019-09-02 18:01:00", "2019-09-02T18:01:00", "2019-09-02T18:01:00Z"])
def test_a_range_that_is_said_comes_back_as_it_was_given(report: Api, start: str) -> None:
    found = data(report, f"?from={start}&to=2019-09-02 18:16:00")
    assert ends(found) == ("2019-09-02 18:01:00", "2019-09-02 18:16:00")
    assert [point["timestamp"] for point in found["data"]["points"]] == [1567447500, 1567447800, 1567448100]


@pytest.mark.evidence("thousandeyes", "data-range", "range-end-rounded")
def test_a_start_alone_reaches_up_to_now(report: Api) -> None:
    assert ends(data(report, "?from=2019-09-03 18:01:00")) == ("2019-09-03 18:01:00", "2019-09-03 18:10:00")


@pytest.mark.evidence("thousandeyes", "bin-sizes", "between-the-rows")
@pytest.mark.parametrize(
    ("length", "size"),
    [
        (DAY, 300), (DAY + 1, 3600), (14 * DAY, 3600), (14 * DAY + DAY // 2, 7200), (30 * DAY, 7200), (30 * DAY + 1, 14400),
        (50 * DAY, 14400), (50 * DAY + 1, 21600), (93 * DAY, 21600), (400 * DAY, 21600),
    ],
)  # fmt: skip
def test_the_length_of_a_range_decides_the_bin(report: Api, length: int, size: int) -> None:
    found = data(report, f"?window={length}")
    assert found["binSize"] == size
    assert found["dateTo"] == {300: "2019-09-03 18:10:00", 14400: "2019-09-03 16:00:00"}.get(
        size, "2019-09-03 18:00:00"
    )


@pytest.mark.evidence("thousandeyes", "values-deterministic")
def test_a_figure_is_always_the_same_and_another_for_another_widget_or_seed(report: Api) -> None:
    has(report, SERIES)
    day, week = data(report, "?from=2019-09-02 18:00:00&to=2019-09-03 18:00:00"), data(report, "?window=1h")
    assert data(report, "?window=1h") == week
    by_time = {point["timestamp"]: point["value"] for point in day["data"]["points"]}
    assert all(by_time.get(point["timestamp"], point["value"]) == point["value"] for point in week["data"]["points"])
    assert data(report, "?window=1h", report="2")["data"] != week["data"]
    world = report.world
    world.steer("POST", "/fork", {"name": f"{world.name}f"})
    fork = world.http.get(
        f"{world.server}/w/{world.name}f/thousandeyes/v7/reports/1/line1?window=1h", headers=report.headers
    )
    assert fork.json() == week
    world.http.delete(f"{world.server}/__admin/worlds/{world.name}f")


@pytest.mark.evidence("thousandeyes", "snapshot-data-range")
def test_the_data_of_a_snapshot_is_that_of_the_report_over_its_own_span(report: Api) -> None:
    span = {"displayName": "S", "from": "2019-08-02 18:00:00", "to": "2019-08-03 18:00:00", "reportId": "1"}
    report.world.switch("thousandeyes", snapshotSeconds=0)
    report.post("/v7/report-snapshots/create", span)
    expected = data(report, "?from=2019-08-02 18:00:00&to=2019-08-03 18:00:00")
    assert report.get("/v7/report-snapshots/123/line1").json() == expected
    assert report.get("/v7/report-snapshots/123/line1?window=1h&to=never").json() == expected


def test_points_are_grouped_and_groups_are_labelled(report: Api) -> None:
    found = data(report, "?window=10m", report="123", widget="1234f")
    countries = [{"groupId": "DE", "groupLabel": "Germany"}, {"groupId": "AU", "groupLabel": "Australia"}]
    assert found["groupLabels"] == [{"groupProperty": "Countries", "groupLabels": countries}]
    seen = [(point["timestamp"], point["groups"][0]["groupValue"]) for point in found["data"]["points"]]
    assert seen == [(1567533600, "DE"), (1567533600, "AU"), (1567533900, "DE"), (1567533900, "AU")]
    assert len({point["value"] for point in found["data"]["points"]}) == 4


def test_two_groupings_give_each_combination(report: Api) -> None:
    has(report, {**SERIES, "groupBy": "Countries", "axisGroupBy": "Agents"})
    points = data(report, "?window=5m", report="2")["data"]["points"]
    assert [[group["groupValue"] for group in point["groups"]] for point in points] == [["DE", "1"], ["AU", "1"]]


@pytest.mark.evidence("thousandeyes", "unknown-group-property")
def test_a_grouping_that_the_world_does_not_know_gives_no_groups(report: Api) -> None:
    has(report, {**SERIES, "groupBy": "Tests"})
    found = data(report, "?window=5m", report="2")
    assert (found["groupLabels"], [point["groups"] for point in found["data"]["points"]]) == ([], [[]])


@pytest.mark.evidence("thousandeyes", "card-timestamp", "previous-value", "previous-value-range")
def test_a_card_has_one_figure_over_the_range_and_perhaps_that_of_the_range_before(report: Api) -> None:
    cards = [
        {"id": "card1", "metric": "Availability"},
        {"id": "card2", "metric": "Loss", "compareToPreviousValue": True},
    ]
    has(report, {"type": "Number", "id": "numbr", "numberCards": cards})
    found = data(report, "?from=2019-09-02 18:00:00&to=2019-09-03 18:00:00", report="2", widget="numbr")
    assert (set(found), found["groupLabels"], set(found["data"])) == ({"groupLabels", "data"}, [], {"cards"})
    first, second = found["data"]["cards"]
    assert (first["cardId"], first["binSize"], first["timestamp"]) == ("card1", 300, 1567533300)
    assert ends(first) == ("2019-09-02 18:00:00", "2019-09-03 18:00:00")
    assert "previousValue" not in first
    before = data(report, "?from=2019-09-01 18:00:00&to=2019-09-02 18:00:00", report="2", widget="numbr")["data"][
        "cards"
    ]
    assert second["previousValue"] == before[1]["value"]


def test_a_multi_metric_table_has_columns(report: Api) -> None:
    columns = [{"id": "colm1", "metric": "Availability"}, {"id": "colm2"}]
    has(report, {"type": "Multi Metric Table", "id": "table", "rowGroupBy": "Agents", "multiMetricColumns": columns})
    found = data(report, "?window=10m", report="2", widget="table")
    assert set(found) == {"dateFrom", "dateTo", "groupLabels", "data"}
    first, second = found["data"]["columns"]
    assert (first["columnId"], first["binSize"], len(first["points"])) == ("colm1", 300, 2)
    assert second == {"columnId": "colm2", "binSize": 300, "points": [], "status": "Widget is not fully configured"}


@pytest.mark.evidence("thousandeyes", "widget-not-configured")
@pytest.mark.parametrize(
    ("type", "form"),
    [("Map", "points"), ("Number", "cards"), ("Multi Metric Table", "columns"), ("Pie Chart", "points")],
)
def test_a_widget_that_lacks_what_it_needs_has_no_data(report: Api, type: str, form: str) -> None:
    has(report, {"type": type, "id": "bare1", "numberCards": []})
    found = data(report, report="2", widget="bare1")
    assert (found["data"], found["status"]) == ({form: []}, "Widget is not fully configured")


@pytest.mark.evidence("thousandeyes", "status-no-data", "status-without-figures")
def test_a_range_in_which_no_bin_begins_has_no_data(report: Api) -> None:
    found = data(report, "?from=2019-09-02 18:01:00&to=2019-09-02 18:02:00")
    assert (found["data"], found["status"]) == ({"points": []}, "No data")


@pytest.mark.evidence("thousandeyes", "fixed-timespan")
def test_a_fixed_time_span_takes_the_place_of_the_seven_days(report: Api) -> None:
    has(
        report, {**SERIES, "fixedTimespan": "600"},
        {"type": "Number", "id": "numbr", "fixedTimespan": "600",
         "numberCards": [{"metric": "a", "fixedTimespan": "1200"}, {"metric": "b"}]},
    )  # fmt: skip
    assert ends(data(report, report="2")) == ("2019-09-03 18:00:00", "2019-09-03 18:10:00")
    assert ends(data(report, "?window=1200", report="2")) == ("2019-09-03 17:50:00", "2019-09-03 18:10:00")
    cards = data(report, report="2", widget="numbr")["data"]["cards"]
    assert [card["dateFrom"] for card in cards] == ["2019-09-03 17:50:00", "2019-09-03 18:00:00"]


@pytest.mark.evidence("thousandeyes", "window-clamped", "points-bounded")
@pytest.mark.parametrize("window", ["99999d", "9" * 5000 + "w", "0" * 5000 + "99999d"])
def test_a_window_beyond_the_epoch_begins_there_and_has_its_last_bins(report: Api, window: str) -> None:
    found = data(report, f"?window={window}")
    assert ends(found) == ("1970-01-01 00:00:00", "2019-09-03 18:00:00")
    times = [point["timestamp"] for point in found["data"]["points"]]
    assert (len(times), times[-1]) == (10_000, 1567533600 - 21600)


@pytest.mark.evidence("thousandeyes", "window-clamped")
def test_a_very_long_fixed_time_span_is_taken(report: Api) -> None:
    has(report, {**SERIES, "fixedTimespan": "9" * 5000})
    assert data(report, report="2")["dateFrom"] == "1970-01-01 00:00:00"


@pytest.mark.evidence("thousandeyes", "points-bounded")
def test_many_columns_share_the_points_of_an_answer(report: Api) -> None:
    columns = [{"metric": "a"} for _ in range(20_000)]
    has(report, {"type": "Multi Metric Table", "id": "table", "multiMetricColumns": columns})
    found = data(report, report="2", widget="table")
    assert {len(column["points"]) for column in found["data"]["columns"]} == {1}


@pytest.mark.evidence(
    "thousandeyes", "error-window-conflict", "error-to-without-from", "error-range-order", "error-malformed-time"
)
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("window=1h&from=2019-09-02 18:00:00", "window: cannot be combined with from or to"),
        ("window=1h&to=2019-09-02 18:00:00", "window: cannot be combined with from or to"),
        ("to=2019-09-02 18:00:00", "to: requires from"),
        ("from=2019-09-02 18:00:00&to=2019-09-02 18:00:00", "to: must be later than from"),
        ("from=2019-09-03 18:10:50", "to: must be later than from"),
        ("from=2019-02-29 18:00:00", "from: is not a valid date-time"),
        ("from=2019-09-02&to=2019-09-03", "from: is not a valid date-time"),
        ("from=2019-09-02 18:00:00&to=", "to: is not a valid date-time"),
        ("window=0", "window: is not a valid window"),
        ("window=1y", "window: is not a valid window"),
        ("window=-5", "window: is not a valid window"),
        ("window=", "window: is not a valid window"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(report: Api, query: str, text: str) -> None:
    answer = report.get(f"/v7/reports/1/line1?{query}")
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": text})


@pytest.mark.evidence("thousandeyes", "widget-is-not-a-column", "error-unknown-widget")
@pytest.mark.parametrize("id", ["lrxxr", "VLVB1", "abc", "update1", "a%20b"])
def test_what_is_no_widget_of_the_report_is_unknown(report: Api, id: str) -> None:
    answer = report.get(f"/v7/reports/123/{id}")
    assert (answer.status_code, answer.json()) == (404, {"errorMessage": f"Widget {id.replace('%20', ' ')} not found"})


@pytest.mark.parametrize("at", ["1950-01-01T00:00:00Z", "0001-01-02T00:00:00Z", "9999-12-30T00:00:00Z"])
def test_a_clock_far_away_breaks_nothing(report: Api, at: str) -> None:
    report.world.freeze(at)
    for query in (
        "",
        "?window=99999d",
        "?from=1000-01-01 00:00:00",
        "?from=1000-01-01 00:00:00&to=2999-12-31 23:59:59",
    ):
        assert report.get(f"/v7/reports/1/line1{query}").status_code in (200, 400)
