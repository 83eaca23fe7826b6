"""Reading a posted page into nested raw answers, for `app.forms.answers.check` or a draft."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from app.forms.definition import Field, Form
from app.web.forms.names import html_id

# What pages put beside the boxes of a form. Any other unknown name goes into the answers, where it is refused.
PAGE_NAMES = frozenset(
    ("csrf_token", "item", "next", "later", "send_code", "pay", "attach", "remove", "confirmation_code", "comment")
)
_ROW = re.compile(r"(0|[1-9][0-9]{0,3})(?:-.*)?", re.DOTALL)


def read_form(form: Form, posted: MultiDict[str, str], own: Collection[str] = PAGE_NAMES) -> dict[str, Any]:
    """The answers as posted, nested, unchecked.

    A pressed "add" or "remove" button (`_add` or `_remove` with the place as its value) is done here: the rows come
    back with one more or one fewer. Names in `own` and names that begin with `_` belong to the page.
    """
    reading = _Reading(posted)
    raw = reading.level(form.fields, "")
    if form.outcomes and form.outcomes.variable in posted:
        raw[form.outcomes.variable] = posted[form.outcomes.variable]
        reading.used.add(form.outcomes.variable)
    for name in posted:
        if name not in reading.used and name not in own and not name.startswith("_"):
            raw[name] = posted[name]
    return raw


def pressed_rows(posted: MultiDict[str, str]) -> str | None:
    """When the press only adds or removes a row: the id to show the page at again; else None."""
    for button in ("_add", "_remove"):
        place = posted.get(button, "")
        if re.fullmatch(r"[a-z0-9_-]{1,200}", place):
            return html_id(place if button == "_add" else re.sub(r"-[0-9]+$", "", place))
    return None


class _Reading:
    """One reading; `used` are the names that belong to boxes."""

    def __init__(self, posted: MultiDict[str, str]) -> None:
        self.posted = posted
        self.used: set[str] = set()
        self.add = posted.get("_add")
        self.remove = posted.get("_remove")

    def level(self, fields: Iterable[Field], prefix: str) -> dict[str, Any]:
        raw: dict[str, Any] = {}
        for field in fields:
            name = f"{prefix}{field.name}"
            if field.kind == "group":
                if inner := self.level(field.fields, f"{name}-"):
                    raw[field.name] = inner
            elif field.kind == "repeat":
                if rows := self.rows(field, name):
                    raw[field.name] = rows
            elif field.kind != "note" and name in self.posted:
                self.used.add(name)
                raw[field.name] = self.value(field, name)
        return raw

    def value(self, field: Field, name: str) -> Any:
        if field.kind == "choices":
            return [value for value in self.posted.getlist(name) if value]
        return self.posted[name]

    def rows(self, field: Field, name: str) -> list[dict[str, Any]]:
        numbers = sorted(self.numbers(f"{name}-"))[: 2 * field.max_items]
        rows = []
        for number in numbers:
            row = self.level(field.fields, f"{name}-{number}-")
            if self.remove != f"{name}-{number}":
                rows.append(row)
        if self.add == name and len(rows) < field.max_items:
            rows.append({})
        return rows

    def numbers(self, prefix: str) -> set[int]:
        found = set()
        for name in self.posted:
            if name.startswith(prefix) and (row := _ROW.fullmatch(name[len(prefix) :])):
                found.add(int(row[1]))
        return found
