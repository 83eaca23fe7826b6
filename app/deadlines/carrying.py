"""A calendar as plain JSON and back: for a process of its own that has no tables."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from app.deadlines.calendar import Calendar
from app.deadlines.layers import Entry, Hours, Kind, Layer, Week


def as_plain(calendar: Calendar) -> dict[str, Any]:
    """Plain data, as `of_plain` takes it. Names and laws of days stay behind: only counting is wanted there."""
    return {"years": dict(calendar.years), "layers": [_layer(one) for one in calendar.layers]}


def of_plain(data: Mapping[str, Any]) -> Calendar:
    """The calendar that `as_plain` wrote. Its version is 0."""
    years = {int(year): status for year, status in data["years"].items()}
    return Calendar(0, tuple(_read_layer(one) for one in data["layers"]), years)


def _layer(layer: Layer) -> dict[str, Any]:
    return {
        "unit": layer.unit_id,
        "days": {day.isoformat(): entry.kind.value for day, entry in layer.days.items()},
        "hours": [_hours(one) for one in layer.hours],
    }


def _hours(hours: Hours) -> dict[str, Any]:
    cut_off = hours.day_cut_off
    return {
        "from": hours.valid_from.isoformat(),
        "counting": _week(hours.counting),
        "receiving": _week(hours.receiving),
        "cut_off": cut_off.isoformat() if cut_off else None,
    }


def _week(week: Week) -> list[list[list[str]]]:
    return [[[opens.isoformat(), closes.isoformat()] for opens, closes in day] for day in week]


def _read_layer(data: Mapping[str, Any]) -> Layer:
    days = {date.fromisoformat(day): Entry(Kind(kind)) for day, kind in data["days"].items()}
    return Layer(data["unit"], days, tuple(_read_hours(one) for one in data["hours"]))


def _read_hours(data: Mapping[str, Any]) -> Hours:
    cut_off = time.fromisoformat(data["cut_off"]) if data["cut_off"] else None
    return Hours(date.fromisoformat(data["from"]), _read_week(data["counting"]), _read_week(data["receiving"]), cut_off)


def _read_week(data: Any) -> Week:
    return tuple(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in day) for day in data)
