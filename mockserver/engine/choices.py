"""What choices decide: the readings and switches that hold under a profile and beside it; knows no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.vendor import Vendor
from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.state.choices import Choices
from mockserver.state.world import VendorState


def settle(state: VendorState, vendor: Vendor, spec: VendorSpec, choices: Choices) -> VendorState:
    """Let a vendor behave in a world as is chosen; the same state, changed.

    Raises:
        ValueError: there is no such profile.
    """
    readings, profile = spec.readings(choices.profile, choices.readings), spec.profile(choices.profile)
    state.store.switches = {**vendor.usual_switches, **profile.switches, **choices.switches}
    state.readings, state.choices = readings, choices
    return state


def unusual(vendor: Vendor, switches: Mapping[str, Any]) -> dict[str, Any]:
    """Those switches that differ from the vendor's usual values: a fixture repeats the usual ones without choosing them."""
    usual = vendor.usual_switches
    return {name: value for name, value in switches.items() if value != usual[name]}


def decided_by(spec: VendorSpec, choices: Choices, reading: str) -> str:
    """Who decides a reading: `chosen` by itself, the `profile`, or nobody (`default`)."""
    if reading in choices.readings:
        return "chosen"
    return "profile" if reading in spec.profile(choices.profile).readings else "default"


def deviations(spec: VendorSpec, choices: Choices) -> dict[str, dict[str, Any]]:
    """Readings and switches that were chosen otherwise than the profile has them, with their values."""
    profile = spec.profile(choices.profile)
    pairs = {"readings": (profile.readings, choices.readings), "switches": (profile.switches, choices.switches)}
    return {
        kind: {name: chosen[name] for name in profiled if name in chosen and chosen[name] != profiled[name]}
        for kind, (profiled, chosen) in pairs.items()
    }
