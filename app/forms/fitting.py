"""What was typed into one form, in the shape of another: what fits stays, what does not is set aside with its words."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.forms.definition import Field, Lists
from app.forms.summary import value_words
from app.forms.values import CHECKERS, NO_LISTS, BadValue, Context, is_blank, options_of

Fields = tuple[Field, ...]
Aside = dict[str, Any]  # path, value, label and words (both by language); kept as JSON
_NESTED = frozenset({"group", "repeat"})


def fit(data: Mapping[str, Any], old: Fields, new: Fields, lists: Lists | None = None) -> tuple[Any, list[Aside]]:
    """The part of unfinished answers that another form still asks for, and what is set aside. `lists` names values of
    the old form's `options_from`. Whatever was faulty before may stay faulty: it was not finished."""
    fitting = _Fitting(lists)
    return fitting.level(data, old, new, ""), fitting.aside


def put_back(data: Mapping[str, Any], aside: list[Aside]) -> dict[str, Any]:
    """The answers with what had been set aside in its old places, where nothing else stands there by now."""
    whole = _copied(data)
    for one in aside:
        *way, last = one["path"].split(".")
        place: Any = whole
        for step in way:
            place = _inside(place, step)
        if isinstance(place, dict):
            place.setdefault(last, one["value"])
    return dict(whole)


class _Fitting:
    """One fitting; gathers what is set aside."""

    def __init__(self, lists: Lists | None) -> None:
        self.lists = lists
        self.aside: list[Aside] = []

    def level(self, data: Mapping[str, Any], old: Fields, new: Fields, prefix: str) -> dict[str, Any]:
        was, becomes = _by_name(old), _by_name(new)
        kept: dict[str, Any] = {}
        for name, value in data.items():
            before, after = was.get(name), becomes.get(name)
            if is_blank(value):
                kept |= {name: value} if after else {}
            elif after is not None and _nested(before, after, value):
                kept[name] = self.inside(before, after, value, f"{prefix}{name}.")
            elif after is not None and _fits(before, after, value):
                kept[name] = value
            else:
                self.aside.append(self.told(before, f"{prefix}{name}", value))
        return kept

    def inside(self, before: Field | None, after: Field, value: Any, prefix: str) -> Any:
        old = before.fields if before else ()
        if isinstance(value, Mapping):
            return self.level(value, old, after.fields, prefix)
        return [self.level(row, old, after.fields, f"{prefix}{place}.") for place, row in enumerate(value)]

    def told(self, field: Field | None, path: str, value: Any) -> Aside:
        label = dict(field.label) if field else {"vi": path, "en": path}
        words = {locale: self.words(field, value, locale) for locale in ("vi", "en")}
        return {"path": path, "value": value, "label": label, "words": words}

    def words(self, field: Field | None, value: Any, locale: str) -> str:
        if field is not None and field.kind not in _NESTED:
            return value_words(field, value, locale, self.lists)
        return ", ".join(str(one) for one in _leaves(value))


def _by_name(fields: Fields) -> dict[str, Field]:
    return {field.name: field for field in fields if field.kind != "note"}


def _nested(before: Field | None, after: Field, value: Any) -> bool:
    """Whether the answers inside can be looked at one by one."""
    if after.kind not in _NESTED or (before is not None and before.kind != after.kind):
        return False
    if after.kind == "group":
        return isinstance(value, Mapping)
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _fits(before: Field | None, after: Field, value: Any) -> bool:
    if after.kind in _NESTED:
        return False
    if after.options:
        known = {str(option.value) for option in options_of(after, None)}
        return all(str(one) in known for one in (value if isinstance(value, list) else [value]))
    if after.options_from or (before is not None and before.kind == after.kind):
        return before is None or before.options_from == after.options_from
    try:
        CHECKERS[after.kind](value, after, Context(NO_LISTS, None))
    except BadValue:
        return False
    return True


def _inside(place: Any, step: str) -> Any:
    if isinstance(place, dict):
        return place.get(step)
    return place[int(step)] if isinstance(place, list) and step.isdecimal() and int(step) < len(place) else None


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(one)
    elif not is_blank(value):
        yield value
