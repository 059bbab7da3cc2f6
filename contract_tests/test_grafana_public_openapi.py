"""What only the vendor's public OpenAPI has: four operations, further members, other names of permissions."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import Any

import pytest
from conftest import Api, bearer

REPORTS = "/api/reports"
SETTINGS = f"{REPORTS}/settings"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}


@pytest.fixture
def grafana(grafana: Api) -> Api:
    """Grafana with the operations of the public OpenAPI."""
    grafana.world.choose("grafana", {"operations": "public-openapi"})
    return grafana


@pytest.mark.parametrize("path", ["dashboards/7MeksYbmk", "render/pdfs", "render/csvs", "images/logo.png"])
def test_the_page_does_not_have_them(grafana: Api, path: str) -> None:
    grafana.world.choose("grafana", {"operations": "page"})
    assert grafana.get(f"{REPORTS}/{path}").status_code == 404


@pytest.mark.evidence("grafana", "dashboard-reports")
def test_the_reports_of_a_dashboard_are_listed(grafana: Api) -> None:
    other = {**REPORT, "dashboards": [{"dashboard": {"uid": "other"}}]}
    assert grafana.post(REPORTS, other).json()["id"] == 4
    assert [each["id"] for each in grafana.get(f"{REPORTS}/dashboards/7MeksYbmk").json()] == [2, 3, 6]
    assert grafana.get(f"{REPORTS}/dashboards/other").json() == [grafana.get(f"{REPORTS}/4").json()]
    assert grafana.get(f"{REPORTS}/dashboards/unheard-of").json() == []


@pytest.mark.evidence("grafana", "rendered-pdf")
def test_a_pdf_is_rendered(grafana: Api) -> None:
    answer = grafana.get(f"{REPORTS}/render/pdfs", params={"dashboards": "any text", "layout": "grid"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    start, _, rest = answer.content.partition(b"\nstartxref\n")
    assert start.startswith(b"%PDF-1.4\n")
    assert answer.content[int(rest.split()[0]) :].startswith(b"xref\n")


@pytest.mark.evidence("grafana", "rendered-csv")
def test_an_archive_has_a_csv_for_each_dashboard_of_the_catalogue_that_is_named(grafana: Api) -> None:
    catalogue = [
        {"id": 1, "uid": "a", "name": 'One/"1"'},
        {"id": 2, "uid": "b", "name": "Two"},
        {"id": 3, "uid": "c", "name": "Three"},
    ]
    grafana.world.steer("PUT", "/state/grafana/dashboards", catalogue)
    answer = grafana.get(f"{REPORTS}/render/csvs", params={"dashboards": '[{"uid":"a"},{"uid":"b"}]'})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        files = {name: file.read(name) for name in file.namelist()}
    assert files == {
        "One--1-.csv": b'dashboard\r\n"One/""1"""\r\n',
        "Two.csv": b"dashboard\r\nTwo\r\n",
    }


@pytest.mark.evidence("grafana", "rendered-csv")
def test_where_no_dashboard_is_there_no_csv_is(grafana: Api) -> None:
    answer = grafana.get(f"{REPORTS}/render/csvs", params={"dashboards": "?"})
    assert (answer.status_code, answer.content, "Content-Type" in answer.headers) == (204, b"", False)


@pytest.mark.evidence("grafana", "error-rendering")
@pytest.mark.parametrize("path", ["render/pdfs", "render/csvs", "render/pdfs?dashboards=", "render/csvs?title=x"])
def test_rendering_needs_dashboards(grafana: Api, path: str) -> None:
    answer = grafana.get(f"{REPORTS}/{path}")
    assert (answer.status_code, answer.json()) == (400, {"message": "missing or invalid fields values"})
    assert answer.headers["Mock-Violation"] == "query.dashboards is required"


@pytest.mark.evidence("grafana", "images-of-the-world", "error-no-image")
def test_an_image_is_one_that_the_world_holds(grafana: Api) -> None:
    answer = grafana.get(f"{REPORTS}/images/logo.png")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    mine = [{"name": "mine.png", "content": base64.b64encode(b"\x00\xff").decode()}]
    grafana.world.steer("PUT", "/state/grafana/images", mine)
    assert grafana.get(f"{REPORTS}/images/mine.png").content == b"\x00\xff"
    gone = grafana.get(f"{REPORTS}/images/logo.png")
    assert (gone.status_code, gone.json()) == (404, {"message": "Not found"})


