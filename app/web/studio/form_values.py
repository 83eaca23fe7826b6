"""The boxes of one field of a form: what stands in them, and what was typed in them as values of the file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.errors import N_, Invalid
from app.forms import json_text
from app.forms.definition import KINDS, keys_of
from app.web.studio import form_conditions
from app.web.studio.form_conditions import plain, typed
from app.web.studio.form_places import Path

NUMBERS = ("max_length", "min", "max", "min_items", "max_items")
WORDS = ("name", "kind", "pattern", "prefill", "variable", "not_before", "not_after", "options_from")
SPARE = 3  # empty rows offered for more choices


def values_of(field: Mapping[str, Any], candidates: list[form_conditions.Candidate]) -> MultiDict[str, str]:
    """What stands in the boxes of a field, by their names: just what a browser sends when nothing is changed."""
    pairs = [(key, str(field.get(key, ""))) for key in (*WORDS, *NUMBERS)]
    pairs += [pair for key in ("label", "help") for pair in text_pairs(key, field.get(key))]
    pairs += [("required", "1" if field.get("required") else ""), ("channels", "")]
    pairs += [("channels", one) for one in field.get("channels", ())]
    for number, one in enumerate(field.get("options", ())):
        pairs += [(f"option.{number}.place", str(number + 1)), (f"option.{number}.value", plain(one["value"]))]
        pairs += text_pairs(f"option.{number}", one["label"])
    pairs += [("when", "")] + [(one.box, value) for one in candidates for value in one.chosen]
    return MultiDict(pairs)


def text_pairs(name: str, said: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """The two boxes of a text in two languages."""
    return [(f"{name}_{lang}", str((said or {}).get(lang, ""))) for lang in ("vi", "en")]


def write(text: str, path: Path, field: Mapping[str, Any], form: MultiDict[str, str], candidates: Any) -> str:
    """The text with what was typed differently in the boxes of the field at the path. Raises Invalid."""
    for box in (*WORDS, *NUMBERS, "required"):
        before = ("1" if field.get(box) else "") if box == "required" else str(field.get(box, ""))
        if box in form and (said := " ".join(form[box].split())) != before:
            text = json_text.put(text, [*path, box], _read(box, said, field["kind"]))
    for key in ("label", "help"):
        text = write_text(text, [*path, key], key, field.get(key), form)
    if "channels" in form and (chosen := [one for one in form.getlist("channels") if one]) != field.get("channels", []):
        text = json_text.put(text, [*path, "channels"], chosen or None)
    listed = form.get("options_from", field.get("options_from", ""))
    if listed and "options" in field:
        text = json_text.put(text, [*path, "options"], None)
    elif not listed and "options_from" in field and form.get("kind", field["kind"]) == field["kind"]:
        text = json_text.put(text, [*path, "options"], beginning("choice")["options"])
    elif any(name.startswith("option.") for name in form) and "options" in field:
        text = _options(text, [*path, "options"], field["options"], form)
    if "when" in form:
        text = form_conditions.write(text, path, field.get("when", {}), form_conditions.posted(candidates, form))
    return _fitting(text, path, field, form.get("kind", field["kind"]))


def write_text(text: str, path: Path, name: str, before: Mapping[str, str] | None, form: MultiDict[str, str]) -> str:
    """The text with a text in two languages as its two boxes say it, if they say something else."""
    shown = dict(text_pairs(name, before))
    if not any(box in form for box in shown):
        return text
    said = {box: " ".join(form.get(box, old).split()) for box, old in shown.items()}
    if said == {box: " ".join(old.split()) for box, old in shown.items()}:
        return text
    wanted = {"vi": said[f"{name}_vi"], "en": said[f"{name}_en"]}
    if before and all(wanted.values()):
        for lang in ("vi", "en"):
            text = json_text.put(text, [*path, lang], wanted[lang]) if wanted[lang] != before.get(lang) else text
        return text
    return json_text.put(text, path, wanted if any(wanted.values()) else None)


def beginning(kind: str) -> dict[str, Any]:
    """What a field of this kind cannot be without."""
    if kind in ("choice", "choices"):
        return {"options": [{"value": "a", "label": {"vi": "Lựa chọn một", "en": "First choice"}}]}
    if kind in ("group", "repeat"):
        return {"fields": [{"name": "item", "kind": "text", "label": {"vi": "Mục", "en": "Item"}}]}
    return {}


def _fitting(text: str, path: Path, field: Mapping[str, Any], kind: str) -> str:
    """A field of another kind loses what that kind does not know, and gets what it cannot be without."""
    if kind == field["kind"] or kind not in KINDS:
        return text
    for key in set(field) - keys_of(kind):
        text = json_text.put(text, [*path, key], None)
    for key, value in beginning(kind).items():
        if key not in field and "options_from" not in field:
            text = json_text.put(text, [*path, key], value)
    return text


def _read(box: str, said: str, kind: str) -> Any:
    if box == "required":
        return True if said else None
    if box in NUMBERS and said:
        return _number(box, said, broken=kind == "number")
    return said or None


def _number(box: str, said: str, broken: bool) -> int | float:
    """A number as people write it: 1.500.000; 72,5 where the field takes broken ones."""
    bare = said.replace(".", "") if not broken else said.replace(",", ".")
    if re.fullmatch(r"-?[0-9]{1,15}", bare):
        return int(bare)
    if broken and re.fullmatch(r"-?[0-9]{1,12}[.][0-9]{1,6}", bare):
        return float(bare)
    raise Invalid({box: N_("Nhập một số.") if broken else N_("Nhập một số nguyên.")})


def _options(text: str, path: Path, before: list[Mapping[str, Any]], form: MultiDict[str, str]) -> str:
    """The choices row by row: a row left empty goes, a new one comes behind, all stand by the numbers given them."""
    rows = list(_rows(form))
    if not rows:
        raise Invalid({"options": N_("Cần ít nhất một lựa chọn.")})
    for number, _place, value, label in rows:
        if number >= len(before):
            text = json_text.insert(text, path, json_text.length(text, path), {"value": typed(value), "label": label})
            continue
        if plain(before[number]["value"]) != value:
            text = json_text.put(text, [*path, number, "value"], typed(value))
        for lang in ("vi", "en"):
            if before[number]["label"].get(lang) != label[lang]:
                text = json_text.put(text, [*path, number, "label", lang], label[lang])
    kept = [number for number, *_rest in rows if number < len(before)]
    for number in sorted(set(range(len(before))) - set(kept), reverse=True):
        text = json_text.put(text, [*path, number], None)
    return _in_order(text, path, [place for _number, place, *_rest in rows])


def _rows(form: MultiDict[str, str]) -> Iterator[tuple[int, float, str, dict[str, str]]]:
    """The rows that say something: number, wanted place, value, label."""
    numbers = {
        int(name.split(".")[1]) for name in form if name.startswith("option.") and name.split(".")[1].isdecimal()
    }
    for number in sorted(numbers):
        value, vi, en = (" ".join(form.get(f"option.{number}{box}", "").split()) for box in (".value", "_vi", "_en"))
        if value or vi or en:
            if not (value and vi and en):
                raise Invalid({"options": N_("Mỗi lựa chọn cần giá trị, lời tiếng Việt và lời tiếng Anh.")})
            yield number, _place(form.get(f"option.{number}.place", ""), number + 1), value, {"vi": vi, "en": en}


def _place(said: str, now: int) -> float:
    """The wanted place; who moves goes past the one that stands there."""
    wanted = int(said) if said.strip().isdecimal() else now
    return wanted + (0.5 if wanted > now else -0.5 if wanted < now else 0)


def _in_order(text: str, path: Path, places: list[float]) -> str:
    """Puts the items of an array in the order of the numbers given them; equal ones stay as they stand."""
    now = list(range(len(places)))
    for target, wanted in enumerate(sorted(now, key=lambda one: places[one])):
        at = now.index(wanted)
        if at != target:
            text = json_text.move(text, [*path, at], path, target)
            now.insert(target, now.pop(at))
    return text
