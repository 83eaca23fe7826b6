"""Answers in words: (label, value) lines for check pages, receipts and the officer's view of a dossier."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from app.core.days import day_words
from app.forms.definition import Field, Form, Lists, Text
from app.forms.values import options_of

_YES = {"vi": "Có", "en": "Yes"}
_NO = {"vi": "Không", "en": "No"}
_MONEY = {"vi": "đồng", "en": "VND"}


class Line(NamedTuple):
    """One answer: what was asked, what was said, and where (`children.0.birth_date`). A line without a value heads
    the lines of a group below it; `depth` says how far in it stands."""

    label: str
    value: str
    path: str
    depth: int = 0


class Part(NamedTuple):
    """The answers of one section; the title may be empty."""

    title: str
    lines: list[Line]


def summary(form: Form, data: Mapping[str, Any], locale: str = "vi", options: Lists | None = None) -> list[Line]:
    """All answers of a form in its order. What was not answered is left out. `options` names the values of
    `options_from`; without it they show as stored."""
    return [line for part in parts(form, data, locale, options) for line in part.lines]


def parts(form: Form, data: Mapping[str, Any], locale: str = "vi", options: Lists | None = None) -> list[Part]:
    """The same by section; sections without answers are left out."""
    words = _Words(locale, options)
    made = (
        Part(_said(section.title, locale) if section.title else "", words.level(section.fields, data, "", 0))
        for section in form.sections
    )
    return [part for part in made if part.lines]


def outcome_label(form: Form, outcome: str | None, locale: str = "vi") -> str:
    """The words of the button that was pressed; the value itself when the form no longer knows it."""
    for option in form.outcomes.options if form.outcomes else ():
        if option.value == outcome:
            return _said(option.label, locale)
    return outcome or ""


def value_words(field: Field, value: Any, locale: str = "vi", options: Lists | None = None) -> str:
    """One stored value as a person reads it."""
    return _Words(locale, options).value(field, value)


class _Words:
    """One telling, in one language."""

    def __init__(self, locale: str, lists: Lists | None) -> None:
        self.locale = locale
        self.lists = lists

    def level(self, fields: tuple[Field, ...], data: Mapping[str, Any], prefix: str, depth: int) -> list[Line]:
        lines: list[Line] = []
        for field in fields:
            value = data.get(field.name)
            if value is None or field.kind == "note":
                continue
            label, path = _said(field.label, self.locale), f"{prefix}{field.name}"
            if field.kind == "group" and isinstance(value, Mapping):
                inner = self.level(field.fields, value, f"{path}.", depth + 1)
                lines += [Line(label, "", path, depth), *inner] if inner else []
            elif field.kind == "repeat" and isinstance(value, list):
                for index, row in enumerate(value):
                    lines.append(Line(f"{label} {index + 1}", "", f"{path}.{index}", depth))
                    lines += self.level(field.fields, row, f"{path}.{index}.", depth + 1)
            else:
                lines.append(Line(label, self.value(field, value), path, depth))
        return lines

    def value(self, field: Field, value: Any) -> str:
        kind = field.kind
        if kind == "boolean":
            return (_YES if value else _NO)[self.locale]
        if kind in ("choice", "choices"):
            given = value if isinstance(value, list) else [value]
            return ", ".join(self.option(field, item) for item in given)
        if kind == "date":
            return self.date(str(value))
        if kind == "money" and isinstance(value, int):
            return f"{self.number(value)} {_MONEY[self.locale]}"
        if kind in ("integer", "number") and isinstance(value, int | float):
            return self.number(value) if abs(value) >= 10_000 or isinstance(value, float) else str(value)
        return str(value)

    def option(self, field: Field, value: Any) -> str:
        for option in options_of(field, self.lists):
            if option.value == value:
                return _said(option.label, self.locale)
        return str(value)

    def number(self, value: float) -> str:
        """1.500.000 and 72,5 in Vietnamese; 1,500,000 and 72.5 in English."""
        text = f"{value:,}"
        return text if self.locale == "en" else text.translate({ord(","): ".", ord("."): ","})

    def date(self, iso: str) -> str:
        """05/09/1990, or 5 Sep 1990 in English; what is no date stays as it is."""
        try:
            return day_words(date.fromisoformat(iso), self.locale)
        except ValueError:
            return iso


def _said(text: Text, locale: str) -> str:
    return text.get(locale) or text["vi"]
