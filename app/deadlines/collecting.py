"""The rows of a file as they are read: bounded, each day once, what is wrong noted at its line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from app.core.errors import N_, Invalid
from app.deadlines import validity
from app.deadlines.entered import Row
from app.deadlines.layers import Entry
from app.deadlines.validity import Fault

MOST_BYTES, MOST_ROWS, MOST_FAULTS = 200_000, 2_000, 20

_BIG = N_("Tệp lớn quá %(most)s KB.")
TOO_MANY = N_("Tệp có nhiều hơn %(most)s ngày.")
_TEXT = N_("Tệp không phải văn bản UTF-8.")
_TWICE = N_("Ngày %(day)s đã có ở dòng %(line)s.")
_EMPTY = N_("Tệp không có ngày nào.")


class Collected:
    """Rows and faults of a file, as its lines are gone through."""

    def __init__(self) -> None:
        self.rows: dict[date, Row] = {}
        self.faults: dict[str, Fault] = {}

    def fault(self, line: int, said: Fault) -> None:
        """Notes what is wrong with a line. Raises Invalid with all of it once it is plenty."""
        self.faults.setdefault(f"line {line}", said)
        if len(self.faults) >= MOST_FAULTS:
            raise Invalid(self.faults)

    @contextmanager
    def at(self, line: int) -> Iterator[None]:
        """Notes what is refused inside as this line's fault."""
        try:
            yield
        except Invalid as wrong:
            self.fault(line, next(iter(wrong.fields.values())))

    def add(self, line: int, day: date, entry: Entry) -> None:
        """Adds a row. Raises Invalid when its day was there, when there are too many, when its texts do not fit."""
        if day in self.rows:
            raise Invalid({"day": (_TWICE, {"day": day.isoformat(), "line": self.rows[day].line})})
        if len(self.rows) >= MOST_ROWS:
            raise Invalid({"day": (TOO_MANY, {"most": MOST_ROWS})})
        validity.refuse(validity.of_year(day.year))
        validity.refuse(validity.of_text(name=entry.name, name_en=entry.name_en, legal_basis=entry.legal_basis))
        self.rows[day] = Row(day, entry, line)

    def done(self) -> list[Row]:
        """The rows by day. Raises Invalid when there is any fault, or no row."""
        validity.refuse(self.faults)
        if not self.rows:
            raise Invalid({"file": _EMPTY})
        return [self.rows[day] for day in sorted(self.rows)]


def text_of(data: bytes | str) -> str:
    """The text of a file. Raises Invalid when it is too big or no UTF-8."""
    size = len(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        raise Invalid({"file": (_BIG, {"most": MOST_BYTES // 1000})})
    try:
        return data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    except UnicodeDecodeError as broken:
        line = broken.object[: broken.start].count(b"\n") + 1
        raise Invalid({f"line {line}": _TEXT}) from None
