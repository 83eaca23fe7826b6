"""Drafts of procedures: whoever comes too late loses nothing, archives of strangers do no harm, bytes stay bytes."""

import io
import shutil
import zipfile
from datetime import date, timedelta

import pytest
import time_machine

from app.cases.known import KNOWN
from app.catalogue import assembling, draft_archive, draft_checks, draft_files, drafts, own_files
from app.catalogue.draft_files import ASIDE, EditedMeanwhile, NotEditable
from app.catalogue.models import Procedure
from app.core.config import ROOT
from app.core.db import session, transaction
from app.core.errors import Invalid, NotFound
from app.engine.problems import ERROR, WARNING
from app.identity.accounts import by_username

DIRS = (ROOT / "bpmn", ROOT / "forms")
SLUGS = sorted(path.parent.name for path in DIRS[0].glob("*/procedure.json"))


@pytest.fixture
def who(world):
    with transaction():
        return {name: by_username(name).id for name in ("designer", "admin")}


@pytest.fixture
def draft_id(who):
    with transaction():
        return drafts.begin("thu-moi", "Thử mới", {"a.bpmn": b"one"}, who["designer"]).id


def save(draft_id, content, base, account_id, path="a.bpmn"):
    with transaction():
        return draft_files.save(draft_id, path, content, base, account_id)


def now(draft_id, path="a.bpmn"):
    with transaction():
        return draft_files.read(draft_id, path)[1]


def kept(draft_id, path="a.bpmn"):
    """Every text of a file that is kept, by kind."""
    with transaction():
        rows = draft_files.revisions(draft_id, path)
        return [(row.kind, draft_files.read(draft_id, path, row.revision)[1]) for row in rows]


def test_a_save_makes_a_revision_and_saving_the_same_makes_none(draft_id, who):
    assert save(draft_id, b"two", 1, who["designer"]) == 2
    assert save(draft_id, b"two", 2, who["designer"]) == 2
    assert now(draft_id) == b"two"


def test_who_comes_too_late_is_told_and_loses_nothing(draft_id, who):
    save(draft_id, b"of the first", 1, who["admin"])
    for _ in range(2):  # pressed twice: kept once
        with pytest.raises(EditedMeanwhile, match=r"a\.bpmn") as told:
            save(draft_id, b"of the second", 1, who["designer"])
    assert told.value.revision == 2
    assert now(draft_id) == b"of the first"
    assert kept(draft_id).count((ASIDE, b"of the second")) == 1


def test_saving_what_the_other_saved_too_is_no_conflict(draft_id, who):
    save(draft_id, b"same", 1, who["admin"])
    assert save(draft_id, b"same", 1, who["designer"]) == 2


def test_what_was_deleted_meanwhile_is_not_brought_back_by_an_autosave(draft_id, who):
    with transaction():
        draft_files.remove(draft_id, "a.bpmn", who["admin"])
    with pytest.raises(EditedMeanwhile):
        save(draft_id, b"mine", 1, who["designer"])
    assert (ASIDE, b"mine") in kept(draft_id)


def test_autosaves_of_one_person_are_thinned_and_numbers_never_come_again(draft_id, who):
    with time_machine.travel("2026-11-23T02:00:00Z", tick=False) as clock:
        revision, given = 1, [1]
        for number in range(1, 40):
            clock.shift(timedelta(seconds=30))
            revision = save(draft_id, b"text %d" % number, revision, who["designer"])
            given.append(revision)
    assert given == list(range(1, 41))
    assert 4 <= len(kept(draft_id)) <= 8
    assert now(draft_id) == b"text 39"


def test_the_text_of_another_is_never_thinned(draft_id, who):
    revision = 1
    for number in range(6):
        revision = save(draft_id, b"%d" % number, revision, who["designer" if number % 2 else "admin"])
    assert {text for _, text in kept(draft_id)} == {b"one", *(b"%d" % number for number in range(6))}


def test_files_are_renamed_deleted_and_restored(draft_id, who):
    with transaction():
        draft_files.rename(draft_id, "a.bpmn", "b.bpmn", who["designer"])
    assert now(draft_id, "b.bpmn") == b"one"
    with pytest.raises(NotFound), transaction():
        draft_files.read(draft_id, "a.bpmn")
    with transaction():
        assert [one.path for one in draft_files.gone(draft_id)] == ["a.bpmn"]
        draft_files.restore(draft_id, "a.bpmn", 1, who["designer"])
        assert draft_files.gone(draft_id) == []
    with pytest.raises(Invalid), transaction():
        draft_files.rename(draft_id, "a.bpmn", "b.bpmn", who["designer"])


