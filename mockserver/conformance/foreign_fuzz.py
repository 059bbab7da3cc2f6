"""Fuzzes a server that is not ours, through the guard: schemathesis knocks at a door of ours and knows no secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.authorization import kind_of, schemes_of
from mockserver.conformance import exemptions, fuzz
from mockserver.conformance.asking.guard import SAFE
from mockserver.conformance.asking.passage import USER, StandIn, passage, stand_ins
from mockserver.conformance.asking.session import Session
from mockserver.conformance.fuzz_settings import Auth
from mockserver.conformance.judging.breach import Breach, merged
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.laws.exemptions import exempt
from mockserver.conformance.results import Point
from mockserver.conformance.runs import Failure, Run
from mockserver.openapi.operation import METHODS

JUDGED = ("status_code_conformance", "content_type_conformance", "response_headers_conformance", "response_schema_conformance")  # fmt: skip
"""Checks that every answer is held to anyhow, whoever asked for it."""
HOUSE_RULES = (
    "unsupported_method", "allow_header_conformance", "missing_required_header", "use_after_free", "ensure_resource_availability",
)  # fmt: skip
"""Checks of what a document of somebody else seldom says, and of what the laws of lifecycles ask better."""
SAYS: Mapping[str, str] = {
    "not_a_server_error": "whatever is sent, the server does not fail",
    "negative_data_rejection": "what the document does not allow is refused",
    "query_negative_rejection": "what the document does not allow is refused",
    "positive_data_acceptance": "what the document allows is not refused as invalid",
    "ignored_auth": "the document asks for a credential",
    "use_after_free": "what was deleted is gone",
    "ensure_resource_availability": "what was created is there",
    "unsupported_method": "a method that the path does not have is 405",
    "allow_header_conformance": "Allow names the methods that the path has",
    "missing_required_header": "a required header that is missing is refused",
}
"""What a document says where a check of schemathesis fails."""


def points(
    session: Session,
    *,
    seed: int,
    max_examples: int,
    time_limit: float | None,
    tell: Callable[[int], None] | None = None,
) -> tuple[tuple[Point, ...], int]:
    """Fuzz a server, and say of each property whether it holds.

    Args:
        session: the server, and how it may be asked.
        seed: the same seed sends the same requests.
        max_examples: requests per operation in the phase of chance.
        time_limit: seconds after which the run is given up.
        tell: is called now and then with the number of scenarios done.

    Returns:
        The properties, and how many requests were made.

    Raises:
        CannotFuzz: schemathesis did not run to its end.
    """
    promise, standing = session.promise, stand_ins(session)
    known = exemptions.load(promise.name, _beside(promise, exemptions.FILE)) if not promise.bare else ()
    fixed = exemptions.values(promise.name, _beside(promise, exemptions.VALUES_FILE)) if not promise.bare else {}
    before = len(session.breaches)
    with passage(session) as url:
        run = fuzz.fuzz(
            allowed(promise.document.raw, session.writes), url, auth=_auth(session, standing),
            exemptions=[each for each in known if each.holds(promise.profile) and _left(each, promise, session)],
            fixed=fixed, seed=seed, max_examples=max_examples, time_limit=time_limit, tell=tell, more=_settings(session),
        )  # fmt: skip
    failed = [_breach(session, each, standing, url) for each in run.failures]
    found = [each for each in failed if not exempt(promise, each)]
    judged = [each for each in session.breaches[before:] if each.kind == "broken" and not exempt(promise, each)]
    return (*_properties(run, found), *_judged(judged)), run.cases


def allowed(document: Mapping[str, Any], writes: bool) -> dict[str, Any]:
    """A document without the operations that may not be called, and without links to them."""
    if writes:
        return dict(document)
    paths = {
        path: {name: each for name, each in item.items() if name not in METHODS or name.upper() in SAFE}
        for path, item in document["paths"].items()
    }
    return {**document, "paths": {path: item for path, item in paths.items() if any(name in METHODS for name in item)}}


def _beside(promise: Promise, ours: Any) -> Any:
    theirs = promise.evidence.file.with_name(ours.name)
    return theirs if theirs.is_file() else ours


def _left(exemption: Any, promise: Promise, session: Session) -> bool:
    """Whether the operations that an exemption names are among those that are called."""
    methods = {id: method for id, method, _ in promise.document.frames()}
    return session.writes or all(methods.get(each, "GET") in SAFE for each in exemption.operations)


def _auth(session: Session, standing: list[StandIn]) -> Auth:
    """What schemathesis presents: stand-ins, which the door replaces."""
    found: dict[str, Mapping[str, str]] = {}
    for name, scheme in schemes_of(session.promise.document.raw).items():
        each = next((one for one in standing if one.caller.scheme == kind_of(scheme)), None)
        if each is not None:
            found[name] = {
                "bearer": {"bearer": each.secret},
                "basic": {"username": USER, "password": each.secret},
                "apiKey": {"api_key": each.secret},
            }[each.caller.scheme]
    return found


def _settings(session: Session) -> dict[str, Any]:
    """Settings for a server of which not everything is known: no check that is made anyhow, no warning that fails the run."""
    off = (
        *JUDGED,
        *(HOUSE_RULES if session.promise.bare else ()),
        *(() if session.writes else ("unsupported_method",)),
    )
    checks: dict[str, Any] = {name: {"enabled": False} for name in off}
    if session.promise.bare:
        checks["positive_data_acceptance"] = {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "405", "409", "410", "412", "415", "422", "429", "5xx"]}  # fmt: skip
    return {
        "checks": checks,
        "warnings": {"enabled": False},
        "phases": {"coverage": {"unexpected-methods": sorted({"PATCH", "TRACE"}) if session.writes else []}},
        "max-redirects": 0,
    }


def _breach(session: Session, failure: Failure, standing: list[StandIn], url: str) -> Breach:
    """A failed check as a breach; the door's address and the stand-ins do not show."""
    curl = failure.curl.replace(url, session.wire.base_url)
    for each in standing:
        shown = {value for value in each.headers.values() if value.startswith("Basic ")}
        variable = session.judge.masks.variables.get(each.caller.secret, "SECRET")
        for text in (*shown, each.secret):
            name = f"{variable}_BASIC" if text in shown else variable
            curl = curl.replace(text.removeprefix("Basic "), f"'\"${name}\"'")
    place = session.promise.places.get(failure.operation, "")
    says = SAYS.get(failure.check, failure.check.replace("_", " "))
    came = session.judge.masks.hide(failure.message)
    return Breach(failure.check, failure.operation, place, "", says, came, session.promise.sources(place), curl, cause=f"{failure.check} {failure.operation}")  # fmt: skip


def _properties(run: Run, found: list[Breach]) -> Iterator[Point]:
    """A point per property: an operation and a check."""
    broken = {(each.operation, each.law): each for each in found}
    for key in dict.fromkeys((*run.properties, *broken)):
        breach = broken.get(key)
        yield Point(
            "fuzz",
            " ".join(key),
            () if breach is None else (str(breach),),
            breaches=() if breach is None else (breach,),
        )


def _judged(broken: list[Breach]) -> Iterator[Point]:
    """What the answers broke that came while fuzzing."""
    for each in merged(broken):
        yield Point("fuzz", f"{each.operation} {each.law} {each.at}".strip(), (str(each),), breaches=(each,))
