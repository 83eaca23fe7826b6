"""Checking what stands in files and folders: a bundle, a folder of bundles, any folder of diagrams, a single file.

Problems name files by their paths. What procedures share is said once. A file that cannot be read stops no other.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lxml import etree

from app.catalogue import assembling, manifest
from app.catalogue.inspecting import problems_of
from app.catalogue.scenario_files import FOLDER
from app.engine import reading
from app.engine.checking.known import Known
from app.engine.cycles import reached
from app.engine.hostile_xml import HostileXml
from app.engine.nodes import BPMN, SPIFF
from app.engine.problems import ERROR, WARNING, Problem, rule, worst_first

SHARED = "shared"

UNKNOWN_KIND = rule(
    "file.unknown-kind", ERROR,
    vi="Loại tệp này không kiểm tra được.", en="Files of this kind cannot be checked.",
    mend_vi="Chọn tệp .bpmn, .dmn, .json hoặc gói .zip.", mend_en="Choose a .bpmn, .dmn or .json file, or a .zip.",
)  # fmt: skip
UNREADABLE = rule(
    "file.unreadable", ERROR,
    vi="Không mở được tệp.", en="The file cannot be opened.",
    mend_vi="Xem quyền đọc của tệp.", mend_en="Look at the file's permissions.",
)  # fmt: skip
NOT_USED = rule(
    "bundle.not-used", WARNING,
    vi="Không sơ đồ nào của thủ tục gọi tới tệp này.", en="No diagram of the procedure calls this file.",
    mend_vi="Gọi tới nó hoặc xóa tệp.", mend_en="Call it, or delete the file.",
)  # fmt: skip
BAD_ZIP = rule(
    "zip.refused", ERROR,
    vi="Gói nén hỏng, có mật khẩu hoặc bung ra quá lớn.",
    en="The archive is damaged, encrypted, or unpacks to too much.",
    mend_vi="Nén lại chỉ các tệp sơ đồ, bảng và biểu mẫu.", mend_en="Pack the diagrams, tables and forms only, again.",
)  # fmt: skip
NOTHING_HERE = rule(
    "folder.empty", WARNING,
    vi="Thư mục không có tệp nào để kiểm tra.", en="The folder has no file to check.",
    mend_vi="Chọn thư mục có tệp .bpmn, .dmn.", mend_en="Choose a folder that has .bpmn or .dmn files.",
)  # fmt: skip


def inspect(paths: Iterable[Path], known: Known) -> list[Problem]:
    """What is wrong in files and folders, the worst first; each thing once."""
    found = [problem for path in paths for problem in _of(path, known)]
    once = {(p.file, p.element, p.rule, p.message["vi"]): p for p in reversed(found)}
    return sorted(once.values(), key=worst_first)


def _of(path: Path, known: Known) -> Iterator[Problem]:
    if path.is_file():
        yield from _file(path, known)
    elif (path / manifest.FILE_NAME).is_file():
        yield from _bundle(path, known)
    elif bundles := sorted(path.glob(f"*/{manifest.FILE_NAME}")):
        for one in bundles:
            yield from _bundle(one.parent, known)
        yield from _standard(path / SHARED, known)
    else:
        whole = {str(path / name) for name in standard_files(path)}
        yield from _standard(path, known)
        yield from _any_folder(path, known, whole)


def _file(path: Path, known: Known) -> Iterator[Problem]:
    try:
        content = path.read_bytes()[: reading.MAX_BUNDLE + 1]
    except OSError:
        yield UNREADABLE.at(str(path))
        return
    if path.suffix == ".zip":
        yield from _zipped(path, content, known)
    elif path.name == manifest.FILE_NAME:
        yield from _named(problems_of({path.name: content}, known=known, alone=True), {path.name: str(path)})
    elif path.suffix in (".bpmn", ".dmn", ".json", ".xml"):
        beside = FOLDER if path.parent.name == FOLDER.strip("/") else "forms/"
        name = (
            f"{beside}{path.name}" if path.suffix == ".json" else f"{path.stem}{path.suffix.replace('.xml', '.bpmn')}"
        )
        yield from _named(problems_of({name: content}, known=known, alone=True), {name: str(path)})
    else:
        yield UNKNOWN_KIND.at(str(path))


def _bundle(folder: Path, known: Known) -> Iterator[Problem]:
    """A procedure's folder as publishing takes it: its own files over the shared ones, forms beside `bpmn`."""
    forms = folder.parent.parent / "forms"
    places = [(folder, forms / folder.name), (folder.parent / SHARED, forms / SHARED)]
    described = folder / manifest.FILE_NAME
    files = assembling.gather(*(assembling.in_folders(*place) for place in places)) if _online(described) else {}
    paths = {name: str(_first(name, places)) for name in files} | {manifest.FILE_NAME: str(described)}
    played = scenarios_in(folder)
    paths |= {name: str(folder / name) for name in played}
    whole = files | {manifest.FILE_NAME: _bytes(described)} | played
    main = assembling.MAIN if files else None
    yield from _named(problems_of(whole, main, known), paths)
    for path in sorted(folder.glob("*.[bd][pm][mn]*")):
        if path.name not in files and path.suffix in (".bpmn", ".dmn"):
            yield NOT_USED.at(str(path))
            yield from _file(path, known)


