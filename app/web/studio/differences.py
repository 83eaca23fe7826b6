"""Two states of a procedure as a page shows them: the changes by file, each changed diagram twice with its signs.

The drawings are the server's; where a browser runs scripts, bpmn-js draws both diagrams anew from `sources`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.catalogue import apart
from app.catalogue.changes import ADDED, CHANGED, REMOVED, Change
from app.core.errors import NotFound
from app.engine.hostile_xml import HostileXml
from app.web.diagram import picture
from app.web.diagram.svg import Mark, draw

# Beyond the levels of waiting (0 … 4) that diagrams are marked with: static/release.css has the colours.
_LEVELS = {ADDED: 5, REMOVED: 6, CHANGED: 7}
_SCRIPTS = ("vendor/bpmn-viewer.js", "vendor/differ.js", "studio_words.js", "studio_diff.js")


@dataclass(frozen=True, slots=True)
class FileChanges:
    """The changes of one file, and the pictures of a diagram before and after (None: no diagram, or not there)."""

    file: str
    changes: tuple[Change, ...]
    before: Markup | None
    after: Markup | None


def by_file(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[FileChanges]:
    """What changed, file by file."""
    found = apart.compare(before, after)
    files = dict.fromkeys(one.file for one in found.changes)
    return [
        FileChanges(
            file,
            tuple(one for one in found.changes if one.file == file),
            _drawn(before.get(file), file, found.signs(file), (REMOVED, CHANGED), f"b{n}"),
            _drawn(after.get(file), file, found.signs(file), (ADDED, CHANGED), f"a{n}"),
        )
        for n, file in enumerate(files)
    ]


def only_shared(before: Mapping[str, bytes], after: Mapping[str, bytes], own: Collection[str]) -> list[str]:
    """Files that a draft only comes to use: what it shares with other procedures, which has not changed for anybody."""
    return sorted(after.keys() - before.keys() - set(own))


def sources(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> ResponseReturnValue:
    """Both texts of the diagram that `?tep=` names, for the page's script. Raises NotFound."""
    file = request.args.get("tep", "")
    if not file.endswith(".bpmn") or file not in before or file not in after:
        raise NotFound
    return jsonify(before=before[file].decode("utf-8", "replace"), after=after[file].decode("utf-8", "replace"))


def comparing_scripts() -> tuple[str, ...]:
    """The scripts that draw diagrams side by side; none where npm's packages are not there, or not bundled."""
    statics = current_app.config["STATICS"]
    return _SCRIPTS if all(one in statics for one in _SCRIPTS) else ()


def sign_words(sign: str) -> str:
    """What a sign says, in the reader's language."""
    return str({ADDED: _("thêm"), REMOVED: _("bỏ"), CHANGED: _("đổi")}[sign])


def _drawn(
    content: bytes | None, file: str, signs: Mapping[str, str], shown: tuple[str, ...], prefix: str
) -> Markup | None:
    if content is None or not file.endswith(".bpmn"):
        return None
    marks = {
        element: Mark(f"{sign} {sign_words(sign)}", _LEVELS[sign]) for element, sign in signs.items() if sign in shown
    }
    try:
        return draw(picture.read(content), prefix=prefix, marks=marks)
    except HostileXml:
        return None