def test_what_is_proposed_is_not_edited_until_taken_back(draft_id, who):
    with transaction():
        drafts.propose(draft_id, date(2099, 1, 1), "Quyết định 1/QĐ-UBND", who["designer"])
    with pytest.raises(NotEditable):
        save(draft_id, b"two", 1, who["designer"])
    with transaction():
        drafts.take_back(draft_id, who["designer"])
    save(draft_id, b"two", 1, who["designer"])


def test_a_proposal_needs_a_basis_and_a_day_to_come(draft_id, who):
    with pytest.raises(Invalid) as refused, transaction():
        drafts.propose(draft_id, date(2020, 1, 1), " ", who["designer"])
    assert set(refused.value.fields) == {"legal_basis", "effective_from"}


@pytest.mark.parametrize(
    "path",
    [
        "../a.bpmn",
        "forms/../a.json",
        "a.py",
        "/a.bpmn",
        "forms/x/a.json",
        ".bpmn",
        "a\x00.bpmn",
        "x" * 90 + ".bpmn",
        "",
    ],
)
def test_a_draft_holds_no_other_files(draft_id, who, path):
    with pytest.raises(Invalid):
        save(draft_id, b"x", None, who["designer"], path)


def test_a_draft_has_room_for_so_much(draft_id, who, monkeypatch):
    with pytest.raises(Invalid):
        save(draft_id, bytes(draft_archive.MAX_FILE + 1), None, who["designer"], "b.bpmn")
    monkeypatch.setattr(draft_files, "MAX_UNPACKED", 10)
    save(draft_id, b"1234567", None, who["designer"], "b.bpmn")
    with pytest.raises(Invalid):
        save(draft_id, b"1", None, who["designer"], "c.bpmn")


def test_a_draft_of_each_procedure_goes_out_and_in_byte_for_byte(world, who, tmp_path):
    for slug in SLUGS:
        files = own_files.of_folder(slug, *DIRS)
        with transaction():
            stored = draft_files.contents(drafts.begin(slug, slug, files, who["designer"]).id)
        back = draft_archive.unpack(draft_archive.pack(slug, stored))
        assert (back.slug, back.files) == (slug, files)
        own_files.write_out(slug, back.files, tmp_path)
        assert own_files.of_folder(slug, tmp_path / "bpmn", tmp_path / "forms") == files


def test_a_released_version_gives_its_own_files_and_no_shared_one(world):
    for slug in ("khai-sinh", "ho-ngheo"):
        with transaction():
            version_id = session().query(Procedure).filter_by(slug=slug).one().current_version_id
            assert own_files.of_version(version_id, *DIRS) == own_files.of_folder(slug, *DIRS)


def test_a_released_version_whose_folder_has_changed_gives_what_differs_from_the_shared(world, tmp_path):
    with transaction():
        version_id = session().query(Procedure).filter_by(slug="khai-sinh").one().current_version_id
        files = own_files.of_version(version_id, tmp_path, DIRS[1])
    assert files["resolve.bpmn"] == (DIRS[0] / "khai-sinh" / "resolve.bpmn").read_bytes()
    assert b'"khai-sinh"' in files["procedure.json"]


def test_nothing_is_wrong_with_the_least_that_runs_nor_with_what_is_in_force():
    sets = {slug: own_files.of_folder(slug, *DIRS) for slug in ("khai-sinh", "ho-ngheo")}
    sets["thu-moi"] = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", date(2026, 12, 1))
    for slug, files in sets.items():
        found = draft_checks.problems(slug, files, *DIRS, KNOWN)
        assert [one for one in found if one.severity == ERROR] == [], slug


def test_each_kind_of_file_has_its_problems_at_their_place():
    files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", date(2026, 12, 1))
    files["resolve.bpmn"] = files["resolve.bpmn"].replace(b'name="form" value="handle"', b'name="form" value="nope"')
    files["forms/handle.json"] = b'{"title": 1}'
    files["procedure.json"] = files["procedure.json"].replace(b'"5wd"', b'"soon"')
    files["lonely.bpmn"] = files["resolve.bpmn"]
    found = draft_checks.problems("thu-moi", files, *DIRS, KNOWN)
    assert ("resolve.bpmn", "handle") in {(one.file, one.element) for one in found}
    assert "term" in next(one for one in found if one.file == "procedure.json").message["vi"]
    assert "forms/handle.json" in {one.file for one in found}
    assert next(one for one in found if one.file == "lonely.bpmn").severity == WARNING


def test_a_draft_says_its_own_folder():
    files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", date(2026, 12, 1))
    (problem,) = draft_checks.problems("thu-khac", files, *DIRS, KNOWN)
    assert problem.rule == "draft.slug"
    assert draft_checks.problems("x", {"a.bpmn": b"<x/>"}, *DIRS, KNOWN)[0].file == "procedure.json"


