"""A vendor of the user's own whose tables name what does not exist is refused at start, in one line that says where and what."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import own_vendor
import pytest

import mockserver

IMPORTS = """
from mockserver.engine.access import Permission
from mockserver.engine.call import Answer
from mockserver.engine.problems import ErrorResponse, Errors, Problem
from mockserver.engine.vendor import Dialect, carries_out
from mockserver.state.quotas import Quota
"""

MISTAKES = {
    "a permission": ("access=Access(permissions={'getParcel': Permission('read')}),",
                     (r"access\.permissions\['getParcel'\]: there is no operation 'getParcel' \(did you mean 'getParcels'\?\); "
                     r"there are getParcels, sendParcel")),
    "an override": ("overrides={'weighParcel': list},", (r"overrides\['weighParcel'\]: there is no operation 'weighParcel'.*; "
                    r"there are getParcels, sendParcel")),
    "a scope": ("access=Access(permissions={'getParcels': Permission('read', ('parcels:id:{id}',))}),",
                r"access\.permissions\['getParcels'\]: the scope 'parcels:id:\{id\}' names 'id', which the path /parcels does not have"),
    "a reading": ("errors=Errors(alternatives={'colour': {'red': {}}}),",
                  r"errors\.alternatives\['colour'\]: 'colour' is no reading; parcels has weights"),
    "a reading's value": ("errors=Errors(alternatives={'weights': {'heavy': {}}}),",
                          r"errors\.alternatives\['weights'\]: 'heavy' is no value of 'weights'; it has light, none"),
    "a reading for pages of other origins": ("dialect=Dialect(own_cors={'colour': 'red'}),",
                                             r"dialect\.own_cors\['colour'\]: 'colour' is no reading; parcels has weights"),
    "an operation's error": ("errors=Errors({('not-found', 'sendParcels'): ErrorResponse(404, {'message': 'no'})}),",
                             (r"errors\.table\[\('not-found', 'sendParcels'\)\]: there is no operation 'sendParcels' \(did you mean "
                             r"'sendParcel'\?\)")),
    "a kind of the engine's": ("errors=Errors({'not-foud': ErrorResponse(404, {'message': 'no'})}),",
                               (r"errors\.table\['not-foud'\]: nothing raises or chooses the kind 'not-foud' \(did you mean 'not-found'\?\); "
                               r"there are unknown-path, .*internal")),
    "a kind of its own": ("check=light, errors=Errors({'haevy': ErrorResponse(400, {'message': 'no'})}),",
                          r"errors\.table\['haevy'\]: nothing raises or chooses the kind 'haevy'"),
    "a kind under a reading": ("errors=Errors(alternatives={'weights': {'none': {'frobidden': ErrorResponse(403, {'message': 'no'})}}}),",
                               r"errors\.alternatives\['weights'\]\['none'\]\['frobidden'\]: nothing raises or chooses"),
    "a quota": ("access=Access(quotas=lambda switches: {'getParcel': Quota('calls', 1, 60)}),",
                r"access\.quotas\['getParcel'\]: there is no operation 'getParcel' \(did you mean 'getParcels'\?\)"),
    "a behaviour relied on": ("relies_on=('parcels-fly',),",
                              (r"relies_on: names the behaviour 'parcels-fly', which .*/evidence\.yaml does not state; "
                              r"did you mean 'parcels-flies'\?")),
    "an error's behaviour": ("errors=Errors({'not-found': ErrorResponse(404, {'message': 'no'}, ('rain',))}),",
                             r"errors\.table\['not-found'\]: names the behaviour 'rain', which .* does not state; it states 1 others"),
    "a function's behaviour": ("check=rainy,", r"parcels\.rainy\(\): names the behaviour 'rain'"),
}  # fmt: skip
FUNCTIONS = """
def light(call):
    if call.body and call.body["weight"] > 1:
        raise Problem("heavy", "too heavy", status=400)


"""
RAINY = '''
@carries_out("rain")
def rainy(call):
    """Nothing."""


'''
READING = """\
readings:
  - {id: weights, about: What is weighed., default: light, label: assumed, built: true, alternatives: {none: Nothing is.}}
"""
BEHAVIOUR = "          - {behaviour: parcels-flies, states: Parcels have flies.}\n          - {schema: Refusal"
OVERLAY = """\
overlay: 1.0.0
info: {title: Weights, version: '1'}
actions:
  - target: $.paths
    update:
      /weights:
        get:
          operationId: getWeights
          summary: List the weights
          responses: {'200': {description: All.}}
