"""Runs schemathesis over a vendor's document against a running server; knows no vendor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.authorization import kind_of, schemes_of
from mockserver.conformance import exemptions
from mockserver.conformance.exemptions import Exemption, Values, as_settings
from mockserver.conformance.runs import Run, labels, read
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target

PHASES = ("examples", "coverage", "fuzzing", "stateful")
PACKAGE = Path(__file__).parents[2]
TICK = 0.5
"""Seconds between two looks at a run."""
Auth = Mapping[str, Mapping[str, str]]
"""Security scheme to what schemathesis needs for it: `bearer`, `username` and `password`, or `api_key`."""


class CannotFuzz(Exception):
    """schemathesis did not run to its end; the text is its output."""


def fuzz_vendor(
    target: Target,
    subject: Subject,
    *,
    seed: int = 1,
    max_examples: int = 20,
    time_limit: float | None = None,
    tell: Callable[[int], None] | None = None,
) -> Run:
    """Run all checks in all phases over a vendor, under what is chosen, in a world of its own whose quotas nobody can spend.

    Raises:
        CannotFuzz: schemathesis did not run to its end.
        ControlError: the server does not make the world.
    """
    name = subject.vendor.name
    known = exemptions.load(name, own(subject, exemptions.FILE))
    with target.world(fixture(subject), chosen=subject.chosen) as world:
        world.raise_quotas(name)
        return fuzz(
            subject.document.raw, world.url(name), auth=auth(subject),
            exemptions=[each for each in known if each.holds(subject.profile)],
            fixed=exemptions.values(name, own(subject, exemptions.VALUES_FILE)),
            seed=seed, max_examples=max_examples, time_limit=time_limit, tell=tell,
        )  # fmt: skip


def own(subject: Subject, ours: Path) -> Path:
    """A file of ours about all vendors; or the one of that name in the vendor's folder, where a user's own vendor has it."""
    theirs = subject.spec.evidence.file.with_name(ours.name)
    return theirs if theirs.is_file() else ours


def fixture(subject: Subject) -> str:
    """The fixture from which most exchanges start by default: there the examples of the document find what they name."""
    started = Counter(each.fixture for each in subject.spec.evidence.exchanges if each.reading is None)
    return next((name for name, _ in started.most_common(1)), "documented")


def auth(subject: Subject) -> Auth:
    """For each security scheme the first caller who may do everything, the documented ones before those of the fixture."""
    known = [each for each in subject.callers(fixture(subject)).values() if each.powerful]
    found: dict[str, Mapping[str, str]] = {}
    for name, scheme in schemes_of(subject.document.raw).items():
        who = next((each for each in known if each.scheme == kind_of(scheme)), None)
        if who is not None:
            found[name] = {
                "bearer": {"bearer": who.secret},
                "basic": {"username": who.user, "password": who.secret},
                "apiKey": {"api_key": who.secret},
            }[who.scheme]
    return found


def fuzz(
    document: Mapping[str, Any],
    url: str,
    *,
    auth: Auth,
    exemptions: Collection[Exemption] = (),
    fixed: Values | None = None,
    seed: int = 1,
    max_examples: int = 20,
    time_limit: float | None = None,
    tell: Callable[[int], None] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Run:
    """Run all checks in all phases.

    Args:
        document: the OpenAPI document.
        url: the base address, without the paths of the document.
        auth: how to call, by security scheme.
        exemptions: what is known not to hold as it stands.
        fixed: parameter to the value that it always has.
        seed: the same seed sends the same requests; only the stateful phase ends a step earlier in some runs.
        max_examples: requests per operation in the phase of chance.
        time_limit: seconds after which the run is given up.
        tell: is called now and then with the number of scenarios done.
        more: further settings of schemathesis, or others than the usual ones.

    Raises:
        CannotFuzz: schemathesis did not run to its end.
    """
    with tempfile.TemporaryDirectory(prefix="mockserver-fuzz-") as folder:
        place = Path(folder)
        (place / "document.json").write_text(json.dumps(document), encoding="utf-8")
        (place / "schemathesis.toml").write_text(
            toml({**config(document, auth, exemptions, fixed or {}), **(more or {})}), encoding="utf-8"
        )
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "document.json",
            "--url", url, "--phases", ",".join(PHASES), "--workers", "1",
            "--seed", str(seed), "--max-examples", str(max_examples),
            "--report", "json,ndjson", "--report-json-path", "run.json", "--report-ndjson-path", "events.ndjson",
        ]  # fmt: skip
        report, events = place / "run.json", place / "events.ndjson"
        code, output = _followed(command, place, time_limit, lambda: tell and tell(_scenarios(events)))
        if code not in (0, 1) or not report.is_file() or not events.is_file():
            raise CannotFuzz(output)
        return read(document, json.loads(report.read_text(encoding="utf-8")), events, seed, output)


def _followed(
    command: Sequence[str], place: Path, time_limit: float | None, tick: Callable[[], object]
) -> tuple[int, str]:
    """Run a command to its end. Its exit code and output.

    Raises:
        CannotFuzz: the time limit came first.
    """
    with subprocess.Popen(
        command, cwd=place, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        waited = 0.0
        try:
            while time_limit is None or waited < time_limit:
                try:
                    output = process.communicate(timeout=TICK)[0]
                    return process.returncode, output
                except subprocess.TimeoutExpired:
                    waited += TICK
                    tick()
        finally:
            process.kill()
    raise CannotFuzz(f"not done after {time_limit:g} seconds")


def _scenarios(events: Path) -> int:
    """How many scenarios are written down as finished."""
    return events.read_bytes().count(b'{"ScenarioFinished"') if events.is_file() else 0


def environment() -> dict[str, str]:
    """The environment of the run: ours, with this package importable, and without anybody's settings of schemathesis."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCHEMATHESIS_")}
    paths = [str(PACKAGE), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONWARNINGS": "ignore"}


def config(document: Mapping[str, Any], auth: Auth, exemptions: Collection[Exemption], fixed: Values) -> dict[str, Any]:
    """The settings of schemathesis: nothing kept between runs, nothing silent, the exceptions and the values."""
    return {
        "continue-on-failure": True,
        "hooks": "mockserver.conformance.hooks",
        "cache": {"enabled": False},
        "generation": {"database": "none", "allow-x00": False},
        "output": {"sanitization": {"enabled": False}, "truncation": {"enabled": False}},
        "warnings": {"fail-on": True},
        "operations": as_settings(exemptions, labels(document).values()),
        "parameters": dict(fixed),
        **({"auth": {"openapi": auth}} if auth else {}),
    }


def toml(value: Any) -> str:
    """Write settings as TOML: a member per line, what is nested within its line."""
    return "".join(f"{json.dumps(name)} = {_inline(each)}\n" for name, each in value.items())


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(name)} = {_inline(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value)
