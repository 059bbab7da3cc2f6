"""`mockserver check`: what it asks, what it prints and writes, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import own_vendor
import pytest
from conftest import ROOT

from mockserver.conformance import reports, totals
from mockserver.conformance.results import Checked, Compared, Point, Report, Size, Support
from mockserver.evidence.vendor_spec import load


def check(
    *arguments: str, cwd: Path | None = None, python: Path | str = sys.executable, **environ: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), "-P", "-m", "mockserver", "check", *arguments],
        cwd=cwd, env={**os.environ, **environ}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def good(folder: Path) -> subprocess.CompletedProcess[str]:
    """A good run with all reports; what the environment and a settings file say to a server does not matter to it."""
    (folder / "mockserver.toml").write_text('reading = ["strapi.errors=observed"]\naccept-any-credentials = true\n')
    files = [f"--{name}={folder / name}" for name in reports.FORMATS]
    return check("strapi", "--max-examples", "3", *files, cwd=folder, MOCKSRV_FIXTURE="empty")


def test_a_good_run_says_what_was_asked_and_ends_with_0(good: subprocess.CompletedProcess[str]) -> None:
    assert good.returncode == 0, good.stdout + good.stderr
    lines = good.stderr.splitlines()
    assert lines[0] == "strapi documents: 11 of 11 questions answered well"
    assert re.fullmatch(r"strapi exchanges: (\d+) of \1 answered as documented", lines[1])
    assert re.fullmatch(r"strapi statuses: (\d+) of \1 reached, or out of reach for a reason", lines[2])
    assert re.fullmatch(
        r"strapi refusals: (\d+) of \1 error examples are what a request is answered with, \d+ of them excused",
        lines[3],
    )
    assert re.fullmatch(r"strapi laws: (\d+) of \1 hold", lines[4])
    assert re.fullmatch(r"strapi fuzz: (\d+) of \1 properties hold in \d+ cases", lines[5])
    assert len(lines) == 6
    assert re.search(
        r"^vendor +operations +fields +statuses +exchanges +refusals +laws +properties +cases +findings$",
        good.stdout,
        re.MULTILINE,
    )
    assert re.search(r"^strapi +9( +\d+){7} +0$", good.stdout, re.MULTILINE)
    assert re.search(r"^strapi +\d+ places of the document( +[<>]?\d+ %){5}$", good.stdout, re.MULTILINE)
    assert good.stdout.endswith("\nAll good.\n")


def test_the_reports_agree(good: subprocess.CompletedProcess[str], folder: Path) -> None:
    told = json.loads((folder / "json").read_text())
    (vendor,) = told["vendors"]
    assert (told["verdict"], told["seed"], told["max_examples"]) == ("good", 1, 3)
    assert vendor["not_run"] == {}
    suite = ET.parse(folder / "junit").getroot().find("testsuite")
    assert suite is not None
    assert [(case.get("classname"), case.get("name")) for case in suite] == [
        (f"strapi.{point['check']}", point["name"]) for point in vendor["points"]
    ]
    assert (suite.get("tests"), suite.get("failures")) == (str(len(vendor["points"])), "0")
    by_check = [
        sum(point["check"] == name for point in vendor["points"])
        for name in ("statuses", "exchanges", "refusals", "laws", "fuzz")
    ]
    size = vendor["size"]
    by_default = [point["check"] for point in vendor["points"] if " under " not in point["name"]]
    assert [by_default.count(name) for name in ("statuses", "exchanges")] == [size["statuses"], size["exchanges"]]
    under = {point["name"].partition(" under ")[2] for point in vendor["points"]}
    assert {"", "ids=integer", "3.6"} <= under
    row = [size["operations"], size["fields"], *by_check, vendor["cases"], 0]
    page = (folder / "markdown").read_text()
    assert f"| strapi | {' | '.join(map(str, row))} |" in page
    assert sum(vendor["support"]["behaviours"].values()) > 50
    assert "### Findings" not in page


BREAKS = {
    "an example": ("specs/parcels/openapi.yaml", "{id: b, weight: 1.5}", "{id: b}", "documents",
                   r"parcels documents examples\n  - .*/post/requestBody/.*: as a request: is required"),
    "a statement": ("specs/parcels/evidence.yaml", "          - {security: token}\n", "", "documents",
                    r"parcels documents evidence\n  - .*: no statement supports the security scheme token"),
    "a file": ("specs/parcels/evidence.yaml", "label: documented", "label: rumour", "documents",
               r"parcels documents source\n  - .*/pages/0/label: 'rumour' is none of"),
    "an exchange": ("fixtures/parcels/documented.json", '"weight": 2', '"weight": 3', "exchanges",
                    r"parcels exchanges getParcels/documented\n  - /0/weight is 3, the document has 2"),
    "a credential": ("specs/parcels/evidence.yaml", "credential: clerk", "credential: nobody", "exchanges",
                     r"parcels exchanges getParcels/documented\n  - no answer: 'nobody'"),
    "a status": ("specs/parcels/evidence.yaml", "sendParcel, status: 404", "sendParcel, status: 415", "statuses",
                 r"parcels statuses sendParcel 404\n  - missed: (.|\n)*sendParcel 415\n  - contradicted: Content-Type: "),
    "an error example": ("specs/parcels/openapi.yaml", "{refused: {value: {message: no}}}", "{refused: {value: {message: never}}}",
                         "refusals", r'parcels refusals getParcels 401 refused\n  - missed: no answer is\n +\{"message": "never"\}'),
    "an undocumented status": ("specs/parcels/openapi.yaml", "        '400': {$ref: '#/components/responses/Refused'}\n", "",
                               "fuzz", r"parcels fuzz sendParcel not_a_server_error\n  - (.|\n)*Answer not documented: sendParcel 400: the document does not list this status"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS)
def test_what_is_broken_is_a_finding_and_ends_with_1(tmp_path: Path, broken: str) -> None:
    name, old, new, only, shown = BREAKS[broken]
    file = own_vendor.write(tmp_path) / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    ended = check("parcels", "--own", ".", "--only", only, "--max-examples", "2", cwd=tmp_path)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert re.search(shown, ended.stdout), ended.stdout
    assert ended.stdout.endswith("\nThere are findings.\n")


def test_a_vendor_of_ones_own_is_checked_like_the_others(tmp_path: Path) -> None:
    ended = check("parcels", "--own", str(own_vendor.write(tmp_path)), "--max-examples", "3")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.search(r"^parcels +2 +3 +10 +2 +8 +\d+ +\d+ +\d+ +0$", ended.stdout, re.MULTILINE)


def test_a_vendor_of_ones_own_brings_its_exceptions(tmp_path: Path) -> None:
    module = own_vendor.write(tmp_path) / "vendors" / "parcels.py"
    refuse = (
        "def light(call):\n    if call.body and call.body['weight'] > 1:\n"
        "        raise Problem('heavy', 'too heavy', status=400)\n\n\nVENDOR"
    )
    text = module.read_text().replace("VENDOR", refuse, 1).replace('name="parcels",', 'name="parcels", check=light,')
    module.write_text(
        text.replace("from mockserver.state", "from mockserver.engine.problems import Problem\nfrom mockserver.state")
    )
    flags = ("parcels", "--own", str(tmp_path), "--only", "fuzz", "--max-examples", "5")
    (tmp_path / "specs" / "parcels" / "exceptions.yaml").write_text(
        "parcels:\n  - {operations: [sendParcel], checks: [positive_data_acceptance, validation_mismatch, missing_test_data],\n"
        "     statuses: ['400'], reason: Heavy parcels are refused., test: by hand}\n"
    )
    kept = check(*flags)
    (tmp_path / "specs" / "parcels" / "exceptions.yaml").unlink()
    dropped = check(*flags)
    assert (kept.returncode, dropped.returncode) == (0, 1), kept.stdout + dropped.stdout


def test_it_works_from_an_installed_wheel(python: Path, tmp_path: Path) -> None:
    ended = check("checkcentral", "--max-examples", "1", "--json", "-", cwd=tmp_path, python=python)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["vendors"][0]["cases"] > 100
    assert "All good." in ended.stderr


def test_without_the_extra_it_is_one_line_that_says_what_to_install(python: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['schemathesis'] = sys.modules['openapi_spec_validator'] = None\n"
        "import mockserver.cli; sys.exit(mockserver.cli.main(['check']))"
    )
    ended = subprocess.run([str(python), "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    line = "mockserver: check: schemathesis and openapi_spec_validator must be there: pip install 'mocksrv[check]'\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", line)


def test_what_the_time_limit_cuts_off_is_told_and_ends_with_2(tmp_path: Path) -> None:
    flags = ("--own", str(own_vendor.write(tmp_path)), "--max-examples", "100000", "--time-limit", "20")
    ended = check("parcels", "grafana", *flags, "--junit", "-")
    assert ended.returncode == 2, ended.stderr
    assert "\nparcels fuzz: not run: the time limit came first\n" in ended.stderr
    assert (
        "\ngrafana documents, exchanges, statuses, refusals, laws, fuzz: not run: the time limit came first\n"
        in ended.stderr
    )
    assert re.search(r"^parcels +2 +3 +10 +2 +8 +55 +not run +not run +0$", ended.stderr, re.MULTILINE)
    root = ET.fromstring(ended.stdout)
    assert (root.get("failures"), root.get("errors")) == ("0", "7")
    assert root.find("testsuite[@name='parcels']/testcase[@name='not run']/error") is not None


@pytest.mark.parametrize(("file", "old", "new", "why"), [
    ("fixtures/parcels/documented.json", '"collections"', '"colections"', r"documented\.json: /colections: is not one of"),
    ("vendors/parcels.py", "VENDOR = ", "VENDER = ", "parcels.py has no VENDOR of that name"),
    ("vendors/parcels.py", "VENDOR = ", "1 / 0\nVENDOR = ", "its module cannot be used: ZeroDivisionError: division by zero"),
])  # fmt: skip
def test_a_server_that_does_not_start_ends_with_2(tmp_path: Path, file: str, old: str, new: str, why: str) -> None:
    place = own_vendor.write(tmp_path) / file
    place.write_text(place.read_text().replace(old, new, 1))
    ended = check("parcels", "--own", str(tmp_path), "--max-examples", "1")
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert re.search(
        rf"^parcels exchanges, statuses, refusals, laws, fuzz: not run: .*{why}", ended.stdout, re.MULTILINE
    ), ended.stdout
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("arguments", "line"), [
    (["nobody"], r"vendor 'nobody': present are .*grafana"),
    (["--json", "/nowhere/report.json"], r"--json /nowhere/report\.json: no file can be written there"),
    (["--json", "-", "--junit", "-"], "only one report can go to standard output"),
    (["--max-examples", "0"], "--max-examples: '0': a whole number"),
    (["--only", "everything"], "--only: 'everything' is none of documents"),
])  # fmt: skip
def test_what_makes_no_sense_is_told_at_once_and_ends_with_2(arguments: list[str], line: str) -> None:
    ended = check(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.search(line, ended.stderr.splitlines()[-1]), ended.stderr


def test_a_terminal_sees_a_line_that_is_rewritten() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "mockserver", "check", "grafana", "--only", "documents"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        process.wait(60)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert shown.startswith("\r\x1b[Kgrafana documents\r\x1b[Kgrafana documents: 11 of 11 ")


def report(*points: Point, **not_run: str) -> Report:
    size, support = Size(1, 2, 3, 4), Support({"documented": 999, "assumed": 1}, {"documented": 0, "assumed": 0})
    return Report("1.0", ("fuzz",), 1, 20, (Checked("a", size, support, None, points, 7, not_run),))


def test_what_of_the_documented_answers_is_left_out_is_counted() -> None:
    counted = {name: totals.compared(load(ROOT / "specs" / name)) for name in ("grafana", "strapi")}
    assert counted["grafana"].contradictory == counted["grafana"].volatile == 0
    spec = load(ROOT / "specs" / "strapi")
    (exchange, *_) = (each for each in spec.evidence.exchanges if each.operation == "createReport")
    assert set(exchange.contradictory) == {"/id", "/users_permissions_user/reports"}
    assert counted["strapi"].contradictory == 2
    found = replace(report(), vendors=(replace(report().vendors[0], compared=Compared(10, 2, 1)),))
    assert reports.compared(found)[1] == ("a", "10", "7", "2", "1")
    assert "contradictory" in reports.text(found)
    assert json.loads(reports.as_json(found))["vendors"][0]["compared"] == {
        "values": 10,
        "volatile": 2,
        "contradictory": 1,
    }


def test_a_report_holds_whatever_a_finding_holds() -> None:
    found = report(Point("fuzz", "op \x00", ("a\x00\ud800<&>\u0001 | ```` `\nnext line",)))
    failure = ET.fromstring(reports.junit(found).encode()).find(".//failure")
    assert failure is not None
    assert failure.get("message") == r"a\x00\ud800<&>\x01 | ```` `"
    assert failure.text == "a\\x00\\ud800<&>\\x01 | ```` `\nnext line"
    page = reports.markdown(found)
    assert "`````text\na\\x00" in page
    assert json.loads(reports.as_json(found))["vendors"][0]["points"][0]["name"] == "op \x00"


def test_a_terminal_obeys_nothing_of_a_report() -> None:
    told = reports.text(
        report(Point("fuzz", "op \x1b[2J\x9b1m", ("a\x07\x9b31m\x85b\nnext line",)), laws="no \x1b]0;x\x07")
    )
    assert not [each for each in told if not each.isprintable() and each != "\n"]
    assert r"\x9b31m" in told and "next line" in told


def test_shares_never_hide_what_is_there() -> None:
    assert reports.shares({"a": 999, "b": 1, "c": 0}) == [">99 %", "<1 %", "0 %"]
    assert reports.shares({"a": 2, "b": 1}) == ["67 %", "33 %"]
    assert reports.shares({"a": 0}) == ["–"]


@pytest.mark.parametrize(("found", "verdict"), [
    (report(Point("fuzz", "x")), "good"),
    (report(Point("fuzz", "x"), fuzz="no time"), "could not run"),
    (report(Point("fuzz", "x", ("wrong",)), statuses="no time"), "findings"),
])  # fmt: skip
def test_findings_count_more_than_what_could_not_run(found: Report, verdict: str) -> None:
    assert found.verdict == verdict


def test_findings_with_one_cause_are_told_once() -> None:
    failure = "the mock server itself says: Unknown behaviour: parcels cites 'rain', which its evidence does not state"
    told = reports.text(
        report(
            Point("statuses", "send 200", ("missed: no probe reached it",)),
            Point("statuses", "send 400", ("missed: no probe reached it",)),
            Point("statuses", "list 200", (failure,)),
            *(Point("fuzz", f"{name} check", (f"Answered was 500 {failure}\ncurl {name}",)) for name in "abcdefghijkl"),
        )
    )
    assert told.count("missed: no probe reached it") == 1
    assert told.count("cites 'rain'") == 1
    assert "  - the same cause: statuses send 400\n" in told
    assert re.search(r"  - the same cause: fuzz a check, .*fuzz j check, and 2 more\n", told)


def test_what_is_wrong_at_very_many_places_is_shown_at_a_few() -> None:
    places = tuple(f"openapi.yaml#/{number}: no statement supports it" for number in range(9))
    told = reports.text(report(Point("documents", "evidence", places)))
    assert told.count("no statement supports it") == 4
    assert "  - 6 more places: no statement supports it\n" in told


def test_a_document_of_ones_own_is_asked_for_statuses_laws_and_by_chance() -> None:
    ended = check(str(ROOT / "examples/any_document/toolshed.yaml"), "--max-examples", "2")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.search(r"^toolshed laws: \d+ asked with \d+ requests, 0 broken$", ended.stderr, re.MULTILINE)
    assert re.search(r"^toolshed fuzz: (\d+) of \1 properties hold in \d+ cases$", ended.stderr, re.MULTILINE)
    assert re.search(r"^toolshed +8 +0 +6 +– +– +\d+ +\d+ +\d+ +0$", ended.stdout, re.MULTILINE)