def _online(path: Path) -> bool:
    return b'"INFO_ONLY"' not in _bytes(path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _first(name: str, places: list[tuple[Path, Path]]) -> Path:
    inside = name.removeprefix("forms/")
    candidates = [(forms if name.startswith("forms/") else diagrams) / inside for diagrams, forms in places]
    return next((path for path in candidates if path.is_file()), candidates[0])


def _any_folder(folder: Path, known: Known, done: Collection[str] = ()) -> Iterator[Problem]:
    """Each diagram (but those `done`) with what it calls, as far as that is in the folder too; the same ids elsewhere
    do not matter."""
    files = {
        str(path): path for kind in ("bpmn", "dmn") for path in sorted(folder.rglob(f"*.{kind}")) if path.is_file()
    }
    if not files:
        yield NOTHING_HERE.at(str(folder))
    yield from _together({name: _bytes(path) for name, path in files.items() if name not in done}, {}, known)


def _standard(folder: Path, known: Known) -> Iterator[Problem]:
    """The procedure that shared diagrams are by themselves, with the scenarios that stand beside them to play it."""
    if files := standard_files(folder):
        forms = folder.parent.parent / "forms"
        whole = {**files, **scenarios_in(folder)}
        paths = {name: str(_first(name, [(folder, forms / folder.name)])) for name in whole}
        yield from _named(problems_of(whole, assembling.MAIN, known), paths)


def scenarios_in(folder: Path) -> dict[str, bytes]:
    """The scenarios in a folder of diagrams by their names in a bundle."""
    return {f"{FOLDER}{path.name}": _bytes(path) for path in sorted((folder / FOLDER).glob("*.json"))}


def standard_files(folder: Path) -> dict[str, bytes]:
    """What the main process of a folder without a manifest runs on, forms beside `bpmn`; nothing without a main
    process."""
    find = assembling.in_folders(folder, folder.parent.parent / "forms" / folder.name)
    found = assembling.gather(find, lambda _name: None)
    return found if f"{assembling.MAIN}.bpmn" in found else {}


def _together(files: Mapping[str, bytes], forms: Mapping[str, bytes], known: Known) -> Iterator[Problem]:
    defines: dict[str, str] = {}
    wants: dict[str, set[str]] = {}
    for name, content in files.items():
        mine, wants[name] = _defined_and_wanted(name, content)
        for one in mine:
            defines.setdefault(one, name)
    edges = {name: {defines[one] for one in wanted if one in defines} for name, wanted in wants.items()}
    for name in files:
        group = {one: files[one] for one in sorted(reached({name}, edges))}
        yield from problems_of({**group, **forms}, known=known, alone=True)


def _defined_and_wanted(name: str, content: bytes) -> tuple[set[str], set[str]]:
    try:
        root = reading.tree(name, content)
    except HostileXml:
        return set(), set()
    mine = {one.get("id", "") for one in root.iter(f"{BPMN}process", f"{{{etree.QName(root).namespace}}}decision")}
    called = {one.get("calledElement", "") for one in root.iter(f"{BPMN}callActivity")}
    asked = {(one.text or "").strip() for one in root.iter(f"{SPIFF}calledDecisionId")}
    return mine, called | asked


def _zipped(path: Path, content: bytes, known: Known) -> Iterator[Problem]:
    try:
        files = unpacked(content)
    except ValueError:
        yield BAD_ZIP.at(str(path))
        return
    forms = {f"forms/{name.rpartition('/')[2]}": text for name, text in files.items() if "forms/" in name}
    drawn = {name: text for name, text in files.items() if name.endswith((".bpmn", ".dmn"))}
    if not drawn:
        yield NOTHING_HERE.at(str(path))
    for problem in _together(drawn, forms, known):
        yield replace(problem, file=f"{path}!{problem.file}")


_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, OSError,
    EOFError, UnicodeDecodeError,
)  # fmt: skip


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a zip archive, never more than a bundle may have. Raises ValueError for anything else."""
    files: dict[str, bytes] = {}
    room = reading.MAX_BUNDLE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > reading.MAX_FILES:
                raise ValueError("too many files")
            for entry in entries:
                with archive.open(entry) as packed:
                    files[entry.filename] = packed.read(room + 1)  # what the directory says of its size is not believed
                room -= len(files[entry.filename])
                if room < 0:
                    raise ValueError("too big unpacked")
    except _BROKEN as error:
        raise ValueError("no archive") from error
    return files


def _named(found: Iterable[Problem], paths: Mapping[str, str]) -> Iterator[Problem]:
    for problem in found:
        yield replace(problem, file=paths.get(problem.file, problem.file))
