"""Reading a form definition (`forms/*.json`) into frozen dataclasses, strictly.

A definition that passes is safe to render and to check against: known keys only, names unique at their level,
conditions point at fields of the same level and never in a circle, patterns are named ones.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.core.errors import N_, Invalid
from app.forms.patterns import PATTERNS

Text = Mapping[str, str]
Value = str | int | bool
Lists = Mapping[str, Sequence[tuple[str | int, str | Text]]]  # what `options_from` names: (value, label)

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
OUTCOME_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
RESERVED = frozenset({"csrf_token"})
LOCALES = ("vi", "en")
SCREENS = frozenset({"service", "components", "payment", "pay", "check", "supplement"})
SOURCES = frozenset({"units", "communes", "police_units", "officers", "components", "council", "flows", "delivery"})
ACCOUNT = frozenset({"full_name", "id_number", "id_kind", "phone", "email", "birth_date", "address"})
OUTCOME_KINDS = frozenset({"primary", "normal", "danger"})
MAX_ITEMS, MAX_DEPTH, MAX_FIELDS, MAX_TEXT = 50, 4, 300, 20_000
BIGGEST = 10**15

CHANNELS = frozenset({"ONLINE", "DESK", "POST"})  # ways by which a dossier comes in
_COMMON = frozenset({"name", "kind", "label", "help", "required", "when", "prefill", "variable", "channels"})
_OWN: dict[str, frozenset[str]] = {
    "text": frozenset({"max_length", "pattern"}),
    "textarea": frozenset({"max_length"}),
    "integer": frozenset({"min", "max"}),
    "money": frozenset({"min", "max"}),
    "number": frozenset({"min", "max"}),
    "date": frozenset({"not_before", "not_after"}),
    "time": frozenset(),
    "boolean": frozenset(),
    "choice": frozenset({"options", "options_from"}),
    "choices": frozenset({"options", "options_from"}),
    "id_number": frozenset(),
    "phone": frozenset(),
    "email": frozenset(),
    "person_name": frozenset({"max_length"}),
    "group": frozenset({"fields"}),
    "repeat": frozenset({"fields", "min_items", "max_items"}),
    "note": frozenset(),
}
KINDS = frozenset(_OWN)


def keys_of(kind: str) -> frozenset[str]:
    """What the definition of a field of this kind may say. Raises KeyError."""
    return _COMMON | _OWN[kind]


_LENGTHS = {"text": 200, "textarea": 2000, "person_name": 100}
_BOUND = re.compile(r"(?P<sign>[+-])(?P<count>[0-9]{1,3})(?P<unit>[dmy])")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `value` is what the answers store."""

    value: str | int
    label: Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to end a task: a button. `confirm` is asked once before it. A `loose` one asks for nothing and keeps
    only what is good: going back must not need a finished form."""

    value: str
    label: Text
    kind: str = "normal"
    confirm: Text | None = None
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The buttons of a form and the process variable that takes the one pressed."""

    variable: str
    options: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit of a date: a fixed day, or today moved by days, months or years."""

    fixed: date | None = None
    days: int = 0
    months: int = 0

    def on(self, today: date) -> date:
        """The limit as a calendar day, seen from `today`."""
        if self.fixed is not None:
            return self.fixed
        month = today.year * 12 + today.month - 1 + self.months
        year, index = divmod(month, 12)
        return _day_of(year, index + 1, today.day) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One question. What does not belong to its kind stays empty. `order` is `fields` with every field after those
    its condition names; lengths in characters. `channels`: asked only of dossiers that came by one of these; empty:
    of all."""

    name: str
    kind: str
    label: Text
    help: Text | None = None
    required: bool = False
    when: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    prefill: str | None = None
    variable: str | None = None
    max_length: int = 0
    pattern: str | None = None
    min: float | None = None
    max: float | None = None
    not_before: Bound | None = None
    not_after: Bound | None = None
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    fields: tuple["Field", ...] = ()
    order: tuple["Field", ...] = ()
    names: frozenset[str] = frozenset()
    min_items: int = 0
    max_items: int = 0
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    title: Text | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, eq=False)
class Form:
    """One task's form. Compared by identity, so that derived things are cached by it. `variables` are all process
    variables it may write; `options_wanted` the lists that its fields take their choices from; `shows` the earlier
    tasks whose answers stand above the form, for whoever has to judge them."""

    title: Text
    intro: Text | None
    sections: tuple[Section, ...]
    outcomes: Outcomes | None
    screen: str | None
    order: tuple[Field, ...]
    names: frozenset[str]
    variables: tuple[str, ...]
    options_wanted: frozenset[str]
    shows: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The top-level fields of all sections, as shown."""
        return tuple(field for section in self.sections for field in section.fields)

    def by_channel(self, channel: str) -> "Form":
        """The form as it asks a dossier that came by this channel; itself when that makes no difference. Its process
        variables stay: a gateway meets them unanswered, never missing."""
        left = {field for field in self.fields if not field.channels or channel in field.channels}
        if len(left) == len(self.fields):
            return self
        sections = (replace(one, fields=tuple(f for f in one.fields if f in left)) for one in self.sections)
        kept = tuple(section for section in sections if section.fields)
        order = tuple(field for field in self.order if field in left)
        return replace(self, sections=kept, order=order, names=_names(order))

    @staticmethod
    def read(source: Any) -> "Form":
        """Reads a definition. Raises Invalid with every fault by its path (`sections.0.fields.2.kind`)."""
        return _Reader().form(source)


class _Reader:
    """One reading; gathers the faults so that a designer sees all of them at once."""

    def __init__(self) -> None:
        self.faults: dict[str, str | tuple[str, dict[str, Any]]] = {}
        self.variables: list[str] = []
        self.outcomes: Outcomes | None = None
        self.count = 0
        self.wanted: frozenset[str] = frozenset()

    def form(self, source: Any) -> Form:
        if not isinstance(source, dict):
            raise Invalid({"": N_("Định nghĩa biểu mẫu phải là một đối tượng JSON.")})
        self._known(source, {"title", "intro", "sections", "outcomes", "screen", "shows"}, "")
        title = self._text(source, "title", "", required=True)
        intro = self._text(source, "intro", "")
        self.outcomes = self._outcomes(source.get("outcomes"))
        screen = self._one_of(source.get("screen"), SCREENS, "screen")
        shows = self._shows(source.get("shows", []))
        sections = tuple(
            self._section(item, f"sections.{i}") for i, item in enumerate(self._list(source, "sections", ""))
        )
        fields = tuple(field for section in sections for field in section.fields)
        order = self._level(fields, "sections", top=True)
        if self.faults:
            raise Invalid(self.faults, N_("Định nghĩa biểu mẫu có lỗi."))
        return Form(
            title or {},
            intro,
            sections,
            self.outcomes,
            screen,
            order,
            _names(fields),
            tuple(self.variables),
            self.wanted,
            shows,
        )

    def _shows(self, given: Any) -> tuple[str, ...]:
        if isinstance(given, list) and all(isinstance(one, str) and NAME.fullmatch(one) for one in given):
            return tuple(given)
        self._fault("shows", N_("Cần danh sách mã của các bước đã làm trước đó."))
        return ()

    def _section(self, source: Any, path: str) -> Section:
        if not self._object(source, path):
            return Section(None, ())
        self._known(source, {"title", "fields"}, path)
        return Section(self._text(source, "title", path), self._fields(source, path, depth=1, repeated=False))

    def _fields(self, source: dict[str, Any], path: str, *, depth: int, repeated: bool) -> tuple[Field, ...]:
        items = self._list(source, "fields", path)
        read = (self._field(item, f"{path}.fields.{i}", i, depth, repeated) for i, item in enumerate(items))
        return tuple(field for field in read if field is not None)

    def _field(self, source: Any, path: str, index: int, depth: int, repeated: bool) -> Field | None:
        self.count += 1
        if self.count > MAX_FIELDS or depth > MAX_DEPTH:
            self._fault(path, N_("Biểu mẫu quá nhiều mục hoặc lồng quá sâu."))
            return None
        if not self._object(source, path):
            return None
        kind = source.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            self._fault(f"{path}.kind", N_("Không có loại mục “%(given)s”."), given=kind)
            return None
        self._known(source, _COMMON | _OWN[kind], path)
        inside = repeated or kind == "repeat"
        fields: tuple[Field, ...] = ()
        order: tuple[Field, ...] = ()
        if kind in ("group", "repeat"):
            fields = self._fields(source, path, depth=depth + 1, repeated=inside)
            order = self._level(fields, f"{path}.fields", top=False)
        required = self._bool(source, "required", path)
        options, options_from = self._options(source, kind, path)
        min_items, max_items = self._items(source, kind, required, path)
        low, high = self._range(source, kind, path)
        return Field(
            name=self._name(source.get("name", f"note_{index}" if kind == "note" else None), f"{path}.name"),
            kind=kind,
            label=self._text(source, "label", path, required=True) or {},
            help=self._text(source, "help", path),
            required=required,
            when=self._when(source.get("when"), f"{path}.when"),
            prefill=self._prefill(source.get("prefill"), kind, repeated, f"{path}.prefill"),
            variable=self._variable(source.get("variable"), kind, repeated, f"{path}.variable"),
            max_length=self._whole(source, "max_length", path, _LENGTHS.get(kind, 0), 1, MAX_TEXT),
            pattern=self._one_of(source.get("pattern"), frozenset(PATTERNS), f"{path}.pattern"),
            min=low,
            max=high,
            not_before=self._bound(source.get("not_before"), f"{path}.not_before"),
            not_after=self._bound(source.get("not_after"), f"{path}.not_after"),
            options=options,
            options_from=options_from,
            fields=fields,
            order=order,
            names=_names(fields),
            min_items=min_items,
            max_items=max_items,
            channels=self._channels(source.get("channels", []), depth, f"{path}.channels"),
        )

    def _channels(self, source: Any, depth: int, path: str) -> frozenset[str]:
        if source == []:
            return frozenset()
        if depth > 1:
            self._fault(path, N_("Chỉ mục ở cấp ngoài cùng mới hỏi theo kênh nộp."))
        elif not isinstance(source, list) or not all(isinstance(one, str) and one in CHANNELS for one in source):
            self._fault(path, N_("Cần danh sách kênh nộp: %(known)s."), known=", ".join(sorted(CHANNELS)))
        else:
            return frozenset(source)
        return frozenset()

    def _level(self, fields: tuple[Field, ...], path: str, *, top: bool) -> tuple[Field, ...]:
        """Checks the names and conditions of one level; gives its fields with conditions after what they name."""
        if not fields:
            self._fault(path, N_("Cần ít nhất một mục.")) if not top else None
        by_name: dict[str, Field] = {}
        for field in fields:
            if field.name in by_name or (top and self.outcomes and field.name == self.outcomes.variable):
                self._fault(path, N_("Tên “%(name)s” dùng hai lần."), name=field.name)
            by_name[field.name] = field
        for field in fields:
            for name, values in field.when:
                self._condition(field, by_name.get(name), name, values, path, top)
        placed: dict[str, Field] = {}
        waiting = list(fields)
        while waiting:
            ready = [f for f in waiting if all(n in placed or n not in by_name for n, _ in f.when)]
            if not ready:
                self._fault(path, N_("Điều kiện của “%(name)s” quay vòng."), name=waiting[0].name)
                return fields
            placed.update((f.name, f) for f in ready)
            waiting = [f for f in waiting if f.name not in placed]
        return tuple(placed.values())

    def _condition(
        self, field: Field, on: Field | None, name: str, values: tuple[Value, ...], path: str, top: bool
    ) -> None:
        known: set[Value] | None = None
        if on is None:
            if not (top and self.outcomes and name == self.outcomes.variable):
                self._fault(
                    path,
                    N_("Điều kiện của “%(name)s” trỏ tới “%(other)s”, không có ở cùng cấp."),
                    name=field.name,
                    other=name,
                )
                return
            known = {option.value for option in self.outcomes.options}
        elif on.kind in ("choice", "choices") and not on.options_from:
            known = {option.value for option in on.options}
        elif on.kind == "boolean":
            known = {True, False}
        elif on.kind in ("group", "repeat", "note"):
            known = set()
        if known is not None and not set(values) <= known:
            self._fault(
                path,
                N_("Điều kiện của “%(name)s” chờ một giá trị mà “%(other)s” không có."),
                name=field.name,
                other=name,
            )

    def _when(self, source: Any, path: str) -> tuple[tuple[str, tuple[Value, ...]], ...]:
        if source is None:
            return ()
        if not self._object(source, path):
            return ()
        found = []
        for name, values in source.items():
            if not isinstance(values, list) or not values or not all(isinstance(v, str | int) for v in values):
                self._fault(f"{path}.{name}", N_("Cần một danh sách giá trị."))
                continue
            found.append((name, tuple(values)))
        return tuple(found)

    def _options(self, source: dict[str, Any], kind: str, path: str) -> tuple[tuple[Option, ...], str | None]:
        if kind not in ("choice", "choices"):
            return (), None
        named = self._one_of(source.get("options_from"), SOURCES, f"{path}.options_from")
        self.wanted |= {named} if named else set()
        if ("options" in source) == ("options_from" in source):
            self._fault(path, N_("Cần hoặc “options”, hoặc “options_from”."))
        found: dict[str, Option] = {}
        for i, item in enumerate(self._list(source, "options", path) if "options" in source else ()):
            at = f"{path}.options.{i}"
            if not self._object(item, at):
                continue
            self._known(item, {"value", "label"}, at)
            value = item.get("value")
            if isinstance(value, bool) or not isinstance(value, str | int) or value == "" or str(value) in found:
                self._fault(f"{at}.value", N_("Giá trị phải là chữ hoặc số nguyên và không trùng."))
                continue
            found[str(value)] = Option(value, self._text(item, "label", at, required=True) or {})
        return tuple(found.values()), named

    def _outcomes(self, source: Any) -> Outcomes | None:
        if source is None or not self._object(source, "outcomes"):
            return None
        self._known(source, {"variable", "options"}, "outcomes")
        variable = self._name(source.get("variable"), "outcomes.variable")
        self.variables.append(variable)
        found: dict[str, Outcome] = {}
        for i, item in enumerate(self._list(source, "options", "outcomes")):
            at = f"outcomes.options.{i}"
            if not self._object(item, at):
                continue
            self._known(item, {"value", "label", "kind", "confirm", "loose"}, at)
            value = item.get("value")
            if not isinstance(value, str) or not OUTCOME_VALUE.fullmatch(value) or value in found:
                self._fault(f"{at}.value", N_("Giá trị gồm chữ không dấu, chữ số và dấu _, không trùng."))
                continue
            found[value] = Outcome(
                value,
                self._text(item, "label", at, required=True) or {},
                self._one_of(item.get("kind"), OUTCOME_KINDS, f"{at}.kind") or "normal",
                self._text(item, "confirm", at),
                self._bool(item, "loose", at, default=value == "back" or value.startswith("edit_")),
            )
        if not found:
            self._fault("outcomes.options", N_("Cần ít nhất một mục."))
        return Outcomes(variable, tuple(found.values()))

    def _items(self, source: dict[str, Any], kind: str, required: bool, path: str) -> tuple[int, int]:
        if kind != "repeat":
            return 0, 0
        low = self._whole(source, "min_items", path, int(required), int(required), MAX_ITEMS)
        return low, self._whole(source, "max_items", path, max(20, low), max(low, 1), MAX_ITEMS)

    def _range(self, source: dict[str, Any], kind: str, path: str) -> tuple[float | None, float | None]:
        low, high = source.get("min", 0 if kind == "money" else None), source.get("max")
        for key, value in (("min", low), ("max", high)):
            if value is not None and not (_is_number(value) and abs(value) <= BIGGEST):
                self._fault(f"{path}.{key}", N_("Cần một số."))
                return None, None
        if low is not None and high is not None and low > high:
            self._fault(f"{path}.max", N_("Giới hạn trên nhỏ hơn giới hạn dưới."))
        return low, high

    def _bound(self, source: Any, path: str) -> Bound | None:
        if source is None:
            return None
        if source == "today":
            return Bound()
        relative = _BOUND.fullmatch(source) if isinstance(source, str) else None
        if relative:
            count = int(relative["sign"] + relative["count"])
            unit = relative["unit"]
            return Bound(days=count) if unit == "d" else Bound(months=count * (12 if unit == "y" else 1))
        try:
            return Bound(fixed=date.fromisoformat(source))
        except (TypeError, ValueError):
            self._fault(path, N_("Giới hạn ngày là today, -120y, +30d hoặc một ngày dạng 2025-07-01."))
            return None

    def _prefill(self, source: Any, kind: str, repeated: bool, path: str) -> str | None:
        if source is None:
            return None
        parts = source.split(".") if isinstance(source, str) else []
        account = len(parts) == 2 and parts[0] == "account" and parts[1] in ACCOUNT
        answers = len(parts) >= 3 and parts[0] == "answers" and all(NAME.fullmatch(part) for part in parts[1:])
        if not (account or answers) or repeated or kind == "note":
            self._fault(
                path, N_("Nguồn điền sẵn là account.<mục> hoặc answers.<bước>.<mục>, không dùng trong mục lặp.")
            )
            return None
        return str(source)

    def _variable(self, source: Any, kind: str, repeated: bool, path: str) -> str | None:
        if source is None:
            return None
        name = self._name(source, path)
        if repeated or kind in ("group", "repeat", "note", "textarea"):
            self._fault(path, N_("Biến quy trình chỉ nhận một giá trị ngắn, không dùng trong mục lặp."))
        if name in self.variables:
            self._fault(path, N_("Tên “%(name)s” dùng hai lần."), name=name)
        self.variables.append(name)
        return name

    # The small readers below take one key of a source and note what is wrong with it.

    def _fault(self, path: str, text: str, **params: Any) -> None:
        self.faults.setdefault(path, (text, params))

    def _known(self, source: dict[str, Any], keys: set[str] | frozenset[str], path: str) -> None:
        for key in source:
            if key not in keys:
                self._fault(f"{path}.{key}".lstrip("."), N_("Khóa này không có trong định dạng biểu mẫu."))

    def _object(self, source: Any, path: str) -> bool:
        if isinstance(source, dict):
            return True
        self._fault(path, N_("Cần một đối tượng JSON."))
        return False

    def _list(self, source: dict[str, Any], key: str, path: str) -> list[Any]:
        value = source.get(key)
        if isinstance(value, list):
            return value
        self._fault(f"{path}.{key}".lstrip("."), N_("Cần một danh sách."))
        return []

    def _text(self, source: dict[str, Any], key: str, path: str, *, required: bool = False) -> Text | None:
        value = source.get(key)
        if value is None and not required:
            return None
        both = isinstance(value, dict) and set(value) == set(LOCALES)
        if both and all(isinstance(said, str) and said.strip() for said in (value or {}).values()):
            return value
        self._fault(f"{path}.{key}".lstrip("."), N_("Cần lời tiếng Việt (vi) và tiếng Anh (en)."))
        return {"vi": "?", "en": "?"}

    def _name(self, value: Any, path: str) -> str:
        if isinstance(value, str) and NAME.fullmatch(value) and value not in RESERVED:
            return value
        self._fault(path, N_("Tên gồm chữ thường không dấu, chữ số và dấu _, bắt đầu bằng chữ."))
        return f"bad_{len(self.faults)}"

    def _bool(self, source: dict[str, Any], key: str, path: str, *, default: bool = False) -> bool:
        value = source.get(key, default)
        if not isinstance(value, bool):
            self._fault(f"{path}.{key}", N_("Cần true hoặc false."))
        return value is True

    def _whole(self, source: dict[str, Any], key: str, path: str, default: int, low: int, high: int) -> int:
        value = source.get(key, default)
        if key in source and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
            self._fault(f"{path}.{key}", N_("Cần một số nguyên từ %(low)s đến %(high)s."), low=low, high=high)
            return default
        return int(value)

    def _one_of(self, value: Any, allowed: frozenset[str], path: str) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) and value in allowed:
            return value
        self._fault(path, N_("Cần một trong: %(allowed)s."), allowed=", ".join(sorted(allowed)))
        return None


def _names(fields: tuple[Field, ...]) -> frozenset[str]:
    return frozenset(field.name for field in fields if field.kind != "note")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _day_of(year: int, month: int, day: int) -> date:
    """The day, or the last one of its month (29 February a year later)."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