@pytest.mark.parametrize("content", ["a", "====", "%", "QUJD=", "é"])
def test_the_content_of_an_image_is_base64(grafana: Api, content: str) -> None:
    answer = grafana.world.admin("PUT", "/state/grafana/images", json=[{"name": "x", "content": content}])
    assert answer.status_code == 422


@pytest.mark.parametrize(("path", "media_type"), [
    ("render/pdfs", "application/pdf"), ("render/csvs", "application/zip"), ("images/x", "image/png"),
])  # fmt: skip
def test_a_binary_example_can_be_asked_for(grafana: Api, path: str, media_type: str) -> None:
    asked = grafana.get(f"{REPORTS}/{path}", headers={"Prefer": "code=200"})
    assert (asked.status_code, asked.headers["Content-Type"]) == (200, media_type)
    real = {"params": {"dashboards": "7MeksYbmk"}} if "render" in path else {}
    assert asked.content == grafana.get(f"{REPORTS}/{path.replace('x', 'logo.png')}", **real).content


@pytest.mark.parametrize(("who", "statuses"), [
    ({}, [401] * 4),
    (bearer("mock-grafana-nobody"), [403, 200, 200, 403]),
    (bearer("mock-grafana-report-2"), [403, 200, 200, 403]),
    (bearer("mock-grafana-viewer"), [200] * 4),
])  # fmt: skip
def test_rendering_is_for_everybody_who_is_known_and_the_rest_needs_permissions(
    grafana: Api, who: dict[str, str], statuses: list[int]
) -> None:
    paths = ("dashboards/x", "render/pdfs?dashboards=x", "render/csvs?dashboards=7MeksYbmk", "images/logo.png")
    assert [grafana.by(**who).get(f"{REPORTS}/{path}").status_code for path in paths] == statuses


FURTHER: dict[str, Any] = {
    "subject": "Mail", "enableCsv": True, "scaleFactor": 2,
    "options": {"layout": "simple", "timeRange": {"from": "now-1h"}, "pdfCombineOneFile": False, "csvEncoding": "utf-8"},
}  # fmt: skip
SHOWN = {"orientation": "landscape", **FURTHER["options"], "timeRange": {"from": "now-1h", "to": ""}}


@pytest.mark.evidence("grafana", "extra-members-kept")
def test_further_members_are_kept_and_shown_if_they_were_sent(grafana: Api) -> None:
    grafana.world.choose("grafana", {"extra-members": "echo"})
    assert grafana.post(REPORTS, {**REPORT, **FURTHER, "uid": "mine"}).json()["id"] == 4
    report = grafana.get(f"{REPORTS}/4").json()
    assert report.items() >= {**FURTHER, "options": SHOWN}.items()
    assert "uid" not in report
    assert report in grafana.get(REPORTS).json()
    grafana.put(f"{REPORTS}/4", REPORT)
    replaced = grafana.get(f"{REPORTS}/4").json()
    assert not replaced.keys() & {"subject", "enableCsv", "scaleFactor"}
    assert set(replaced["options"]) == {"orientation", "layout"}


@pytest.mark.evidence("grafana", "extra-members-kept", "unknown-members-ignored")
def test_further_members_are_not_shown_where_the_reading_knows_none(grafana: Api) -> None:
    grafana.world.choose("grafana", {"extra-members": "echo"})
    theme = {"pdfTheme": "dark", "footerItems": [{"type": "text", "value": "x"}]}
    grafana.post(REPORTS, {**REPORT, **FURTHER})
    grafana.post(SETTINGS, {"branding": {}, **theme})
    assert grafana.get(SETTINGS).json().items() >= theme.items()
    grafana.world.choose("grafana", {"extra-members": "ignored"})
    assert not grafana.get(SETTINGS).json().keys() & theme.keys()
    for report in (grafana.get(f"{REPORTS}/4").json(), grafana.get(REPORTS).json()[-2]):
        assert set(report["options"]) == {"orientation", "layout"}
        assert not report.keys() & {"subject", "enableCsv", "scaleFactor"}


@pytest.mark.evidence("grafana", "extra-members-kept", "settings-merged", "settings-replaced")
@pytest.mark.parametrize(("scope", "kept"), [("merge", True), ("replace", False)])
def test_further_settings_are_merged_or_replaced_like_the_branding(grafana: Api, scope: str, *, kept: bool) -> None:
    grafana.world.choose("grafana", {"extra-members": "echo", "settings-scope": scope})
    for body in ({"pdfTheme": "dark", "pdfHeaderEnabled": False}, {"pdfTheme": None, "embeddedImageTheme": "light"}):
        assert grafana.post(SETTINGS, {"branding": {}, **body}).status_code == 200
    shown = grafana.get(SETTINGS).json()
    assert shown["embeddedImageTheme"] == "light"
    assert ("pdfTheme" in shown, "pdfHeaderEnabled" in shown) == (kept, kept)


