"""`mockserver explain`: who says so, printed; the explaining itself is elsewhere."""

from __future__ import annotations

import argparse
import json

from mockserver.commands import GOOD
from mockserver.settings import BadSetting, Settings


def explain(given: argparse.Namespace, settings: Settings) -> int:
    """Say what the document says, who states it, how well, and what is contradictory.

    Without an operation, the whole vendor; with one, its parameters, members and statuses; with a field, its constraints.
    Under the profile and the readings that the settings choose for it.
    """
    from mockserver import explained
    from mockserver.engine.discovery import present
    from mockserver.evidence import explanation, vendor_spec
    from mockserver.serving.choices import chosen_at_start

    if given.vendor not in present(settings.own):
        raise BadSetting(f"vendor {given.vendor!r}: present are {', '.join(present(settings.own))}")
    try:
        spec = vendor_spec.load(settings.specs_of(given.vendor))
        chosen = chosen_at_start(spec, settings)
        readings = spec.readings(chosen.profile, chosen.readings)
        found = explanation.explain(spec, given.operation, given.field, spec.key(readings))
    except explanation.Unknown as error:
        raise BadSetting(str(error)) from None
    print(json.dumps(found, ensure_ascii=False, indent=2) if given.json else "\n".join(explained.lines(found)))
    return GOOD
