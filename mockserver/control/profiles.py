"""The profile under which a vendor behaves in a world: read, choose, back to the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.control.control_call import ControlCall, ControlledVendor, misfit
from mockserver.control.readings import settle
from mockserver.engine import choices
from mockserver.engine.call import NOTHING
from mockserver.engine.misfits import Unknown
from mockserver.evidence.profiles import Profile
from mockserver.state.choices import Choices


def summary(profile: Profile) -> dict[str, Any]:
    """A profile as its file has it."""
    return {
        "name": profile.name,
        "about": profile.about,
        "source": profile.source,
        "readings": dict(profile.readings),
        "switches": dict(profile.switches),
    }


def view(served: ControlledVendor, chosen: Choices) -> dict[str, Any]:
    """Which profile holds, what was chosen otherwise beside it, and which there are."""
    return {
        "profile": chosen.profile or None,
        "deviations": choices.deviations(served.spec, chosen),
        "profiles": [summary(each) for each in served.spec.profiles.values()],
    }


def choose(served: ControlledVendor, chosen: Choices, name: str | None, *place: str | int) -> Choices:
    """Choices with another profile; null for none.

    Raises:
        Problem: 404 for a profile that there is not, with its place in the body.
    """
    try:
        served.spec.profile(name or "")
    except ValueError as error:
        raise misfit(Unknown("", str(error)), *place) from None
    return replace(chosen, profile=name or "")


def read_profile(call: ControlCall) -> Any:
    """The profile of a vendor in this world."""
    return view(call.served, call.vendor_state.choices)


def choose_profile(call: ControlCall) -> Any:
    """Let the vendor behave as a profile does; what was chosen by itself stays."""
    served, state = call.served, call.vendor_state
    settle(served, state, choose(served, state.choices, call.body["profile"], "profile"))
    return view(served, state.choices)


def reset_profile(call: ControlCall) -> Any:
    """The profile with which the world began."""
    state = call.vendor_state
    settle(call.served, state, replace(state.choices, profile=call.origin.choices.profile))
    return NOTHING


ACTIONS = {"readProfile": read_profile, "chooseProfile": choose_profile, "resetProfile": reset_profile}