@pytest.mark.parametrize("body", [{"subject": 1}, {"scaleFactor": 1.5}, {"options": {"timeRange": "now"}}])
def test_the_types_of_further_members_are_checked(grafana: Api, body: dict[str, Any]) -> None:
    assert grafana.post(REPORTS, {**REPORT, **body}).status_code == 200
    grafana.world.choose("grafana", {"extra-members": "echo"})
    assert grafana.post(REPORTS, {**REPORT, **body}).status_code == 400


@pytest.mark.evidence("grafana", "permission-names-openapi", "permission-names-both")
def test_permissions_have_the_names_of_the_public_openapi(grafana: Api) -> None:
    names = {
        "reports.admin:create": ("POST", REPORTS),
        "reports.admin:write": ("PUT", f"{REPORTS}/2"),
        "reports.delete": ("DELETE", f"{REPORTS}/6"),
    }
    granted = {name: ["reports:id:*"] for name in names}
    grafana.world.accept("grafana", id="admin-names", scheme="bearer", secret="admin-names", permissions=granted)
    caller, nobody = grafana.by(**bearer("admin-names")), grafana.by(**bearer("mock-grafana-nobody"))
    assert [caller.send(*call, REPORT).status_code for call in names.values()] == [403, 403, 403]
    grafana.world.choose("grafana", {"permission-names": "openapi"})
    assert [caller.send(*call, REPORT).status_code for call in names.values()] == [200, 200, 200]
    for name, call in names.items():
        refused = nobody.send(*call, REPORT)
        assert refused.json()["message"].endswith(f"Permissions needed: {name}")
        assert (
            grafana.send(*call, REPORT, headers={"Prefer": "code=403"}).json()["message"] == refused.json()["message"]
        )
    assert grafana.by(**bearer("mock-grafana-report-2")).put(f"{REPORTS}/2", REPORT).status_code == 200


def test_the_profile_has_all_of_it_together(grafana: Api) -> None:
    grafana.world.control.readings("grafana").reset()
    grafana.world.control.profile("grafana").choose("public-openapi")
    assert grafana.post(REPORTS, {**REPORT, **FURTHER}).json()["id"] == 4
    assert grafana.get(f"{REPORTS}/4").json().items() >= {**FURTHER, "options": SHOWN}.items()
    assert len(grafana.get(f"{REPORTS}/dashboards/7MeksYbmk").json()) == 3
    assert grafana.get(f"{REPORTS}/images/logo.png").status_code == 200
    for kind, starts in (("pdfs", b"%PDF"), ("csvs", b"PK")):
        answer = grafana.get(f"{REPORTS}/render/{kind}", params={"dashboards": "7MeksYbmk"})
        assert answer.content.startswith(starts)
    refused = grafana.by(**bearer("mock-grafana-nobody")).delete(f"{REPORTS}/4")
    assert refused.json()["message"].endswith("Permissions needed: reports.delete")
    for schedule in ({"intervalAmount": 1.5}, {"workdaysOnly": "true"}):
        body = {**REPORT, "schedule": {"frequency": "daily", **schedule}}
        assert grafana.post(REPORTS, body).status_code == 400


def test_the_profile_marks_operations_by_internal_id_as_deprecated(grafana: Api) -> None:
    grafana.world.control.profile("grafana").choose("public-openapi")
    served = grafana.world.control.admin.document("grafana", grafana.world.name)
    marked = [
        operation["operationId"]
        for item in served["paths"].values()
        for operation in item.values()
        if operation.get("deprecated")
    ]
    assert sorted(marked) == ["deleteReport", "getReport", "updateReport"]


def test_a_fault_may_aim_at_an_operation_that_only_the_readings_of_its_world_have(grafana: Api) -> None:
    grafana.world.control.faults.add("grafana", "renderReportPDFs", status=500)
    assert grafana.get(f"{REPORTS}/render/pdfs", params={"dashboards": "x"}).status_code == 500
    assert grafana.get(f"{REPORTS}/render/csvs", params={"dashboards": "7MeksYbmk"}).status_code == 200
