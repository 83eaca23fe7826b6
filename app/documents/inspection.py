"""Looking into a file's bytes: is it whole, is it one thing only, will it harm who opens it. Headers only: no image is
drawn, no archive is unpacked (but one small list of contents), so that no file is costly to look at.
"""

import lzma
import re
import struct
import zipfile
import zlib
from io import BytesIO

from app.core.errors import N_
from app.documents import kinds
from app.documents.kinds import DOCX, JPEG, ODT, PDF, PNG, XLSX, Kind

MAX_PIXELS, MAX_SIDE = 120_000_000, 30_000
MAX_CHUNKS = 20_000
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO, SMALL = 2_000, 200 * 1024 * 1024, 250, 10 * 1024 * 1024
TAIL = 65_557  # the longest end of a zip: 22 bytes and its comment

_BROKEN = N_("Tệp bị hỏng hoặc chưa tải lên hết. Mở thử trên máy của bạn, rồi chọn lại tệp.")
_TWO_THINGS = N_("Tệp chứa thêm nội dung lạ. Mở tệp, lưu lại thành tệp mới hoặc in ra PDF, rồi gửi.")
_LOCKED_PDF = N_("Tệp PDF có mật khẩu hoặc bị khóa. Lưu lại bản không khóa, hoặc chụp ảnh giấy tờ rồi gửi.")
_HUGE_IMAGE = N_("Ảnh quá lớn: %(width)s × %(height)s điểm. Giảm kích thước ảnh rồi gửi lại.")
_BOMB = N_("Tệp nén bất thường: mở ra sẽ quá lớn. In ra PDF rồi gửi.")
_MACROS = N_("Tệp có chứa macro (lệnh tự chạy). Lưu lại không có macro, hoặc in ra PDF, rồi gửi.")
_LOCKED = N_("Tệp có mật khẩu. Bỏ mật khẩu, lưu lại rồi gửi.")

_ENCRYPT = re.compile(rb"/Encrypt\s*(?:[0-9]{1,10}\s+[0-9]{1,5}\s+R|<<)")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, ValueError, OSError, EOFError,
    struct.error,
)  # fmt: skip


class Unfit(Exception):
    """The bytes cannot be taken; `said` is the message and its parameters."""

    def __init__(self, text: str, **params: object) -> None:
        super().__init__(text)
        self.said = (text, params)


def inspect(content: bytes) -> Kind:
    """The kind of a file, by its bytes alone. Raises Unfit with what the person can do."""
    claimed = kinds.told_by(content)
    if claimed is None:
        raise Unfit(kinds.why_refused(content))
    if claimed is DOCX:
        return _office(content)
    _LOOK[claimed](content)
    if _end_of_zip(content) is not None:
        raise Unfit(_TWO_THINGS)
    if claimed is not PDF and b"%PDF-" in content[:2048]:  # PDF readers look for it that far
        raise Unfit(_TWO_THINGS)
    return claimed


def _pdf(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content[max(0, end - 2048) : end]:
        raise Unfit(_BROKEN)
    if len(content) - end > 4096:
        raise Unfit(_TWO_THINGS)
    if _ENCRYPT.search(content):
        raise Unfit(_LOCKED_PDF)


def _jpeg(content: bytes) -> None:
    at, sized, marker = 2, False, 0
    for _ in range(MAX_CHUNKS):
        if at + 4 > len(content) or content[at] != 0xFF:
            raise Unfit(_BROKEN)
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2:
            raise Unfit(_BROKEN)
        if marker in _FRAMES and at + 9 <= len(content):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            _measured(width, height)
            sized = True
        at += 2 + length
        if marker == 0xDA:
            break
    if marker != 0xDA or not sized or content.find(b"\xff\xd9", at) < 0:
        raise Unfit(_BROKEN)


def _png(content: bytes) -> None:
    at, first = 8, True
    for _ in range(MAX_CHUNKS):
        if at + 12 > len(content):
            raise Unfit(_BROKEN)
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        if first:
            if kind != b"IHDR" or length != 13 or len(content) < at + 16:
                raise Unfit(_BROKEN)
            _measured(*struct.unpack(">II", content[at + 8 : at + 16]))
            first = False
        at += 12 + length
        if kind == b"IEND":
            if at > len(content):
                raise Unfit(_BROKEN)
            return
    raise Unfit(_BROKEN)


def _measured(width: int, height: int) -> None:
    if not width or not height:
        raise Unfit(_BROKEN)
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise Unfit(_HUGE_IMAGE, width=width, height=height)


_LOOK = {PDF: _pdf, JPEG: _jpeg, PNG: _png}


def _office(content: bytes) -> Kind:
    _plausible_zip(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _harmless(archive.infolist(), len(content))
            return _office_kind(archive)
    except _ZIP_FAULTS as bad:
        raise Unfit(_BROKEN) from bad


def _plausible_zip(content: bytes) -> None:
    """Before the list of contents is read at all: one end, at the end, of a reasonable number of entries."""
    end = _end_of_zip(content)
    if end is None:
        raise Unfit(_BROKEN)
    entries, size, offset = struct.unpack("<HII", content[end + 10 : end + 20])
    if entries > MAX_ENTRIES:
        raise Unfit(_BOMB)
    if offset + size != end:  # something stands before, between or, for zip64, elsewhere
        raise Unfit(_TWO_THINGS)


def _end_of_zip(content: bytes) -> int | None:
    """Where a zip's end record stands, if the bytes end in one."""
    start = max(0, len(content) - TAIL)
    at = content.rfind(kinds.ZIP_END, start)
    while at >= 0:
        if len(content) - at >= 22 and at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") <= len(content):
            return at
        at = content.rfind(kinds.ZIP_END, start, at)
    return None


def _harmless(entries: list[zipfile.ZipInfo], size: int) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if packed > size or unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * size):
        raise Unfit(_BOMB)
    if len({entry.header_offset for entry in entries}) != len(entries):
        raise Unfit(_BOMB)  # entries that share their bytes
    for entry in entries:
        name = entry.filename.lower()
        if entry.flag_bits & 0x1:
            raise Unfit(_LOCKED)
        if name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")):
            raise Unfit(_MACROS)
        if name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name:
            raise Unfit(_TWO_THINGS)


def _office_kind(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "mimetype" in names:
        said = _start_of(archive, "mimetype")
        if said.strip() == ODT.media_type.encode() and "content.xml" in names:
            return ODT
    if "[Content_Types].xml" in names:
        types = _start_of(archive, "[Content_Types].xml").lower()
        if b"macroenabled" in types:
            raise Unfit(_MACROS)
        for part, kind in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
            if part in names and kind.media_type.encode() in types:
                return kind
    raise Unfit(kinds.archive() if "mimetype" not in names and "[Content_Types].xml" not in names else kinds.OTHER)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first 256 kB of an entry, whatever it would unpack to."""
    with archive.open(name) as file:
        return file.read(256 * 1024)
