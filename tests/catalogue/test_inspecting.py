"""Files and folders as `flask studio check` takes them."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from app.cases.known import KNOWN
from app.catalogue.folders import inspect, unpacked
from app.catalogue.inspecting import problems_of
from app.core.config import ROOT
from app.engine.problems import ERROR, WARNING
from tests.catalogue.making import Library, described, write
from tests.engine.checking.faults import plain
from tests.engine.drawing import Drawing, bundle

SOUND = bundle(plain()).files["main.bpmn"].replace(b'"desk"', b'"one_stop"')
BROKEN = b"<no"
PLAIN_ENTRY, ENCRYPTED_ENTRY = b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"


def _rules(problems, severity=None):
    return {problem.rule for problem in problems if severity in (None, problem.severity)}


def _zip(files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_the_projects_own_bundles_have_no_error_and_no_warning():
    assert [f"{p.place} {p.rule}" for p in inspect([ROOT / "bpmn"], KNOWN) if p.severity in (ERROR, WARNING)] == []


def test_every_shared_file_has_no_error_alone():
    assert (
        _rules(inspect([ROOT / "bpmn" / "shared", ROOT / "forms" / "shared" / "examine.json"], KNOWN), ERROR) == set()
    )


def test_a_bundle_takes_shared_files_and_forms_and_names_real_paths(library: Library):
    folder = library.put()
    assert inspect([folder], KNOWN) == []
    (library.bpmn / "shared" / "receive.bpmn").write_bytes(BROKEN)
    (library.forms / "shared" / "examine.json").write_text('{"title": 1}')
    found = inspect([folder], KNOWN)
    assert (str(library.bpmn / "shared" / "receive.bpmn"), "file.not-xml") in {(p.file, p.rule) for p in found}
    assert (str(library.forms / "shared" / "examine.json"), "form.invalid") in {(p.file, p.rule) for p in found}


def test_a_folder_of_bundles_says_what_they_share_once(library: Library):
    library.put()
    library.put(slug="khac", code="9.000002")
    (library.bpmn / "shared" / "receive.bpmn").write_bytes(BROKEN)
    found = [p for p in inspect([library.bpmn], KNOWN) if p.rule == "file.not-xml"]
    assert len(found) == 1


def test_a_missing_file_is_told_at_the_call(library: Library):
    folder = library.put()
    (library.bpmn / "shared" / "receive.bpmn").unlink()
    (found,) = [p for p in inspect([folder], KNOWN) if p.severity == ERROR]
    assert (found.rule, found.element) == ("call.nowhere", "call_receive")


def test_a_manifest_is_judged_too(library: Library):
    folder = library.put()
    write(folder / "procedure.json", described(term="soon"))
    (found,) = inspect([folder], KNOWN)
    assert found.rule == "manifest.invalid" and "term" in found.message["vi"]
    (folder / "procedure.json").write_text("{")
    assert "manifest.not-json" in _rules(inspect([folder], KNOWN))


def test_what_no_diagram_calls_is_told(library: Library):
    folder = library.put()
    (folder / "lost.bpmn").write_bytes(SOUND)
    assert {(p.rule, p.file) for p in inspect([folder], KNOWN)} == {("bundle.not-used", str(folder / "lost.bpmn"))}


def test_any_folder_is_checked_file_by_file_with_what_they_call(tmp_path):
    called = Drawing("called").start("s2").user("u", "one_stop").end("e2").path("s2", "u", "e2")
    caller = Drawing("caller").start("s").call("c", "called").call("d", "nowhere").end("e")
    caller.path("s", "c", "d", "e")
    for name, drawing in (("one.bpmn", caller), ("deep/two.bpmn", called), ("deep/twin.bpmn", called)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(drawing.xml())
    (tmp_path / "bad.bpmn").write_bytes(BROKEN)
    found = {(p.rule, p.file, p.element) for p in inspect([tmp_path], KNOWN)}
    assert found == {
        ("file.not-xml", str(tmp_path / "bad.bpmn"), ""),
        ("call.not-at-hand", str(tmp_path / "one.bpmn"), "d"),
    }


def test_single_files_of_every_kind(tmp_path):
    contents = {"a.bpmn": SOUND, "b.xml": SOUND, "c.json": b"[]", "d.txt": b"x", "e.dmn": b"<x/>", "f.zip": b"PK"}
    for name, content in (contents | {"g.bpmn": b""}).items():
        (tmp_path / name).write_bytes(content)
    found = inspect(sorted(tmp_path.iterdir()), KNOWN)
    assert {(p.file.rsplit("/", 1)[1], p.rule) for p in found} == {
        ("c.json", "file.not-json"), ("d.txt", "file.unknown-kind"), ("e.dmn", "file.not-dmn"),
        ("f.zip", "zip.refused"), ("g.bpmn", "file.empty"),
    }  # fmt: skip


def test_an_empty_folder_says_so(tmp_path):
    assert _rules(inspect([tmp_path], KNOWN)) == {"folder.empty"}


def test_an_archive_is_checked_like_a_folder(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(_zip({"bpmn/a.bpmn": SOUND, "bpmn/b.bpmn": BROKEN, "../../etc/c.bpmn": SOUND}))
    assert {(p.file, p.rule) for p in inspect([path], KNOWN)} == {(f"{path}!bpmn/b.bpmn", "file.not-xml")}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04", _zip({"a.bpmn": b"0" * 9_000_000}), _zip({f"{n}.bpmn": b"" for n in range(400)}),
        _zip({"a.bpmn": SOUND})[:-30], _zip({"a.bpmn": SOUND}).replace(PLAIN_ENTRY, ENCRYPTED_ENTRY),
        _zip({"a": b"x" * 5_000_000, "b": b"x" * 5_000_000}),
    ],
    ids=["nothing", "a beginning", "a bomb", "too many", "cut", "encrypted", "too big in all"],
)  # fmt: skip
def test_archives_that_are_refused(content):
    with pytest.raises(ValueError, match=r"no archive|too many|too big"):
        unpacked(content)


def test_a_bomb_is_not_unpacked_whole():
    with pytest.raises(ValueError, match="too big"):
        unpacked(_zip({"a.bpmn": b"0" * 50_000_000}))


def test_a_file_that_cannot_be_opened_is_told(tmp_path, monkeypatch):
    path = tmp_path / "a.bpmn"
    path.write_bytes(SOUND)

    def refuse(_self):
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert _rules(inspect([path], KNOWN)) == {"file.unreadable"}


def test_a_manifests_faults_are_said_in_english_too():
    (found,) = problems_of({"procedure.json": b"[]"}, alone=True)
    assert found.message["vi"] and found.message["en"].startswith("The manifest has a fault")


def test_a_copy_elsewhere_is_checked_with_its_own_forms(tmp_path):
    for kind in ("bpmn", "forms"):
        shutil.copytree(ROOT / kind, tmp_path / kind)
    (tmp_path / "forms" / "khai-sinh" / "check_late.json").unlink()
    found = [p for p in inspect([tmp_path / "bpmn" / "khai-sinh"], KNOWN) if p.severity == ERROR]
    assert {(p.rule, p.element) for p in found} == {("form.unknown", "check_late")}
