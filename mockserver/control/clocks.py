"""The clock of a world: read, set, freeze, advance, let run, back to the start."""

from __future__ import annotations

from typing import Any

from mockserver.control.control_call import ControlCall, unfit
from mockserver.control.times import instant, text
from mockserver.engine.call import NOTHING
from mockserver.state.clock import Clock


def view(clock: Clock) -> dict[str, Any]:
    """A clock as the control plane shows it; the offset is how far it is ahead of the machine's, in seconds."""
    running = clock.frozen_at is None
    return {
        "mode": "real" if running else "frozen",
        "now": text(clock.now()),
        "offset": clock.offset.total_seconds() if running else None,
    }


def read_clock(call: ControlCall) -> Any:
    """What time it is."""
    return view(call.world.clock)


def set_clock(call: ControlCall) -> Any:
    """Frozen at an instant or where it is; or running from an instant, or with the machine."""
    clock = call.world.clock
    at = instant(call.body["at"], "at") if "at" in call.body else None
    if call.body["mode"] == "frozen":
        return _changed(call, clock.freeze(at))
    return _changed(call, Clock() if at is None else Clock().set(at))


def freeze_clock(call: ControlCall) -> Any:
    """Stop it, at an instant or where it is."""
    at = instant(call.body["at"], "at") if "at" in call.body else None
    return _changed(call, call.world.clock.freeze(at))


def run_clock(call: ControlCall) -> Any:
    """Let it go on from where it is."""
    return _changed(call, call.world.clock.run())


def advance_clock(call: ControlCall) -> Any:
    """Move it, forwards or back.

    Raises:
        Problem: 422 if the time would leave what a clock can show.
    """
    try:
        return _changed(call, call.world.clock.advance(call.body["seconds"]))
    except ValueError as error:
        raise unfit(str(error), "seconds") from None


def reset_clock(call: ControlCall) -> Any:
    """The clock that the world began with: the machine's, unless it was made otherwise."""
    call.world.clock = call.world.origin.clock
    return NOTHING


def _changed(call: ControlCall, clock: Clock) -> Any:
    call.world.clock = clock
    return view(clock)


ACTIONS = {
    "readClock": read_clock,
    "setClock": set_clock,
    "resetClock": reset_clock,
    "freezeClock": freeze_clock,
    "runClock": run_clock,
    "advanceClock": advance_clock,
}
