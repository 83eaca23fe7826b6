"""Putting together the definition bundle of a procedure: its own diagrams and forms over the shared ones.

Only what the main process reaches belongs to a bundle: called processes, decision tables, the forms of user tasks.
So a change elsewhere makes no new version of this procedure.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from app.core.errors import N_, Invalid
from app.engine import hostile_xml
from app.engine.definitions import Bundle
from app.engine.hostile_xml import HostileXml

MAIN = "one_stop"
_PLAIN = re.compile(r"(forms/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
Find = Callable[[str], bytes | None]
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


def assemble(folder: Path, forms_dir: Path) -> Bundle:
    """The bundle of the procedure in `folder` (its parent holds `shared/`), forms from `forms_dir`.

    Raises Invalid naming the file that is missing or no XML. Whether diagrams and forms are sound, deploying says.
    """
    own, shared = _in_folders(folder, forms_dir / folder.name), shared_files(folder.parent, forms_dir)
    return _together(folder.name, own, shared)


def assemble_files(slug: str, own: Mapping[str, bytes], bpmn_dir: Path, forms_dir: Path) -> Bundle:
    """The bundle of a procedure whose own files are at hand by their names in a bundle. Raises Invalid as above."""
    return _together(slug, own.get, shared_files(bpmn_dir, forms_dir))


def shared_files(bpmn_dir: Path, forms_dir: Path) -> Find:
    """Finds a file of those that all procedures share by its name in a bundle (None: there is none)."""
    return _in_folders(bpmn_dir / "shared", forms_dir / "shared")


def _together(slug: str, own: Find, shared: Find) -> Bundle:
    files: dict[str, bytes] = {}
    waiting = [f"{MAIN}.bpmn"]
    while waiting:
        name = waiting.pop()
        if name in files:
            continue
        content = _first(own(name), shared(name))
        if content is None:
            raise Invalid({f"{slug}/{name}": N_("Không có tệp này, cả trong thư mục dùng chung.")})
        files[name] = content
        if name.endswith(".bpmn"):
            tree = _xml(content, f"{slug}/{name}")
            waiting += _called(tree)
            files.update(_forms(tree, own, shared))
    return Bundle(MAIN, dict(sorted(files.items())))


def gather(own: Find, shared: Find) -> dict[str, bytes]:
    """The files that the main process reaches, as far as they are there and can be read: what is left out, checking
    says."""
    files: dict[str, bytes] = {}
    waiting = [f"{MAIN}.bpmn"]
    while waiting:
        name = waiting.pop()
        content = None if name in files else _first(own(name), shared(name))
        if content is None:
            continue
        files[name] = content
        if name.endswith(".bpmn"):
            try:
                tree = _xml(content, name)
            except Invalid:
                continue
            waiting += _called(tree)
            files.update(_forms(tree, own, shared))
    return dict(sorted(files.items()))


def in_folders(diagrams: Path, forms: Path) -> Find:
    """Finds the files of one folder of diagrams and one of forms by their names in a bundle."""
    return _in_folders(diagrams, forms)


def fingerprint(bundle: Bundle | None) -> str:
    """SHA-256 over names and contents; the empty word's when there is no bundle."""
    digest = hashlib.sha256()
    for name, content in sorted(bundle.files.items()) if bundle else ():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _first(*contents: bytes | None) -> bytes | None:
    return next((content for content in contents if content is not None), None)


def _in_folders(diagrams: Path, forms: Path) -> Find:
    def find(name: str) -> bytes | None:
        if not _PLAIN.fullmatch(name):  # diagrams say what they call: nothing outside of these folders
            return None
        path = forms / name.removeprefix("forms/") if name.startswith("forms/") else diagrams / name
        return path.read_bytes() if path.is_file() else None

    return find


def _xml(content: bytes, name: str) -> etree._Element:
    try:
        return hostile_xml.read(content)
    except HostileXml as error:
        said = error.rule.at(name, **error.params)
        raise Invalid({name: ("%(text)s", {"text": f"{said.message['vi']} {said.mend['vi']}"})}) from None


def _called(tree: etree._Element) -> Iterator[str]:
    for call in tree.iter(f"{_BPMN}callActivity"):
        if process := call.get("calledElement"):
            yield f"{process}.bpmn"
    for decision in tree.iter(f"{_SPIFF}calledDecisionId"):
        yield f"{(decision.text or '').strip()}.dmn"


def _forms(tree: etree._Element, own: Find, shared: Find) -> Iterator[tuple[str, bytes]]:
    for task in tree.iter(f"{_BPMN}userTask", f"{_BPMN}manualTask"):
        name = f"forms/{_form_key(task)}.json"
        found = _first(own(name), shared(name))
        if found is not None:  # deploying refuses a task that needs a form and has none
            yield name, found


def _form_key(task: etree._Element) -> str:
    for item in task.iter(f"{_SPIFF}property"):
        if item.get("name") == "form":
            return str(item.get("value"))
    return str(task.get("id"))
