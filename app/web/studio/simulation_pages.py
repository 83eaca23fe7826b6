"""Token simulation: a diagram to play with. Nothing is computed; the person says what ends and where gateways lead."""

from flask import current_app, render_template

from app.catalogue import draft_files, drafts
from app.core.errors import NotFound
from app.web.studio.desk import BPMN
from app.web.studio.guard import reader

SCRIPTS = ("vendor/bpmn-viewer.js", "vendor/simulation.js")


def show(draft_id: int, path: str) -> str:
    """The page where tokens walk. Where npm's packages are not there, or not bundled, it says so. Raises NotFound."""
    reader()
    draft = drafts.draft(draft_id)
    if not path.endswith(BPMN):
        raise NotFound
    found, _content = draft_files.read(draft_id, path)
    return render_template(
        "studio/simulation.html",
        draft=draft,
        found=found,
        scripts=SCRIPTS,
        drawable=all(one in current_app.config["STATICS"] for one in SCRIPTS),
    )
