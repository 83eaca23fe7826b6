"""Putting together the definition bundle of a procedure: its own diagrams and forms over the shared ones.

Only what the main process reaches belongs to a bundle: called processes, decision tables, the forms of user tasks.
So a change elsewhere makes no new version of this procedure.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from app.core.errors import N_, Invalid
from app.engine.definitions import Bundle

MAIN = "one_stop"
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


def assemble(folder: Path, forms_dir: Path) -> Bundle:
    """The bundle of the procedure in `folder` (its parent holds `shared/`), forms from `forms_dir`.

    Raises Invalid naming the file that is missing or no XML. Whether diagrams and forms are sound, deploying says.
    """
    diagrams = [folder, folder.parent / "shared"]
    blanks = [forms_dir / folder.name, forms_dir / "shared"]
    files: dict[str, bytes] = {}
    waiting = [f"{MAIN}.bpmn"]
    while waiting:
        name = waiting.pop()
        if name in files:
            continue
        files[name] = _first(diagrams, name)
        if name.endswith(".bpmn"):
            tree = _xml(files[name], f"{folder.name}/{name}")
            waiting += _called(tree)
            files.update(_forms(tree, blanks))
    return Bundle(MAIN, dict(sorted(files.items())))


def fingerprint(bundle: Bundle | None) -> str:
    """SHA-256 over names and contents; the empty word's when there is no bundle."""
    digest = hashlib.sha256()
    for name, content in sorted(bundle.files.items()) if bundle else ():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _first(folders: list[Path], name: str) -> bytes:
    for folder in folders:
        if (folder / name).is_file():
            return (folder / name).read_bytes()
    raise Invalid({f"{folders[0].name}/{name}": N_("Không có tệp này, cả trong thư mục dùng chung.")})


def _xml(content: bytes, name: str) -> etree._Element:
    # the rules for hostile XML are the engine's; here nothing outside is loaded and nothing expanded
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Invalid({name: (N_("Không phải XML đúng: %(reason)s."), {"reason": error.msg})}) from None


def _called(tree: etree._Element) -> Iterator[str]:
    for call in tree.iter(f"{_BPMN}callActivity"):
        if process := call.get("calledElement"):
            yield f"{process}.bpmn"
    for decision in tree.iter(f"{_SPIFF}calledDecisionId"):
        yield f"{(decision.text or '').strip()}.dmn"


def _forms(tree: etree._Element, folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    for task in tree.iter(f"{_BPMN}userTask", f"{_BPMN}manualTask"):
        key = _form_key(task)
        found = next((folder / f"{key}.json" for folder in folders if (folder / f"{key}.json").is_file()), None)
        if found:  # deploying refuses a task that needs a form and has none
            yield f"forms/{key}.json", found.read_bytes()


def _form_key(task: etree._Element) -> str:
    for item in task.iter(f"{_SPIFF}property"):
        if item.get("name") == "form":
            return str(item.get("value"))
    return str(task.get("id"))
