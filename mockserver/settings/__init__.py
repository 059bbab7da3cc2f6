"""One frozen Settings, how its values are read, and where they come from; the only room that the environment decides anything in."""

from mockserver.settings.places import BadSetting, cache_folder, data_folder
from mockserver.settings.sources import (
    FILE,
    PREFIX,
    as_text,
    chosen,
    flag_of,
    from_options,
    load,
    unknown_variables,
    wants_colours,
)
from mockserver.settings.table import Settings, fixture_among

__all__ = [
    "FILE",
    "PREFIX",
    "BadSetting",
    "Settings",
    "as_text",
    "cache_folder",
    "chosen",
    "data_folder",
    "fixture_among",
    "flag_of",
    "from_options",
    "load",
    "unknown_variables",
    "wants_colours",
]
