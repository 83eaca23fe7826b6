"""Names of the files of a draft, as the bundle has them, and where they stand in a folder or an archive.

A draft has `procedure.json`, diagrams and decision tables beside it, `forms/*.json` and `scenarios/*.json`. On disk
that is `bpmn/<slug>/…` and `forms/<slug>/…`, the layout of the house's own procedures.
"""

import re
from dataclasses import dataclass

from app.core.errors import N_, Invalid
from app.core.folding import fold

MANIFEST = "procedure.json"
LONGEST = 120
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"
_PATH = re.compile(rf"procedure\.json|{_NAME}\.(bpmn|dmn)|forms/{_NAME}\.json|scenarios/{_NAME}\.json")
_BPMN_LAYOUT = re.compile(r"(?:.*/)?bpmn/(?P<slug>[^/]+)/(?P<path>(?:scenarios/)?[^/]+)")
_FORMS_LAYOUT = re.compile(r"(?:.*/)?forms/(?P<slug>[^/]+)/(?P<name>[^/]+\.json)")
_PART_LAYOUT = re.compile(r"(?:.*/)?(?P<path>(?:forms|scenarios)/[^/]+\.json)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file of a draft belongs, and the slug that its folder names (None: none)."""

    path: str
    slug: str | None


def check(path: str) -> str:
    """The path, if a draft may have a file there. Raises Invalid."""
    if not _PATH.fullmatch(path) or len(path) > LONGEST or ".." in path:
        text = N_(
            "Tên tệp không nhận được. Dùng: procedure.json, ten.bpmn, ten.dmn, forms/ten.json, scenarios/ten.json."
        )
        raise Invalid({path[:LONGEST] or "?": text})
    return path


def check_slug(slug: str) -> str:
    """The slug, if it is one. Raises Invalid."""
    if not SLUG.fullmatch(slug) or len(slug) > 80 or slug == "shared":
        raise Invalid({"slug": N_("Tên thư mục chỉ gồm chữ thường không dấu, số và dấu gạch nối, ví dụ khai-sinh.")})
    return slug


def place_of(name: str) -> Place:
    """Where a file that somebody sends belongs: by its folders when they say so, else by its ending.

    Names of a vendor's tool (`Sơ đồ 1.bpmn`) are made plain. Raises Invalid for what no draft holds.
    """
    if found := _BPMN_LAYOUT.fullmatch(name):
        return Place(check(_plain(found["path"])), found["slug"])
    if found := _FORMS_LAYOUT.fullmatch(name):
        return Place(check(_plain(f"forms/{found['name']}")), found["slug"])
    if found := _PART_LAYOUT.fullmatch(name):
        return Place(check(_plain(found["path"])), None)
    last = name.rsplit("/", 1)[-1]
    if last.lower().endswith(".json") and last != MANIFEST and "/" not in name:
        last = f"forms/{last}"
    return Place(check(_plain(last)), None)


def on_disk(slug: str, path: str) -> str:
    """The name of a draft's file in the layout of the house."""
    if path.startswith("forms/"):
        return f"forms/{slug}/{path.removeprefix('forms/')}"
    return f"bpmn/{slug}/{path}"


def _plain(path: str) -> str:
    if _PATH.fullmatch(path):
        return path
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if ending == "xml":  # some tools save BPMN so
        ending = "bpmn"
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", fold(stem)).strip("._-")
    return f"{folder}{slash}{plain or 'tep'}{dot}{ending}"
