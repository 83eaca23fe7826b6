"""The kinds of file this house takes, told by their first bytes; and why the other known ones are refused.

Taken: what an officer can open in a browser or a common office program anywhere, and what carries no program.
The name a file comes with proves nothing; it only has to agree.
"""

from dataclasses import dataclass

from app.core.errors import N_


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. The first ending is the usual one."""

    name: str
    media_type: str
    endings: tuple[str, ...]


PDF = Kind("PDF", "application/pdf", ("pdf",))
JPEG = Kind("JPEG", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG = Kind("PNG", "image/png", ("png",))
DOCX = Kind("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = Kind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
ODT = Kind("ODT", "application/vnd.oasis.opendocument.text", ("odt",))
TAKEN = (PDF, JPEG, PNG, DOCX, XLSX, ODT)
ENDINGS: dict[str, Kind] = {ending: kind for kind in TAKEN for ending in kind.endings}
ACCEPT = ",".join(f".{ending}" for kind in TAKEN for ending in kind.endings[:2])  # for <input type=file accept>

ZIP_START, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"

OTHER = N_("Loại tệp này không nhận được. Gửi ảnh chụp (JPG, PNG), PDF, hoặc DOCX, XLSX, ODT.")
_HEIC = N_(
    "Ảnh HEIC chưa mở được trên máy của cán bộ. Trên iPhone: Cài đặt > Camera > Định dạng > Tương thích nhất, "
    "rồi chụp lại; hoặc gửi ảnh JPG."
)
_WEBP = N_("Ảnh WebP không được nhận. Chụp màn hình hoặc lưu lại ảnh thành JPG, PNG rồi gửi.")
_MOVING = N_("Ảnh động và video không được nhận. Gửi ảnh chụp (JPG, PNG) hoặc PDF.")
_RAW_IMAGE = N_("Loại ảnh này quá cũ hoặc quá nặng để xem trên trình duyệt. Lưu lại thành JPG, PNG hoặc PDF rồi gửi.")
_OLD_OFFICE = N_(
    "Đây là tệp Word, Excel kiểu cũ hoặc có mật khẩu. Lưu lại thành DOCX, XLSX hoặc PDF, không đặt mật khẩu, rồi gửi."
)
_ARCHIVE = N_("Tệp nén không được nhận. Giải nén rồi gửi từng tệp bên trong.")
_PROGRAM = N_("Tệp chương trình không được nhận. Gửi ảnh chụp (JPG, PNG) hoặc PDF của giấy tờ.")
_WEB_PAGE = N_("Trang web, ảnh SVG và tệp lệnh không được nhận. In ra PDF hoặc chụp ảnh rồi gửi.")

_REFUSED: tuple[tuple[int, bytes, str], ...] = (
    (0, b"GIF8", _MOVING),
    (0, b"\x1aE\xdf\xa3", _MOVING),
    (0, b"II*\x00", _RAW_IMAGE),
    (0, b"MM\x00*", _RAW_IMAGE),
    (0, b"BM", _RAW_IMAGE),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (0, b"{\\rtf", _OLD_OFFICE),
    (0, b"Rar!", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"#!", _PROGRAM),
    (8, b"WEBP", _WEBP),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"<?php")


def told_by(content: bytes) -> Kind | None:
    """The kind that the first bytes claim: PDF, JPEG, PNG, or DOCX standing for any zip; None for all others."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return DOCX if content.startswith(ZIP_START) else None


def why_refused(content: bytes) -> str:
    """What to tell the person about bytes of no kind taken here."""
    if content[4:8] == b"ftyp":
        return _HEIC if content[8:12] in _HEIC_BRANDS else _MOVING
    for at, sign, said in _REFUSED:
        if content[at : at + len(sign)] == sign:
            return said
    start = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return _WEB_PAGE if start.startswith(_MARKUP) else OTHER


def archive() -> str:
    """What to tell about a zip that is no office document."""
    return _ARCHIVE
