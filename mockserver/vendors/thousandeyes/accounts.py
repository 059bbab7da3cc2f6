"""ThousandEyes' users and account groups: who calls, which group a request is about, what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from mockserver.engine.actions import Records
from mockserver.engine.call import Arrival, Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.thousandeyes import times
from mockserver.vendors.thousandeyes.records import ACCOUNT_GROUPS, USERS

AID_TYPES: Mapping[str, Callable[[int], int | str]] = {"integer": int, "ga": str}
"""The reading `aid-type`: how the list writes the id of an account group."""


@carries_out("token-acts-for-user")
def user(call: Call) -> Record:
    """The user that the caller's token belongs to; a token of nobody known is in the first account group."""
    subject = call.caller.subject
    number = int(subject) if subject.isdecimal() and len(subject) < 19 else 0
    first = next(iter(call.store.collection(ACCOUNT_GROUPS.name).keys()), 1)
    stranger = {"userId": number, "email": "", "aid": first, "accountGroups": [first]}
    return call.store.collection(USERS.name).get(number) or stranger


@carries_out("login-account-group")
def group(call: Call) -> int:
    """The account group that the request is about: the one it names, or the caller's login group."""
    aid: int = call.query.get("aid", user(call)["aid"])
    return aid


def refuse_unknown(call: Call) -> None:
    """Refuse an `aid` that is no account group.

    Raises:
        Problem: `invalid-account-group`.
    """
    if "aid" in call.query and call.query["aid"] not in call.store.collection(ACCOUNT_GROUPS.name):
        raise Problem(
            "invalid-account-group", violations=(Violation("query.aid", "is no account group of this world"),)
        )


def refuse_foreign(call: Call) -> None:
    """Refuse an account group that the caller is not assigned to.

    Raises:
        Problem: `foreign-account-group`.
    """
    aid = group(call)
    if aid not in user(call)["accountGroups"]:
        raise Problem(
            "foreign-account-group", violations=(Violation("query.aid", "is a group without the caller"),), aid=aid
        )


def named(call: Arrival) -> str:
    """The text of `aid` as it was sent."""
    return dict(parse_qsl(call.entry.query, keep_blank_values=True)).get("aid", "")


def within(call: Call, records: Records) -> Iterator[Record]:
    """The records of the account group that the request is about, in order."""
    aid = group(call)
    return (each for each in call.store.collection(records.name) if each["accountId"] == aid)


def list_visible(call: Call, records: Records) -> list[Record]:
    """The same for a list, which tells nothing of the others."""
    found = list(within(call, records))
    if len(found) < len(call.store.collection(records.name)):
        call.cite("other-account-groups-hidden")
    return found


def one(call: Call, records: Records, id: str) -> Record | None:
    """A record of that account group, or None."""
    found = call.store.collection(records.name).get(id)
    if found is not None and found["accountId"] != group(call):
        call.cite("other-account-groups-hidden")
        return None
    return found


@carries_out("current-account-group")
def list_account_groups(call: Call) -> Any:
    """The caller's account groups, with the one of the request and the one of the login marked."""
    caller, current, written = user(call), group(call), AID_TYPES[call.reading("aid-type")]
    return {
        "accountGroups": [
            {
                **each,
                "aid": written(each["aid"]),
                "current": int(each["aid"] == current),
                "default": int(each["aid"] == caller["aid"]),
            }
            for each in call.store.collection(ACCOUNT_GROUPS.name)
            if each["aid"] in caller["accountGroups"]
        ]
    }


@carries_out("status-open", "status-ignores-credentials", "status-clock")
def get_status(call: Call) -> Any:
    """The world's time in milliseconds; anybody may ask."""
    return {"timestamp": times.now(call, times.MILLISECOND)}
