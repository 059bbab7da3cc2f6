"""What the settings choose for a vendor at start: its profile and its readings; serves nothing."""

from __future__ import annotations

from mockserver.evidence.vendor_spec import VendorSpec, choosing
from mockserver.settings import BadSetting, Settings
from mockserver.state.choices import Choices


def adopting(spec: VendorSpec, settings: Settings) -> VendorSpec:
    """A vendor with the profile that the settings choose for it, where that is a file of somebody's own.

    Raises:
        SourceError: the file cannot be used.
    """
    return choosing(spec, settings.profiles().get(spec.vendor, ""))[0]


def chosen_at_start(spec: VendorSpec, settings: Settings) -> Choices:
    """The profile and the readings that the settings choose for a vendor.

    Raises:
        BadSetting: there are no such ones.
    """
    profile, readings = settings.profiles().get(spec.vendor, ""), {}
    if spec.adopted is not None:
        profile = spec.adopted.profile.name
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
