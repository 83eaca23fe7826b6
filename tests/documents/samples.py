"""Small real files of each kind, made here byte by byte."""

import struct
import zipfile
import zlib
from io import BytesIO

from app.documents.kinds import DOCX, ODT, XLSX

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n"
    b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n101\n%%EOF\n"
)
LOCKED_PDF = PDF.replace(b"/Size 3", b"/Size 3/Encrypt 9 0 R")
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30
PROGRAM = b"MZ\x90\0" + b"\0" * 200


def jpeg(width: int = 40, height: int = 30) -> bytes:
    """A JPEG's segments around a scan of nothing."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\0\0\x3f\0" + b"\x12\x34\x56"
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + frame + scan + b"\xff\xd9"


def png(width: int = 4, height: int = 3) -> bytes:
    """A grey PNG. Its pixels are only as many as fit in a small file."""
    pixels = zlib.compress(b"\0" * (min(height, 10) * (min(width, 10) + 1)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip of these entries."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return out.getvalue()


def _types(media_type: str) -> bytes:
    return f'<Types><Override ContentType="{media_type}.main+xml"/></Types>'.encode()


def docx(more: dict[str, bytes] | None = None, types: str = DOCX.media_type) -> bytes:
    """A Word document, with more entries beside its own."""
    return zipped({"[Content_Types].xml": _types(types), "word/document.xml": b"<w/>"} | (more or {}))


def xlsx() -> bytes:
    """A workbook."""
    return zipped({"[Content_Types].xml": _types(XLSX.media_type), "xl/workbook.xml": b"<x/>"})


def odt() -> bytes:
    """An OpenDocument text."""
    return zipped({"mimetype": ODT.media_type.encode(), "content.xml": b"<o/>"})


GOOD = {
    "don.pdf": PDF,
    "anh.jpg": jpeg(),
    "ANH.JPEG": jpeg(),
    "anh.png": png(),
    "don.docx": docx(),
    "bang.xlsx": xlsx(),
    "don.odt": odt(),
}
