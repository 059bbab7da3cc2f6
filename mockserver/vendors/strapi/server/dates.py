"""The dates that Strapi takes, ISO 8601 as date-fns reads it or milliseconds, as milliseconds since 1970; knows no field.

What is read is date-fns' own choice of ISO 8601 (centuries, parts of hours, any offset), which no library for Python shares.
"""

from __future__ import annotations

import math
import re
from typing import Any

from mockserver.vendors.strapi.server import javascript

HOUR, MINUTE, DAY = 3_600_000, 60_000, 86_400_000
LATEST = 8_640_000_000_000_000
"""The last millisecond that a date of JavaScript can hold, and the first with a minus sign."""

YEAR = re.compile(r"(\d{4}|[+-]\d{6})|(\d{2}|[+-]\d{4})$", re.ASCII)
REST = re.compile(r"-?(?:(?P<ordinal>\d{3})|(?P<month>\d{2})(?:-?(?P<day>\d{2}))?|W(?P<week>\d{2})(?:-?(?P<weekday>\d))?|)\Z", re.ASCII)  # fmt: skip
UNIT = r"(\d{2}(?:[.,]\d*)?)"
TIME = re.compile(rf"{UNIT}(?::?{UNIT})?(?::?{UNIT})?\Z", re.ASCII)
OFFSET = re.compile(r"([+-])(\d{2})(?::?(\d{2}))?\Z", re.ASCII)
ZONE = re.compile(r"[Z+-][^\n]*\Z")
EPOCH = re.compile(rf"-?[0-9]+[{javascript.SPACE}]*\Z")
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def instant(value: Any) -> int | None:
    """The milliseconds since 1970 of a date; None where it is none that the server takes."""
    read = iso(value) if isinstance(value, str) else None
    if read is None and value is not None:
        text = javascript.text(value)
        read = reachable(int(text)) if len(text) < 40 and EPOCH.match(text) else None
    return read


def reachable(milliseconds: int) -> int | None:
    """The same, where a date of JavaScript can hold it."""
    return milliseconds if abs(milliseconds) <= LATEST else None


def iso(text: str) -> int | None:
    """The milliseconds of an ISO 8601 text; without an offset it is UTC."""
    date, time, zone = parts(text)
    day = day_of(date)
    clock = time_of(time) if time else 0
    offset = offset_of(zone)
    if day is None or clock is None or offset is None:
        return None
    return reachable(day * DAY + clock + offset)


def parts(text: str) -> tuple[str, str, str]:
    """A text split into date, time and offset; what cannot be split has no date."""
    pieces = re.split("[T ]", text)
    if len(pieces) > 2 or ":" in pieces[0]:
        return "", "", ""
    date, time = pieces[0], pieces[1] if len(pieces) == 2 else ""
    if re.search("[Zz]", date):
        date = re.split("[Zz ]", text)[0]
        time = text[len(date) :]
    zone = ZONE.search(time)
    return (date, time.replace(zone[0], "", 1), zone[0]) if zone else (date, time, "")


def day_of(text: str) -> int | None:
    """The days since 1970 of a date."""
    year = YEAR.match(text)
    rest = REST.match(text[year.end() :]) if year else None
    if year is None or rest is None:
        return None
    number = int(year[1]) if year[1] else int(year[2]) * 100
    given = {name: int(value) for name, value in rest.groupdict().items() if value is not None}
    if "week" in given:
        return _of_week(number, given["week"], given.get("weekday", 1))
    month, day, ordinal = given.get("month", 1), given.get("day", 1), given.get("ordinal", 1)
    if not (1 <= month <= 12 and 1 <= day <= length(number, month) and 1 <= ordinal <= 365 + leap(number)):
        return None
    return days(number, month, 1) + max(ordinal, day) - 1


def _of_week(year: int, week: int, weekday: int) -> int | None:
    """The days since 1970 of a day of an ISO week."""
    fourth = days(year, 1, 4)
    monday = fourth - (fourth + 3) % 7
    return monday + (week - 1) * 7 + weekday - 1 if 1 <= week <= 53 and 1 <= weekday <= 7 else None


def time_of(text: str) -> int | None:
    """The milliseconds of a time of day; every part of it may be a fraction."""
    match = TIME.match(text)
    if match is None:
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
    fits = minutes == seconds == 0 if hours == 24 else hours < 25 and minutes < 60 and seconds < 60
    return math.trunc(hours * HOUR + minutes * MINUTE + seconds * 1000) if fits else None


def offset_of(text: str) -> int | None:
    """The milliseconds to add for an offset; one that is none counts as UTC."""
    match = OFFSET.match(text)
    if match is None:
        return 0
    hours, minutes = int(match[2]), int(match[3] or 0)
    return (-1 if match[1] == "+" else 1) * (hours * HOUR + minutes * MINUTE) if minutes <= 59 else None


def leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def length(year: int, month: int) -> int:
    """The days of a month."""
    return LENGTHS[month - 1] + (month == 2 and leap(year))


def days(year: int, month: int, day: int) -> int:
    """The days from 1970 to a date, in years before 1 and after 9999 too."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + sum(length(year, each) for each in range(1, month)) + day - 719_163  # fmt: skip


def to_json(text: str | None) -> str | None:
    """A stored instant as it is answered; what is none stays as it is."""
    at = instant(text)
    return text if at is None else printed(at)


def printed(milliseconds: int) -> str:
    """An instant as JavaScript prints it: UTC, always with milliseconds; more than four digits of a year have a sign."""
    day, clock = divmod(milliseconds, DAY)
    year = 1970 + int(day / 365.2425)
    year += (day >= days(year + 1, 1, 1)) - (day < days(year, 1, 1))
    left, month = day - days(year, 1, 1), 1
    while left >= length(year, month):
        left, month = left - length(year, month), month + 1
    written = f"{year:04d}" if 0 <= year <= 9999 else f"{year:+07d}"
    hours, minutes, seconds, rest = clock // HOUR, clock // MINUTE % 60, clock // 1000 % 60, clock % 1000
    return f"{written}-{month:02d}-{left + 1:02d}T{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:03d}Z"
