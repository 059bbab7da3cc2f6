"""What the settings choose for a vendor at start: its profile and its readings; serves nothing."""

from __future__ import annotations

from mockserver.evidence.vendor_spec import VendorSpec
from mockserver.settings import BadSetting, Settings
from mockserver.state.choices import Choices


def chosen_at_start(spec: VendorSpec, settings: Settings) -> Choices:
    """The profile and the readings that the settings choose for a vendor.

    Raises:
        BadSetting: there are no such ones.
    """
    profile, readings = settings.profiles().get(spec.vendor, ""), {}
    try:
        spec.profile(profile)
    except ValueError as error:
        raise BadSetting(f"--profile {spec.vendor}={profile}: {error}") from None
    for name, id, value in settings.readings():
        if name == spec.vendor:
            try:
                spec.evidence.choose(id, value)
            except ValueError as error:
                raise BadSetting(f"--reading {name}.{id}={value}: {error}") from None
            readings[id] = value
    return Choices(profile, readings)
