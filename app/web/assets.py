"""Static files under names that say their content, so that browsers keep them for good and never show a stale one.

`press` writes each file into a folder twice: under its own name (for addresses inside stylesheets and for scripts
that import each other) and as `name.<hash>.ext`, beside compressed copies. WhiteNoise serves that folder.
"""

import gzip
import hashlib
import shutil
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from whitenoise import WhiteNoise

COMPRESSIBLE = frozenset((".css", ".js", ".svg", ".json", ".html", ".txt", ".map"))
HASH_LENGTH = 12
HOUR_SECONDS = 3600
_BPMN, _DMN = "bpmn-js/dist", "dmn-js/dist"
DMN_STYLES = (
    "shared", "drd", "decision-table", "decision-table-controls", "literal-expression", "boxed-expression",
    "boxed-expression-controls",
)  # fmt: skip
# Static name: file below node_modules (.built: scripts/node_packages.py). The studio's pages have them, no others.
PACKAGES = {
    "vendor/bpmn-modeler.js": f"{_BPMN}/bpmn-modeler.production.min.js",
    "vendor/bpmn-viewer.js": f"{_BPMN}/bpmn-navigated-viewer.production.min.js",
    "vendor/diagram-js.css": f"{_BPMN}/assets/diagram-js.css",
    "vendor/bpmn-js.css": f"{_BPMN}/assets/bpmn-js.css",
    "vendor/css/bpmn.css": f"{_BPMN}/assets/bpmn-font/css/bpmn.css",
    "vendor/font/bpmn.woff2": f"{_BPMN}/assets/bpmn-font/font/bpmn.woff2",
    "vendor/font/bpmn.woff": f"{_BPMN}/assets/bpmn-font/font/bpmn.woff",
    "vendor/dmn-modeler.js": f"{_DMN}/dmn-modeler.production.min.js",
    "vendor/dmn-viewer.js": f"{_DMN}/dmn-navigated-viewer.production.min.js",
    "vendor/css/dmn.css": f"{_DMN}/assets/dmn-font/css/dmn.css",
    "vendor/font/dmn.woff2": f"{_DMN}/assets/dmn-font/font/dmn.woff2",
    "vendor/font/dmn.woff": f"{_DMN}/assets/dmn-font/font/dmn.woff",
    "vendor/simulation.js": ".built/simulation.js",
    "vendor/differ.js": ".built/differ.js",
    **{f"vendor/dmn-js-{part}.css": f"{_DMN}/assets/dmn-js-{part}.css" for part in DMN_STYLES},
}


def press(source: Path, target: Path) -> dict[str, str]:
    """Fills `target` from `source` and returns the hashed name of each file. Files already pressed are left alone."""
    return {
        str(path.relative_to(source)): _press_one(path, path.relative_to(source), target)
        for path in sorted(source.rglob("*"))
        if path.is_file()
    }


def press_packages(packages: Path, target: Path) -> dict[str, str]:
    """The files of npm's packages that pages use, pressed under `vendor/`; those that are not there are left out."""
    return {
        name: _press_one(packages / place, Path(name), target)
        for name, place in PACKAGES.items()
        if (packages / place).is_file()
    }


def serve(wsgi_app: object, folder: Path) -> WhiteNoise:
    """`wsgi_app` behind a server of the pressed files at /static/."""
    return WhiteNoise(
        wsgi_app,
        root=str(folder),
        prefix="/static/",
        max_age=HOUR_SECONDS,
        immutable_file_test=_is_immutable,
        allow_all_origins=False,
        add_headers_function=_no_sniffing,
        charset="utf-8",
    )


def _press_one(path: Path, name: Path, target: Path) -> str:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:HASH_LENGTH]
    hashed = name.with_name(f"{name.stem}.{digest}{name.suffix}")
    final = target / hashed
    if not final.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        plain = target / name
        _write(plain, content)
        if path.suffix in COMPRESSIBLE:
            _write(plain.with_name(plain.name + ".br"), brotli.compress(content, quality=11))
            _write(plain.with_name(plain.name + ".gz"), gzip.compress(content, 9, mtime=0))
            for ending in (".br", ".gz"):
                shutil.copyfile(plain.with_name(plain.name + ending), final.with_name(final.name + ending))
        _write(final, content)  # last: it says that the others are there
    return str(hashed)


def _write(path: Path, content: bytes) -> None:
    """Two processes that start together may write the same file: each moves a whole one into place."""
    draft = path.with_name(f".{path.name}.{id(content):x}")
    draft.write_bytes(content)
    draft.replace(path)


def _is_immutable(_path: str, url: str) -> bool:
    parts = url.rsplit("/", 1)[-1].split(".")
    return len(parts) >= 3 and len(parts[-2]) == HASH_LENGTH


def _no_sniffing(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
