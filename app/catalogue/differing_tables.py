"""What changed between two decision tables: rules by their ids, cell by cell, heads, hit policy."""

from collections.abc import Iterator

from lxml import etree

from app.catalogue.changes import ADDED, CHANGED, REMOVED, Change, Text
from app.engine import hostile_xml
from app.engine.nodes import local

_Rules = dict[str, tuple[int, list[str]]]  # (row, its cells) by id


def changes(file: str, before: bytes, after: bytes) -> Iterator[Change]:
    """The changes of one DMN file. Raises HostileXml."""
    old, new = hostile_xml.read(before), hostile_xml.read(after)
    for one, said in _differing(_heads(old), _heads(new)):
        yield Change(file, one, CHANGED, {"vi": f"Bảng quyết định: {said}", "en": f"Decision table: {said}"})
    rows, now = _rules(old), _rules(new)
    for rule in dict.fromkeys((*rows, *now)):
        if rule not in now:
            yield Change(file, rule, REMOVED, _row(rows[rule], "bỏ", "taken out"))
        elif rule not in rows:
            yield Change(file, rule, ADDED, _row(now[rule], "thêm", "added"))
        elif rows[rule][1] != now[rule][1]:
            said = f"{_cells(rows[rule][1])} → {_cells(now[rule][1])}"
            yield Change(
                file, rule, CHANGED, {"vi": f"Hàng {now[rule][0]}: {said}", "en": f"Row {now[rule][0]}: {said}"}
            )


def _differing(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, str]]:
    for one in dict.fromkeys((*before, *after)):
        if before.get(one) != after.get(one):
            yield one, f"“{before.get(one, '–')}” → “{after.get(one, '–')}”"


def _heads(root: etree._Element) -> dict[str, str]:
    """Hit policy, inputs and outputs by id."""
    found = {}
    for element in root.iter():
        if local(element) == "decisionTable":
            found[element.get("id", "")] = element.get("hitPolicy", "UNIQUE")
        elif local(element) in ("input", "output"):
            said = " ".join(text.strip() for text in element.itertext() if text.strip())
            found[element.get("id", "")] = " ".join(filter(None, (element.get("label"), element.get("name"), said)))
    return found


def _rules(root: etree._Element) -> _Rules:
    rules = [one for one in root.iter() if local(one) == "rule"]
    return {one.get("id", f"#{row}"): (row, _texts(one)) for row, one in enumerate(rules, 1)}


def _texts(rule: etree._Element) -> list[str]:
    cells = [one for one in rule if local(one) in ("inputEntry", "outputEntry")]
    return [" ".join("".join(cell.itertext()).split()) for cell in cells]


def _cells(cells: list[str]) -> str:
    return "(" + " | ".join(cell or "–" for cell in cells) + ")"


def _row(rule: tuple[int, list[str]], vi: str, en: str) -> Text:
    row, cells = rule
    return {"vi": f"Hàng {row}: {vi} {_cells(cells)}", "en": f"Row {row}: {en} {_cells(cells)}"}
