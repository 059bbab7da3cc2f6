"""The clock of a world: read, set, freeze, advance, let run, back to the start."""

from __future__ import annotations

from typing import Any

from mockserver.control.scene import Scene, conflict
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


def read_clock(scene: Scene) -> Any:
    """What time it is."""
    return view(scene.world.clock)


def set_clock(scene: Scene) -> Any:
    """Frozen at an instant or where it is; or running from an instant, or with the machine."""
    clock = scene.world.clock
    at = instant(scene.body["at"], "at") if "at" in scene.body else None
    if scene.body["mode"] == "frozen":
        return _changed(scene, clock.freeze(at))
    return _changed(scene, Clock() if at is None else Clock().set(at))


def freeze_clock(scene: Scene) -> Any:
    """Stop it, at an instant or where it is."""
    at = instant(scene.body["at"], "at") if "at" in scene.body else None
    return _changed(scene, scene.world.clock.freeze(at))


def run_clock(scene: Scene) -> Any:
    """Let it go on from where it is."""
    return _changed(scene, scene.world.clock.run())


def advance_clock(scene: Scene) -> Any:
    """Move it, forwards or back."""
    try:
        return _changed(scene, scene.world.clock.advance(scene.body["seconds"]))
    except ValueError as error:
        raise conflict(str(error), "seconds") from None


def reset_clock(scene: Scene) -> Any:
    """The clock that the world began with: the machine's, unless it was made otherwise."""
    scene.world.clock = scene.world.origin.clock
    return NOTHING


def _changed(scene: Scene, clock: Clock) -> Any:
    scene.world.clock = clock
    return view(clock)


ACTIONS = {
    "readClock": read_clock,
    "setClock": set_clock,
    "resetClock": reset_clock,
    "freezeClock": freeze_clock,
    "runClock": run_clock,
    "advanceClock": advance_clock,
}
