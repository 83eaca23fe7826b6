"""Days of a calendar as CSV files, with the columns of `data/`. What is read is only checked for its form here.

Files come from anybody: they are bounded, and what is wrong with one is an Invalid that names its lines.
"""

import csv
import io
import re
from datetime import date
from typing import Any

from app.core.errors import N_, Invalid
from app.deadlines import entered, validity
from app.deadlines.collecting import Collected, text_of
from app.deadlines.entered import Row
from app.deadlines.layers import Entry

COLUMNS = ("day", "kind", "name", "name_en", "legal_basis")
_COLUMNS = N_("Dòng đầu cần có các cột: %(columns)s.")
_BROKEN_CSV = N_("Dòng này không đọc được như CSV.")
_CELLS = N_("Dòng này có nhiều ô hơn dòng tiêu đề.")
_DAY = N_("Ngày “%(day)s” không hợp lệ. Viết như 2026-11-24 hoặc 24/11/2026.")
_ISO, _LOCAL = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def read_csv(data: bytes | str) -> list[Row]:
    """Reads the rows of a CSV file (commas, or semicolons as spreadsheets write them here)."""
    text = text_of(data)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    collected = Collected()
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if not {"day", "kind"} <= set(names):
            raise Invalid({"line 1": (_COLUMNS, {"columns": ", ".join(COLUMNS)})})
        reader.fieldnames = names
        for cells in reader:
            with collected.at(reader.line_num):
                collected.add(reader.line_num, *_row_of(cells))
    except csv.Error:
        collected.fault(reader.reader.line_num, _BROKEN_CSV)
    return collected.done()


def to_csv(unit_id: int | None, year: int) -> str:
    """The entries of a year as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in entered.rows(unit_id, [year]):
        entry = row.entry
        writer.writerow([row.day.isoformat(), entry.kind.value, entry.name, entry.name_en, entry.legal_basis])
    return out.getvalue()


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if ";" in first and "," not in first else ","


def _row_of(cells: dict[str | None, Any]) -> tuple[date, Entry]:
    if None in cells:
        raise Invalid({"line": _CELLS})
    text = {name: (cells.get(name) or "").strip() for name in COLUMNS}
    kind = validity.kind_of(text["kind"].upper())
    return _day(text["day"]), Entry(kind, text["name"], text["name_en"], text["legal_basis"])


def _day(text: str) -> date:
    local = _LOCAL.fullmatch(text)
    try:
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid({"day": (_DAY, {"day": text[:40]})})
