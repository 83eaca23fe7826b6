"""Reading XML that strangers wrote: diagrams and decision tables.

Refused before anything looks at it: a DOCTYPE of any kind (so no entities, no billion laughs, no external files),
more than `MAX_BYTES`, deeper than `MAX_DEPTH`, more than `MAX_ELEMENTS`, an encoding other than UTF-8.
"""

import re

from lxml import etree

from app.core.errors import N_

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 60
MAX_ELEMENTS = 20_000

_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


class HostileXml(Exception):
    """The file is refused; `text` says why, in Vietnamese source text."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


def read(content: bytes) -> etree._Element:
    """The root element of a harmless XML file.

    Raises HostileXml when the file is too big, too deep, has a DOCTYPE, is not UTF-8 or not XML.
    """
    _refuse_by_bytes(content)
    try:
        _refuse_by_shape(content)
        root = etree.fromstring(content, _parser())
    except etree.LxmlError:
        raise HostileXml(N_("Tệp không phải XML hợp lệ. Mở lại bằng phần mềm vẽ sơ đồ và lưu lại.")) from None
    if root.getroottree().docinfo.doctype:
        raise HostileXml(N_("Tệp có phần DOCTYPE, không được phép. Xóa dòng <!DOCTYPE …>."))
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, dtd_validation=False, remove_pis=True
    )


def _refuse_by_bytes(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise HostileXml(N_("Tệp lớn hơn 2 MB."))
    if b"\x00" in content:
        raise HostileXml(N_("Tệp không dùng bảng mã UTF-8. Lưu lại với mã UTF-8."))
    declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise HostileXml(N_("Tệp không dùng bảng mã UTF-8. Lưu lại với mã UTF-8."))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise HostileXml(N_("Tệp không dùng bảng mã UTF-8. Lưu lại với mã UTF-8.")) from None
    if b"<!doctype" in content.lower() or b"<!entity" in content.lower():
        raise HostileXml(N_("Tệp có phần DOCTYPE, không được phép. Xóa dòng <!DOCTYPE …>."))


class _Shape:
    """A parser target that counts and keeps nothing, so that a hostile file costs no memory."""

    def __init__(self) -> None:
        self.depth = self.count = 0

    def start(self, _tag: str, _attributes: object) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH:
            raise HostileXml(N_("Tệp có các thẻ lồng nhau quá sâu."))
        if self.count > MAX_ELEMENTS:
            raise HostileXml(N_("Tệp có quá nhiều thẻ."))

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        return None


def _refuse_by_shape(content: bytes) -> None:
    parser = etree.XMLParser(target=_Shape(), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    etree.fromstring(content, parser)