"""


def vendor(folder: Path, table: str, functions: str = FUNCTIONS) -> Path:
    """A vendor with one more table, and with a reading and a behaviour that a table may name."""
    own_vendor.write(folder)
    module, evidence = folder / "vendors" / "parcels.py", folder / "specs" / "parcels" / "evidence.yaml"
    text = module.read_text().replace("\nVENDOR", IMPORTS + functions + "VENDOR", 1)
    for member in ("access", "errors"):
        if re.search(rf"\b{member}=", table):
            text = re.sub(rf"    {member}=.*\n", "", text)
    module.write_text(text.replace('name="parcels",', f'name="parcels",\n    {table}'))
    stated = evidence.read_text().replace("          - {schema: Refusal", BEHAVIOUR, 1)
    evidence.write_text(stated.replace("exchanges:\n", READING + "exchanges:\n", 1))
    return folder


def refusal(command: str, folder: Path) -> str:
    """What a server says that does not start."""
    ended = subprocess.run(
        [sys.executable, "-m", "mockserver", command, "--own", str(folder), *(["--port", "0"] if command == "serve" else ())],
        capture_output=True, text=True, timeout=30, check=False, cwd=folder,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    (line,) = ended.stderr.splitlines()
    return line


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_does_not_exist_stops_the_start(tmp_path: Path, mistake: str) -> None:
    table, what = MISTAKES[mistake]
    line = refusal("serve", vendor(tmp_path, table, FUNCTIONS + RAINY if "rainy" in table else FUNCTIONS))
    assert re.fullmatch(rf"mockserver: {re.escape(str(tmp_path))}/vendors/parcels\.py: {what}.*", line), line


def test_what_a_vendor_raises_and_chooses_itself_exists(tmp_path: Path) -> None:
    errors = """check=light, errors=Errors({
        "heavy": lambda problem, call: "heavy-parcel", "heavy-parcel": ErrorResponse(400, {"message": "no"}),
        ("not-found", "sendParcel"): ErrorResponse(404, {"message": "no"}),
    }),"""
    with mockserver.running("parcels", own=vendor(tmp_path, errors)) as server:
        answer = httpx.post(f"{server.url_of('parcels')}/parcels", headers=TOKEN, json={"id": "b", "weight": 2})
    assert (answer.status_code, answer.json()) == (400, {"message": "no"})


def test_an_operation_that_only_a_reading_has_may_stand_in_every_table(tmp_path: Path) -> None:
    table = (
        "access=Access((DOCUMENTED,), {'getWeights': Permission('read')}), overrides={'getWeights': lambda call: []},"
    )
    vendor(tmp_path, table)
    overlay = tmp_path / "specs" / "parcels" / "readings" / "weights=none.yaml"
    overlay.parent.mkdir()
    overlay.write_text(OVERLAY)
    with mockserver.running("parcels", own=tmp_path) as server:
        assert httpx.get(f"{server.url_of('parcels')}/parcels", headers=TOKEN).status_code == 200


TOKEN = {"Authorization": "Bearer parcel-token"}
CITING = {
    "an action": ("overrides={'getParcels': citing},", "def citing(call):\n    call.cite('rain')\n    return []\n\n\n"),
    "an error": (
        "errors=Errors({'not-found': ErrorResponse(404, citing)}), overrides={'getParcels': missing},",
        (
            "def citing(problem, call):\n    call.cite('rain')\n    return {}\n\n\n"
            "def missing(call):\n    raise Problem('not-found')\n\n\n"
        ),
    ),
}


@pytest.mark.parametrize("place", CITING)
def test_citing_an_unknown_behaviour_while_serving_is_an_error_of_ours(tmp_path: Path, place: str) -> None:
    with mockserver.running("parcels", own=vendor(tmp_path, *CITING[place])) as server:
        answer = httpx.get(f"{server.url_of('parcels')}/parcels", headers=TOKEN)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["type"] == "urn:mockserver:problem:unknown-behaviour"
    assert answer.json()["detail"] == "parcels cites 'rain', which its evidence does not state"


@pytest.mark.parametrize("only", ["documents", "exchanges", "statuses", "fuzz"])
def test_check_finds_what_cites_an_unknown_behaviour(tmp_path: Path, only: str) -> None:
    vendor(tmp_path, *CITING["an action"])
    ended = subprocess.run(
        [sys.executable, "-m", "mockserver", "check", "parcels", "--own", str(tmp_path), "--only", only, "--max-examples", "2"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stdout + ended.stderr
    at = r"parcels\.py:\d+: the behaviour 'rain' is not in evidence\.yaml"
    assert re.search(
        at if only == "documents" else "parcels cites 'rain', which its evidence does not state", ended.stdout
    )


def test_check_says_why_a_vendor_cannot_be_served(tmp_path: Path) -> None:
    line = check_line(vendor(tmp_path, MISTAKES["a permission"][0]))
    assert "there is no operation 'getParcel'" in line


def check_line(folder: Path) -> str:
    """What `check` says of a vendor that cannot be served."""
    ended = subprocess.run(
        [sys.executable, "-m", "mockserver", "check", "parcels", "--own", str(folder), "--only", "exchanges"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stdout + ended.stderr
    return ended.stdout
