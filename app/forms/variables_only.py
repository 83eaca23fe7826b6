"""A form cut down to what a process learns from it: the fields that set variables, and those their conditions name."""

from dataclasses import replace

from app.forms.definition import Field, Form


def variables_only(form: Form) -> Form:
    """The form with nothing else in it. A field that sets no variable is not required here."""
    sections = tuple(replace(one, fields=_kept(one.fields, form.fields)) for one in form.sections)
    shown = {field.name: field for section in sections for field in section.fields}
    order = tuple(shown[field.name] for field in form.order if field.name in shown)
    wanted = frozenset(one for field in order for one in _lists(field))
    return replace(
        form,
        sections=tuple(one for one in sections if one.fields),
        order=order,
        names=frozenset(shown),
        options_wanted=wanted,
    )


def _kept(fields: tuple[Field, ...], level: tuple[Field, ...]) -> tuple[Field, ...]:
    """Those of `fields` that are wanted among all of their level."""
    wanted = {field.name for field in level if _sets(field)}
    while more := {name for field in level if field.name in wanted for name, _values in field.when} - wanted:
        if not more & {field.name for field in level}:
            break  # the pressed button is a condition too, and no field
        wanted |= more
    return tuple(_slim(field) for field in fields if field.name in wanted)


def _sets(field: Field) -> bool:
    return field.variable is not None or any(_sets(inner) for inner in field.fields)


def _slim(field: Field) -> Field:
    if field.kind != "group":
        return field if field.variable else replace(field, required=False)
    inner = _kept(field.fields, field.fields)
    named = {one.name: one for one in inner}
    order = tuple(named[one.name] for one in field.order if one.name in named)
    return replace(field, required=False, fields=inner, order=order, names=frozenset(named))


def _lists(field: Field) -> set[str]:
    own = {field.options_from} if field.options_from else set()
    return own.union(*(_lists(inner) for inner in field.fields))
