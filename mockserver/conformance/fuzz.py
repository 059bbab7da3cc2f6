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
from mockserver.conformance.exemptions import Exemption, Values
from mockserver.conformance.fuzz_settings import Auth, config, toml
from mockserver.conformance.runs import Run, read
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target

PHASES = ("examples", "coverage", "fuzzing", "stateful")
PACKAGE = Path(__file__).parents[2]
DOCUMENT, SETTINGS = "document.json", "schemathesis.toml"
"""What a run is given, as files in a folder of its own."""
REPORT, EVENTS = "run.json", "events.ndjson"
"""What a run leaves there."""
TICK = 0.5
"""Seconds between two looks at a run."""


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
        report, events = place / REPORT, place / EVENTS
        (place / DOCUMENT).write_text(json.dumps(document), encoding="utf-8")
        settings = {**config(document, auth, exemptions, fixed or {}), **(more or {})}
        (place / SETTINGS).write_text(toml(settings), encoding="utf-8")
        command = _command(url, seed, max_examples)
        code, output = _followed(command, place, time_limit, lambda: tell and tell(_scenarios(events)))
        if code not in (0, 1) or not report.is_file() or not events.is_file():
            raise CannotFuzz(output)
        return read(document, json.loads(report.read_text(encoding="utf-8")), events, seed, output)


def _command(url: str, seed: int, max_examples: int) -> list[str]:
    """What runs schemathesis in the folder that has its files."""
    return [
        sys.executable, "-m", "schemathesis.cli", "--config-file", SETTINGS, "run", DOCUMENT,
        "--url", url, "--phases", ",".join(PHASES), "--workers", "1",
        "--seed", str(seed), "--max-examples", str(max_examples),
        "--report", "json,ndjson", "--report-json-path", REPORT, "--report-ndjson-path", EVENTS,
    ]  # fmt: skip


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
