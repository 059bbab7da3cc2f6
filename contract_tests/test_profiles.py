"""A profile chooses readings and switches together; what is chosen beside it wins and is shown; what does not exist is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import own_vendor
import pytest
from suites import Suite

import mockserver
from mockserver.client import Admin, ControlError
from mockserver.conformance import documents
from mockserver.testing import MockWorld

PROFILES = """\
profiles:
  - profile: scale-2
    about: The second scale, which writes its readings in the small unit.
    source: Read off a scale of that name.
    readings: {unit: small, rounding: down}
    switches: {depot: north}
  - profile: scale-1
    about: The first scale.
    source: Its manual.
    readings: {unit: big}
"""
READINGS = """\
readings:
  - {id: unit, about: Which unit., default: big, label: assumed, built: true, alternatives: {small: The small one.}}
  - {id: rounding, about: Where to., default: none, label: assumed, built: true, alternatives: {down: Down.}}
  - {id: colour, about: Of the box., default: brown, label: assumed, built: false, alternatives: {red: Red.}}
"""
OVERLAYS = {
    "unit=small": "$.components.schemas.Parcel.properties.weight\n    update: {maximum: 5000}",
    "rounding=down": "$.components.schemas.Parcel.properties.weight\n    update: {multipleOf: 0.5}",
}
OVERLAY = "overlay: 1.0.0\ninfo: {{title: One of the readings, version: '1'}}\nactions:\n  - target: {}\n"
STATEMENTS = """\
          - {schema: Parcel, fields: {weight: {maximum: 5000}}, reading: unit=small}
          - {schema: Parcel, fields: {weight: {multipleOf: 0.5}}, reading: rounding=down}
          - {schema: Refusal"""
MODULE = '''\
"""Parcels, as a scale weighs them."""

from mockserver.engine.actions import Records
from mockserver.engine.problems import ENGINE_KINDS, ErrorResponse, Errors
from mockserver.engine.vendor import Access, Switch, Vendor
from mockserver.state.credentials import Credential


def weigh(call):
    """What decides how the vendor behaves."""
    return [{"id": f"{call.reading('unit')} {call.reading('rounding')} {call.switches['depot']}", "weight": 2}]


VENDOR = Vendor(
    name="parcels",
    access=Access(credentials=(Credential("documented", "bearer", "parcel-token"),)),
    collections=(Records("parcels", "Parcel", path="/parcels"),),
    overrides={"getParcels": weigh},
    errors=Errors({kind: ErrorResponse(0, {"message": "no"}) for kind in ENGINE_KINDS}),
    switches={"depot": Switch("south")},
)
'''


def scales(folder: Path) -> Path:
    """A vendor of the user's own with two profiles."""
    own_vendor.write(folder)
    specs = folder / "specs" / "parcels"
    evidence = (specs / "evidence.yaml").read_text()
    evidence = evidence.replace("exchanges:\n", READINGS + "exchanges:\n", 1)
    (specs / "evidence.yaml").write_text(evidence.replace("          - {schema: Refusal", STATEMENTS, 1))
    (specs / "profiles.yaml").write_text(PROFILES)
    (specs / "readings").mkdir()
    for name, action in OVERLAYS.items():
        (specs / "readings" / f"{name}.yaml").write_text(OVERLAY.format(action))
    (folder / "vendors" / "parcels.py").write_text(MODULE)
    return folder


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scales(tmp_path_factory.mktemp("own"))


class Scale:
    """A server of the vendor, and a client of its control plane."""

    def __init__(self, own: Path, **settings: Any) -> None:
        server = mockserver.in_process("parcels", own=own, validate_responses=True, **settings)
        self.transport = mockserver.transport(server)
        self.admin = Admin("http://localhost", transport=self.transport)

    def behaviour(self, world: str = "default") -> str:
        """Unit, rounding and depot as the vendor's code sees them."""
        with httpx.Client(transport=self.transport) as http:
            found = http.get(f"http://localhost/w/{world}/parcels/parcels", headers=own_token())
        return str(found.json()[0]["id"])


def own_token() -> dict[str, str]:
    return {"Authorization": "Bearer parcel-token"}


@pytest.fixture
def plain(own: Path) -> Iterator[Scale]:
    """A server that was started without a profile."""
    scale = Scale(own)
    with scale.admin:
        yield scale


@pytest.fixture
def small(own: Path) -> Iterator[Scale]:
    """A server that was started with the profile of the second scale."""
    scale = Scale(own, profile="parcels=scale-2")
    with scale.admin:
        yield scale


def test_a_profile_chooses_readings_and_switches_at_start(small: Scale) -> None:
    assert small.behaviour() == "small down north"
    assert small.admin.vendor("parcels")["profile"] == "scale-2"


def test_a_reading_or_a_switch_chosen_beside_it_wins_and_is_shown(own: Path) -> None:
    scale = Scale(own, profile="parcels=scale-2", reading="parcels.rounding=none")
    assert scale.behaviour() == "small none north"
    world = scale.admin.world()
    world.switches("parcels").choose(depot="east")
    assert scale.behaviour() == "small none east"
    assert world.profile("parcels").read()["deviations"] == {
        "readings": {"rounding": "none"},
        "switches": {"depot": "east"},
    }
    assert world.readings("parcels").choose(rounding="down")["deviations"]["readings"] == {}


def test_a_choice_taken_back_is_the_profiles_again(small: Scale) -> None:
    world = small.admin.world()
    world.readings("parcels").choose(unit="big")
    world.switches("parcels").choose(depot="east")
    assert small.behaviour() == "big down east"
    world.readings("parcels").choose(unit=None)
    world.switches("parcels").choose(depot=None)
    assert small.behaviour() == "small down north"


def test_a_new_world_begins_with_a_profile_of_its_own(small: Scale, plain: Scale) -> None:
    plain.admin.worlds.create("second", profile={"parcels": "scale-2"}, readings={"parcels": {"unit": "big"}})
    assert plain.behaviour("second") == "big down north"
    assert plain.behaviour() == "big none south"
    small.admin.worlds.create("none", profile={"parcels": None})
    assert small.behaviour("none") == "big none south"


def test_a_world_changes_its_profile_and_goes_back(small: Scale) -> None:
    profile = small.admin.world().profile("parcels")
    chosen = profile.choose("scale-1")
    assert small.behaviour() == "big none south"
    assert chosen["profile"] == "scale-1"
    assert chosen["profiles"][0] == {
        "name": "scale-2", "about": "The second scale, which writes its readings in the small unit.",
        "source": "Read off a scale of that name.", "readings": {"unit": "small", "rounding": "down"}, "switches": {"depot": "north"},
    }  # fmt: skip
    assert profile.choose(None)["profile"] is None
    profile.reset()
    assert small.behaviour() == "small down north"


def test_a_profile_survives_snapshot_fork_and_reset(plain: Scale) -> None:
    plain.admin.worlds.create("first")
    world = plain.admin.world("first")
    world.profile("parcels").choose("scale-2")
    moment, forked = world.snapshot(), world.fork("forked")
    world.profile("parcels").choose(None)
    assert plain.behaviour("forked") == "small down north"
    assert forked.profile("parcels").read()["profile"] == "scale-2"
    moment.restore()
    assert plain.behaviour("first") == "small down north"
    world.reset()
    assert plain.behaviour("first") == "big none south"


def test_the_documents_of_its_readings_are_put_together(small: Scale) -> None:
    weight = small.admin.document("parcels")["components"]["schemas"]["Parcel"]["properties"]["weight"]
    assert weight == {"type": "number", "minimum": 0, "maximum": 5000, "multipleOf": 0.5}


def test_data_of_a_new_world_go_before_the_profile(plain: Scale) -> None:
    plain.admin.worlds.create("east", profile={"parcels": "scale-2"}, data={"parcels": {"switches": {"depot": "east"}}})
    assert plain.behaviour("east") == "small down east"


def test_what_is_built_and_which_values_there_are_is_shown(small: Scale) -> None:
    shown = small.admin.world().readings("parcels").read()
    assert (shown["profile"], shown["profiles"]) == ("scale-2", ["scale-2", "scale-1"])
    assert shown["readings"] == {
        "unit": {"value": "small", "decided": "profile", "built": True, "values": ["big", "small"]},
        "rounding": {"value": "down", "decided": "profile", "built": True, "values": ["none", "down"]},
        "colour": {"value": "brown", "decided": "default", "built": False, "values": ["brown"]},
    }


@pytest.mark.parametrize(
    ("choose", "pointer"),
    [
        (lambda admin: admin.world().profile("parcels").choose("scale2"), "/profile"),
        (lambda admin: admin.worlds.create(profile={"parcels": "scale2"}), "/profile/parcels"),
        (lambda admin: admin.worlds.create(profile={"nobody": "scale-2"}), "/profile/nobody"),
    ],
)
def test_an_unknown_profile_is_refused_with_those_there_are(plain: Scale, choose: Any, pointer: str) -> None:
    with pytest.raises(ControlError) as refusal:
        choose(plain.admin)
    assert (refusal.value.status, refusal.value.violations[0][0]) == (404, pointer)
    assert "nobody" in pointer or refusal.value.detail.endswith(
        "parcels has no profile 'scale2'; there are scale-2, scale-1; did you mean scale-2?"
    )


MISTAKES = {
    "a reading": ("unit: small", "units: small", "/profiles/0/readings/units: 'units' is no reading; parcels has rounding, unit; did you mean unit?"),
    "a value": ("unit: small", "unit: tiny", "/profiles/0/readings/unit: 'tiny' is no value of 'unit'; it has big, small"),
    "a recorded reading": ("unit: small", "colour: red", "/profiles/0/readings/colour: 'colour' is recorded, but not built; *"),
    "a switch": ("depot: north", "depots: north", "/profiles/0/switches/depots: there is no switch of parcels 'depots' (did you mean 'depot'?); there are depot"),
    "a switch's value": ("depot: north", "depot: 5", "/profiles/0/switches/depot: must be a string"),
    "two of one name": ("scale-1", "scale-2", "/profiles/1: 'scale-2' is given twice, first at /profiles/0"),
    "a name": ("scale-1", "scale 1", "/profiles/1/profile: 'scale 1' is no name: *"),
    "a member": ("source:", "seen:", "/profiles/0/seen: is not one of profile, about, source, readings, switches"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_profile_that_names_what_does_not_exist_stops_the_start(tmp_path: Path, mistake: str) -> None:
    old, new, what = MISTAKES[mistake]
    file = scales(tmp_path) / "specs" / "parcels" / "profiles.yaml"
    file.write_text(PROFILES.replace(old, new, 1))
    line = refusal("--own", str(tmp_path))
    assert re.fullmatch(f"mockserver: {re.escape(f'{file}: {what}')}".replace(r"\*", ".*"), line), line


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("parcels=scale2", ("parcels=scale2: parcels has no profile 'scale2'; there are scale-2, scale-1; did you mean scale-2?")),
        ("nobody=scale-2", "nobody=…: served are parcels"),
        ("scale-2", "scale-2: VENDOR=NAME is expected, such as grafana=public-openapi"),
        ("checkcentral=x", "checkcentral=…: served are parcels"),
    ],
)  # fmt: skip
def test_a_profile_that_there_is_not_is_refused_at_start(own: Path, given: str, what: str) -> None:
    assert refusal("parcels", "--own", str(own), "--profile", given) == f"mockserver: --profile {what}"


def refusal(*arguments: str) -> str:
    """What a server says that does not start."""
    ended = subprocess.run(
        [sys.executable, "-m", "mockserver", "serve", "--port", "0", *arguments],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    return ended.stderr.strip()


def test_the_environment_and_the_settings_file_choose_it(own: Path, tmp_path: Path) -> None:
    (tmp_path / "mockserver.toml").write_text('profile = ["parcels=scale-1"]\n')
    for environ, found in (({}, "scale-1"), ({"MOCKSRV_PROFILE": "parcels=scale-2"}, "scale-2")):
        line = greeting(own, cwd=tmp_path, environ=environ)
        assert f"  chosen: profile {found}\n" in line


def greeting(own: Path, *arguments: str, cwd: Path, environ: dict[str, str]) -> str:
    """What `serve` prints until it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mockserver", "serve", "parcels", "--port", "0", "--own", str(own), *arguments],
        cwd=cwd, env={**os.environ, **environ}, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    lines = []
    with process.stdout:
        for line in process.stdout:
            lines.append(line)
            if "/__admin/health" in line:
                break
    process.terminate()
    assert process.wait(10) == 0
    return "".join(lines)


def test_the_greeting_shows_what_was_chosen(own: Path, tmp_path: Path) -> None:
    words = ("--profile", "parcels=scale-2", "--reading", "parcels.rounding=none")
    shown = greeting(own, *words, cwd=tmp_path, environ={})
    assert "  chosen: profile scale-2; readings rounding=none\n" in shown


def test_explain_and_routes_speak_of_the_profile(own: Path) -> None:
    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "mockserver", *arguments, "--own", str(own), "--profile", "parcels=scale-2"]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout

    assert "maximum 5000" in said("explain", "parcels", "sendParcel", "weight")
    assert "scale-1: unit=big\n" in said("explain", "parcels")
    assert "sendParcel" in said("routes", "parcels")


def test_check_looks_at_the_document_that_a_profile_makes(tmp_path: Path) -> None:
    folder = scales(tmp_path) / "specs" / "parcels"
    assert documents.check(folder) == []
    file = folder / "readings" / "unit=small.yaml"
    file.write_text(OVERLAY.format("$.components.schemas.Parcel.properties.weight[?@ == 7]\n    remove: true"))
    (finding, *_) = (each for each in documents.check(folder) if each.check == "readings")
    assert finding.file == file
    (folder / "profiles.yaml").write_text(PROFILES.replace("unit: small", "unit: tiny"))
    (finding,) = (each for each in documents.check(folder) if each.check == "profiles")
    assert (finding.file, finding.pointer) == (folder / "profiles.yaml", "/profiles/0/readings/unit")


def test_a_test_chooses_a_profile(own: Path) -> None:
    scale = Scale(own)
    mock = MockWorld(scale.admin, "default").vendor("parcels")
    mock.profile("scale-2")
    assert scale.behaviour() == "small down north"


MARKED = """
import httpx, pytest

@pytest.mark.mockserver(profile={"parcels": "scale-2"})
def test_the_second_scale(mock_parcels):
    assert httpx.get(f"{mock_parcels.url}/parcels", headers=mock_parcels.headers).json()[0]["id"] == "small down north"

@pytest.mark.mockserver(profile={"parcels": "scale-3"})
def test_an_unknown_scale(mock_parcels): ...
"""


def test_a_marker_chooses_a_profile(suite: Suite) -> None:
    scales(suite.path / "mine")
    suite.write("[pytest]\nmockserver_own = mine\n", "pytest.ini")
    suite.write(MARKED)
    result = suite.run("-rN")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "@pytest.mark.mockserver: /profile/parcels: parcels has no profile 'scale-3'; there are scale-2, scale-1; did you mean scale-2?"
        ]
    )
