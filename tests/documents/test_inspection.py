"""Files are known by their bytes: good ones, false names, broken, doubled, swollen and dangerous ones."""

import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.documents.inspection import MAX_ENTRIES, Unfit, inspect
from app.documents.intake import examine
from app.documents.kinds import ENDINGS, TAKEN
from tests.documents.samples import GOOD, HEIC, LOCKED_PDF, OLD_WORD, PDF, PROGRAM, WEBP, docx, jpeg, odt, png, zipped

LIMIT = 2 * 1024 * 1024


def refusal(name: str, content: bytes, limit: int = LIMIT) -> str:
    """What the person is told."""
    with pytest.raises(Invalid) as refused:
        examine(name, content, limit, "papers.x")
    text, params = refused.value.fields["papers.x"]
    return text % params


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_known(name: str) -> None:
    found = examine(name, GOOD[name], LIMIT, "papers.x")
    assert found.kind is ENDINGS[name.rsplit(".")[-1].lower()]
    assert found.filename == name


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("ending", ["pdf", "jpg", "png", "docx", "xlsx", "odt", "exe", "html", "svg"])
def test_a_name_that_claims_another_kind_is_refused(name: str, ending: str) -> None:
    kind = inspect(GOOD[name])
    if ending in kind.endings:
        return
    assert f"“.{ending}” nhưng nội dung là {kind.name}" in refusal(f"giay.{ending}", GOOD[name])


@pytest.mark.parametrize("name", GOOD)
def test_cut_short_is_refused(name: str) -> None:
    content = GOOD[name]
    for length in (len(content) // 2, len(content) - 10, 20):
        assert "hỏng" in refusal(name, content[:length])


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "trống"),
        (b"\0" * (LIMIT + 1), "lớn hơn 2 MB"),
        (HEIC, "Tương thích nhất"),
        (WEBP, "WebP"),
        (OLD_WORD, "kiểu cũ"),
        (PROGRAM, "chương trình"),
        (b"GIF89a" + b"\0" * 50, "Ảnh động"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 50, "video"),
        (b"II*\0" + b"\0" * 50, "trình duyệt"),
        (b"Rar!\x1a\x07", "Tệp nén"),
        (b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>", "Trang web"),
        (b"<svg onload=alert(1)>", "SVG"),
        (b"chao", "không nhận được"),
        (LOCKED_PDF, "mật khẩu hoặc bị khóa"),
        (zipped({"a.txt": b"x"}), "Tệp nén"),
        (zipped({"mimetype": b"application/epub+zip", "content.xml": b""}), "không nhận được"),
        (docx({"word/vbaProject.bin": b"x"}), "macro"),
        (docx(types="application/vnd.ms-word.document.macroEnabled"), "macro"),
        (docx({"../../etc/passwd": b"x"}), "nội dung lạ"),
        (png(30_001, 10), "Ảnh quá lớn: 30001 × 10"),
        (png(20_000, 20_000), "Ảnh quá lớn"),
        (png(0, 10), "hỏng"),
        (jpeg(60_000, 60_000), "Ảnh quá lớn: 60000 × 60000"),
    ],
)
def test_refused_with_what_to_do(content: bytes, part: str) -> None:
    assert part in refusal("tep", content)


@pytest.mark.parametrize("first", [PDF, jpeg(), png()])
@pytest.mark.parametrize("second", [zipped({"evil.exe": PROGRAM}), docx()])
def test_a_file_that_is_also_an_archive_is_refused(first: bytes, second: bytes) -> None:
    assert "nội dung lạ" in refusal("tep", first + second)


def test_other_polyglots_are_refused() -> None:
    image = jpeg()
    assert "nội dung lạ" in refusal("tep", image[:20] + b"\xff\xfe\0\x0b%PDF-1.4\n" + image[20:])
    assert "nội dung lạ" in refusal("tep", PDF + b"<script>" + b"x" * 5000)
    assert "nội dung lạ" in refusal("tep", b"PK\x03\x04" + b"#!/bin/sh\n" * 5 + docx())


def test_what_phones_append_to_a_photo_does_no_harm() -> None:
    assert inspect(jpeg() + b"SEFH" + b"\0" * 500).name == "JPEG"


def test_swollen_archives_are_refused_without_unpacking() -> None:
    bomb = docx({"word/media/image1.bmp": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    began = time.perf_counter()
    assert "mở ra sẽ quá lớn" in refusal("tep.docx", bomb)
    assert time.perf_counter() - began < 0.1


def test_an_archive_that_lies_about_its_entries_is_refused() -> None:
    content = bytearray(docx())
    end = content.rfind(b"PK\x05\x06")
    content[end + 8 : end + 12] = struct.pack("<HH", MAX_ENTRIES + 1, MAX_ENTRIES + 1)
    assert "quá lớn" in refusal("tep.docx", bytes(content))


def test_entries_that_share_their_bytes_are_refused() -> None:
    content = bytearray(docx())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    assert "quá lớn" in refusal("tep.docx", bytes(content))


def test_an_entry_with_a_password_is_refused() -> None:
    content = bytearray(odt())
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert "mật khẩu" in refusal("tep.odt", bytes(content))


@pytest.mark.parametrize("sign", [b"\xff", b"\xff\xe0\0\x02"])
def test_endless_small_pieces_cost_little(sign: bytes) -> None:
    content = b"\xff\xd8\xff\xe0\0\x02" + sign * 400_000
    began = time.perf_counter()
    assert "hỏng" in refusal("tep.jpg", content)
    assert time.perf_counter() - began < 0.5


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 400), st.binary(min_size=1, max_size=6))
def test_spoilt_bytes_are_taken_or_refused(name: str, at: int, put: bytes) -> None:
    content = GOOD[name]
    try:
        assert inspect(content[:at] + put + content[at + len(put) :]) in TAKEN
    except Unfit as unfit:
        assert unfit.said[0]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]), st.binary(max_size=300))
def test_a_right_beginning_alone_is_not_enough(start: bytes, rest: bytes) -> None:
    with pytest.raises(Unfit):
        inspect(start + rest)
