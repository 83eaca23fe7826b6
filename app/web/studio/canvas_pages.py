"""The canvas: a diagram drawn in the browser, saved as it is drawn, checked while it is drawn.

The page's script speaks with the other views in JSON; refusals come to it as problem+json.
"""

from dataclasses import asdict

from flask import current_app, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.cases.printing import LETTERS
from app.catalogue import draft_files, draft_paths, drafts
from app.core.errors import N_, Invalid, NotFound
from app.core.ids import read_id
from app.engine.actions import actions
from app.engine.hostile_xml import HostileXml
from app.engine.outline.weaving import weave
from app.identity.permissions import LANES
from app.web.assets import DMN_STYLES
from app.web.headers import POLICY
from app.web.layout.role_words import role_words
from app.web.studio.desk import findings, form_keys, open_by_others
from app.web.studio.guard import designer, reader
from app.web.studio.sent_json import sent_json

# dmn-js writes two style attributes (of what it hides while it measures); they are allowed by what they say.
_HASHES = ("r3vOsuepBDg6tz/cOusiNJ9Y4Lp9hGQTT7pzDks1Xxc=", "CA/eh4+2R0J7cEQ14gBMtx834RIOjzMUqCM+evtrkp4=")
DMN_STYLE = "style-src 'self' 'unsafe-hashes' " + " ".join(f"'sha256-{one}'" for one in _HASHES)


def show(draft_id: int, path: str) -> ResponseReturnValue:
    """The page of the canvas. Where npm's packages are not there it says so, and where the list is."""
    actor = reader()
    draft = drafts.draft(draft_id)
    found, _content = draft_files.read(draft_id, path)
    editable = draft.state == drafts.DRAFT and actor.has("designer")
    kind = "dmn" if path.endswith(".dmn") else "bpmn"
    script = f"vendor/{kind}-{'modeler' if editable else 'viewer'}.js"
    page = render_template(
        "studio/canvas.html",
        draft=draft,
        found=found,
        editable=editable,
        kind=kind,
        script=script,
        dmn_styles=DMN_STYLES,
        hit_policies=_hit_policies(),
        others=open_by_others(draft_id, actor.account_id),
        drawable=script in current_app.config["STATICS"],
        choices={
            "forms": form_keys(draft_id),
            "actions": sorted(actions),
            "roles": [[role, role_words(role)] for role in LANES],
            "letters": [[name, gettext(words)] for name, words in LETTERS.items()],
        },
    )
    answer = make_response(page)
    if kind == "dmn":
        answer.headers["Content-Security-Policy"] = f"{POLICY}; {DMN_STYLE}"
    return answer


def source(draft_id: int, path: str) -> ResponseReturnValue:
    """The diagram's text and its revision."""
    reader()
    found, content = draft_files.read(draft_id, path)
    try:
        return jsonify(xml=content.decode("utf-8"), revision=found.revision)
    except UnicodeDecodeError:
        raise Invalid({path: N_("Tệp không phải văn bản UTF-8.")}) from None


def save(draft_id: int, path: str) -> ResponseReturnValue:
    """Saves what was drawn over the revision it began from."""
    actor = designer()
    sent = sent_json()
    text, base = sent.get("xml"), read_id(str(sent.get("base")))
    if not isinstance(text, str) or base is None:
        raise Invalid()
    content = _woven(draft_id, path, text.encode("utf-8", "replace"), base)
    return jsonify(revision=draft_files.save(draft_id, path, content, base, actor.account_id))


def check(draft_id: int, path: str) -> ResponseReturnValue:
    """What is wrong with the draft as it stands, and the revision of its file."""
    reader()
    found, _content = draft_files.read(draft_id, path)
    return jsonify(revision=found.revision, findings=[asdict(one) for one in findings(drafts.draft(draft_id))])


def here(draft_id: int) -> ResponseReturnValue:
    """Notes that the page is still open, and says who else has the draft open."""
    actor = designer()
    drafts.draft(draft_id)
    path = str(sent_json().get("path", ""))
    drafts.is_open(draft_id, draft_paths.check(path) if path else "", actor.account_id)
    return jsonify(others=open_by_others(draft_id, actor.account_id))


def _hit_policies() -> list[tuple[str, str]]:
    """Those that run, which dmn-js names in English only, in the reader's words (DMN 1.3, 8.2.10)."""
    return [
        ("Unique", gettext("Chỉ một luật được khớp.")),
        ("First", gettext("Luật khớp đầu tiên quyết định.")),
        ("Any", gettext("Nhiều luật khớp thì kết quả phải giống nhau.")),
        ("Collect", gettext("Gom kết quả của mọi luật khớp.")),
    ]


def _woven(draft_id: int, path: str, drawn: bytes, base: int) -> bytes:
    """What was drawn, written into the file as it was: the canvas writes all of it anew, also what nobody touched."""
    try:
        _found, before = draft_files.read(draft_id, path, base)
        return weave(before, drawn)
    except (HostileXml, NotFound):  # saved as it came; the checker says what is wrong with it
        return drawn