@pytest.mark.parametrize("name", ["../../secret", "../secret", "/tmp/secret", "x" * 300])
def test_a_diagram_cannot_name_files_outside_of_the_folders(tmp_path, name):
    shutil.copytree(DIRS[0] / "shared", tmp_path / "bpmn" / "shared")
    for place in (tmp_path, tmp_path / "bpmn"):
        (place / "secret.bpmn").write_bytes(b"<secret/>")
    files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", date(2026, 12, 1))
    call = f'<bpmn:callActivity id="c" calledElement="{name}"/></bpmn:process>'.encode()
    files["resolve.bpmn"] = files["resolve.bpmn"].replace(b"</bpmn:process>", call)
    with pytest.raises(Invalid, match="Không có tệp này"):
        assembling.assemble_files("thu-moi", files, tmp_path / "bpmn", DIRS[1])


def zipped(*entries, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content, **options)
    return buffer.getvalue()


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


def locked(content):
    """The archive with the mark of a password on its entry."""
    spoiled = bytearray(content)
    spoiled[content.index(b"PK\x01\x02") + 8] |= 1
    spoiled[content.index(b"PK\x03\x04") + 6] |= 1
    return bytes(spoiled)


def lying(content):
    """The archive whose entries say that they are of one byte."""
    spoiled = bytearray(content)
    place = content.index(b"PK\x01\x02")
    spoiled[place + 24 : place + 28] = (1).to_bytes(4, "little")
    return bytes(spoiled)


HOSTILE = {
    "no archive": b"hello",
    "empty": b"",
    "nothing in it": zipped(),
    "out of the folder": zipped(("../../a.bpmn", b"x")),
    "absolute": zipped(("/etc/a.bpmn", b"x")),
    "backslashes": zipped(("..\\a.bpmn", b"x")),
    "a drive": zipped(("C:/a.bpmn", b"x")),
    "a link": zipped((link("a.bpmn"), b"/etc/passwd")),
    "a password": locked(zipped(("a.bpmn", b"x"))),
    "a bomb": zipped(*((f"a{i}.bpmn", bytes(1024 * 1024)) for i in range(9))),
    "a big file": zipped(("a.bpmn", bytes(3 * 1024 * 1024))),
    "a lying bomb": lying(zipped(("a.bpmn", bytes(3 * 1024 * 1024)))),
    "too many": zipped(*((f"a{i}.bpmn", b"x") for i in range(301))),
    "a program": zipped(("a.bpmn", b"x"), ("run.sh", b"x")),
    "an archive": zipped(("a.zip", b"x")),
    "twice the same": zipped(("x/a.bpmn", b"1"), ("y/a.bpmn", b"2")),
    "two procedures": zipped(("bpmn/mot/a.bpmn", b"1"), ("bpmn/hai/b.bpmn", b"2")),
    "cut off": zipped(("a.bpmn", b"x" * 5000))[:60],
    "too long": bytes(draft_archive.MAX_ARCHIVE + 1),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_archives_are_refused(content):
    with pytest.raises(Invalid):
        draft_archive.unpack(content)


def test_archives_of_other_tools_are_understood():
    entries = [
        ("Thủ tục/Sơ đồ 1.bpmn", b"1"),
        ("Thủ tục/export.XML", b"2"),
        ("Thủ tục/forms/đơn.json", b"3"),
        ("__MACOSX/._x", b"4"),
        ("Thủ tục/.DS_Store", b"5"),
    ]
    got = draft_archive.unpack(zipped(*entries))
    assert got.files == {"so_do_1.bpmn": b"1", "export.bpmn": b"2", "forms/don.json": b"3"}


def test_who_has_it_open_is_seen_for_a_while(draft_id, who):
    with time_machine.travel("2026-11-23T02:00:00Z", tick=False) as clock:
        for _ in range(2):
            with transaction():
                drafts.is_open(draft_id, "a.bpmn", who["admin"])
        with transaction():
            assert [one.path for one in drafts.editors(draft_id, but=who["designer"])] == ["a.bpmn"]
            assert drafts.editors(draft_id, but=who["admin"]) == []
        clock.shift(timedelta(minutes=2))
        with transaction():
            assert drafts.editors(draft_id, but=who["designer"]) == []


def test_the_list_has_every_procedure_with_its_drafts_and_the_new_ones(draft_id, who):
    with transaction():
        drafts.begin("khai-sinh", "Sửa", {"a.bpmn": b"x"}, who["designer"])
        found = {line.slug: line for line in drafts.lines()}
    assert set(found) == {*SLUGS, "thu-moi"}
    assert [one.title for one in found["khai-sinh"].drafts] == ["Sửa"]
    assert found["khai-sinh"].version == 1
    assert found["thu-moi"].version is None
