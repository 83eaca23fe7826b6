"""All edits of a form by their names in its page."""

from collections.abc import Callable, Mapping

from app.web.studio import form_edits, form_parts
from app.web.studio.form_edits import Form

ACTS: Mapping[str, Callable[[str, Form], str]] = {
    "save": form_edits.save,
    "add": form_edits.add,
    "remove": form_edits.remove,
    "up": form_edits.up,
    "down": form_edits.down,
    "move": form_edits.move,
    "head": form_parts.head,
    "section": form_parts.save_section,
    "add_section": form_parts.add_section,
    "remove_section": form_parts.remove_section,
    "section_up": form_parts.section_up,
    "section_down": form_parts.section_down,
    "variable": form_parts.variable,
    "no_buttons": form_parts.no_buttons,
    "button": form_parts.save_button,
    "add_button": form_parts.add_button,
    "remove_button": form_parts.remove_button,
    "button_up": form_parts.button_up,
}
