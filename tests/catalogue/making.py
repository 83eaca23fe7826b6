"""Manifests and folders made up for a test: the smallest that stand, to be broken in one place each."""

import json
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

from app.core.config import ROOT

SECTORS = {"thu": {"vi": "Thử", "en": "Test"}}

_LEAST: dict[str, Any] = {
    "code": "9.000001",
    "slug": "thu",
    "name": {"vi": "Đăng ký thử", "en": "Test registration"},
    "sector": "thu",
    "tier": "COMMUNE",
    "service_level": "FULL",
    "legacy_level": 4,
    "audience": ["CITIZEN"],
    "life_event": "papers",
    "competent": "COMMUNE",
    "identity_level": 1,
    "immediate": False,
    "flows": [{"key": "standard", "name": {"vi": "Thường", "en": "Ordinary"}}],
    "components": [],
    "fees": [],
    "collect_at": "RECEPTION",
    "term": "3wd",
    "results": [{"vi": "Giấy", "en": "Paper"}],
    "legal_basis": [],
    "delivery": ["DESK"],
    "synonyms": [],
    "unverified": [],
    "effective_from": "2025-07-01",
}


def described(**changes: Any) -> dict[str, Any]:
    """The smallest valid manifest, with changes."""
    return {**deepcopy(_LEAST), **changes}


def a_fee(**changes: Any) -> dict[str, Any]:
    """A fee of 8 000 VND for the whole dossier, with changes."""
    least = {"key": "fee", "name": {"vi": "Phí", "en": "Fee"}, "amount_vnd": 8000, "per": "case", "channel": "ANY"}
    return {**least, **changes}


def a_component(key: str, **changes: Any) -> dict[str, Any]:
    """A required file, with changes."""
    least = {"key": key, "name": {"vi": "Giấy", "en": "Paper"}, "kinds": ["ORIGINAL"], "copies": 1}
    return {**least, "required": True, "how": "FILE", **changes}


class Library:
    """Folders `bpmn` and `forms` of a test's own, with the house's shared diagrams and forms."""

    def __init__(self, place: Path) -> None:
        self.bpmn, self.forms = place / "bpmn", place / "forms"
        for mine, kind in ((self.bpmn, "bpmn"), (self.forms, "forms")):
            shutil.copytree(ROOT / kind / "shared", mine / "shared")
        write(self.bpmn / "sectors.json", SECTORS)

    def put(self, **changes: Any) -> Path:
        """Writes a manifest; its folder."""
        manifest = described(**changes)
        write(self.bpmn / manifest["slug"] / "procedure.json", manifest)
        return self.bpmn / str(manifest["slug"])


def write(path: Path, content: Any) -> None:
    """Writes JSON, making the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def own_copy(slug: str, place: Path) -> Path:
    """A procedure of the house with what it shares, copied below `place`; its folder."""
    for kind in ("bpmn", "forms"):
        for name in ("shared", slug):
            if (ROOT / kind / name).is_dir():
                shutil.copytree(ROOT / kind / name, place / kind / name)
    return place / "bpmn" / slug
