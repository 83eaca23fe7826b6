"""Decision tables in plain words, and what their boxes offer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.errors import N_
from app.engine.tables import Table
from app.forms.definition import Field
from app.web.formats import t
from app.web.studio.form_sources import Asked

_POLICIES = {
    "FIRST": N_("dòng đúng đầu tiên từ trên xuống"),
    "UNIQUE": N_("đúng một dòng; hai dòng cùng đúng là lỗi"),
    "ANY": N_("dòng nào đúng cũng được, kết quả phải giống nhau"),
    "COLLECT": N_("mọi dòng đúng, kết quả là danh sách"),
}
_KINDS = {"string": N_("chữ"), "number": N_("số"), "boolean": N_("đúng hoặc sai")}
_OF_FIELDS = {"integer": "number", "money": "number", "number": "number", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Variable:
    """A process variable that some form writes: its name, its words, its type in a table, its values as cells."""

    name: str
    label: str
    kind: str
    cells: tuple[str, ...]


def policy_words(policy: str) -> str:
    """Which row of a table is taken."""
    return f"{policy}: {_(_POLICIES[policy])}" if policy in _POLICIES else policy


def kind_words(kind: str) -> str:
    """What a column holds."""
    return str(_(_KINDS[kind])) if kind in _KINDS else kind or str(_("bất kỳ"))


def places(table: Table) -> dict[str, str]:
    """Rows and cells by id, in words: "dòng 2, cột Phí"."""
    found = {}
    for number, row in enumerate(table.rows, 1):
        found[row.id] = str(_("dòng %(number)s", number=number))
        pairs = [*zip(row.inputs, table.inputs, strict=False), *zip(row.outputs, table.outputs, strict=False)]
        for cell, column in pairs:
            found[cell.id] = str(
                _("dòng %(number)s, cột %(column)s", number=number, column=column.label or column.said or column.id)
            )
    return found


def variables(asked: Sequence[Asked]) -> list[Variable]:
    """The variables that the forms of these steps write, each once, by name."""
    found: dict[str, Variable] = {}
    for one in asked:
        outcomes = one.form.outcomes if one.form else None
        if outcomes:
            cells = tuple(json.dumps(option.value) for option in outcomes.options)
            label = str(_("nút được bấm ở bước “%(name)s”", name=one.name))
            found.setdefault(outcomes.variable, Variable(outcomes.variable, label, "string", cells))
        for field in one.form.fields if one.form else ():
            for each in (field, *field.fields):
                if each.variable:
                    found.setdefault(each.variable, _variable(each))
    return sorted(found.values(), key=lambda one: one.name)


def _variable(field: Field) -> Variable:
    name = field.variable or ""
    if field.kind == "boolean":
        return Variable(name, t(field.label), "boolean", ("True", "False"))
    cells = tuple(json.dumps(option.value, ensure_ascii=False) for option in field.options)
    return Variable(name, t(field.label), _OF_FIELDS.get(field.kind, "string"), cells)
