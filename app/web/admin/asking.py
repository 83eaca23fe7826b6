"""Acts that cannot be undone ask once, naming the thing and saying what will happen."""

from collections.abc import Iterable

from flask import render_template, request


def confirmed() -> bool:
    """Whether this press answers the question."""
    return request.form.get("confirmed") == "1"


def ask(
    title: str,
    effects: list[str],
    button: str,
    back: str,
    *,
    danger: bool = True,
    carried: Iterable[tuple[str, str]] = (),
) -> str:
    """The question; its button presses the same address again, with the fields `carried`."""
    return render_template(
        "admin/confirm.html", title=title, effects=effects, button=button, back=back, danger=danger, carried=carried
    )
