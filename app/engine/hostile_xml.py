"""Reading XML that strangers wrote: diagrams and decision tables.

Refused before anything looks at it: a DOCTYPE of any kind (so no entities, no billion laughs, no external files),
more than `MAX_BYTES`, deeper than `MAX_DEPTH`, more than `MAX_ELEMENTS`, an element with more than `MAX_ATTRIBUTES`,
an encoding other than UTF-8. Comments and processing instructions are left out.
"""

import re
from collections.abc import Mapping

from lxml import etree

from app.engine.problems import ERROR, Rule, rule

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 60
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 60  # of one element

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_UTF8 = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16
_SAVE_VI, _SAVE_EN = (
    "Mở tệp bằng phần mềm vẽ sơ đồ rồi lưu lại.",
    "Open the file in a modelling tool and save it again.",
)

TOO_BIG = rule(
    "file.too-big", ERROR, vi="Tệp lớn hơn 2 MB.", en="The file is larger than 2 MB.",
    mend_vi="Tách sơ đồ thành nhiều quy trình gọi nhau, bỏ ảnh nhúng.",
    mend_en="Split the diagram into processes that call one another; take embedded pictures out.",
)  # fmt: skip
EMPTY = rule(
    "file.empty", ERROR, vi="Tệp trống.", en="The file is empty.",
    mend_vi="Chọn lại tệp.", mend_en="Choose the file again.",
)  # fmt: skip
ENCODING = rule(
    "file.encoding", ERROR, vi="Tệp không dùng bảng mã UTF-8.", en="The file is not in UTF-8.",
    mend_vi="Lưu lại với bảng mã UTF-8.", mend_en="Save it again in UTF-8.",
)  # fmt: skip
DOCTYPE = rule(
    "file.doctype", ERROR, vi="Tệp có phần DOCTYPE, không được phép.", en="The file has a DOCTYPE, which is refused.",
    mend_vi="Xóa dòng <!DOCTYPE …> và mọi <!ENTITY …>.", mend_en="Delete the line <!DOCTYPE …> and every <!ENTITY …>.",
)  # fmt: skip
NOT_XML = rule(
    "file.not-xml", ERROR,
    vi="Tệp không phải XML hợp lệ%(line)s.", en="The file is not well-formed XML%(line)s.",
    mend_vi=_SAVE_VI, mend_en=_SAVE_EN,
)  # fmt: skip
ZIPPED = rule(
    "file.zipped", ERROR,
    vi="Tệp là một gói nén, không phải sơ đồ.", en="The file is a packed archive and not a diagram.",
    mend_vi="Giải nén, hoặc xuất BPMN 2.0 từ phần mềm vẽ (Bizagi: Export > BPMN).",
    mend_en="Unpack it, or export BPMN 2.0 from the modelling tool (Bizagi: Export > BPMN).",
)  # fmt: skip
TOO_DEEP = rule(
    "file.too-deep", ERROR,
    vi="Tệp có các thẻ lồng nhau quá sâu.", en="The file's elements are nested too deeply.",
    mend_vi="Bớt các quy trình con lồng nhau.", mend_en="Nest fewer subprocesses in one another.",
)  # fmt: skip
TOO_MANY = rule(
    "file.too-many", ERROR,
    vi="Tệp có quá nhiều thẻ hoặc thuộc tính.", en="The file has too many elements or attributes.",
    mend_vi="Tách sơ đồ thành nhiều quy trình gọi nhau.",
    mend_en="Split the diagram into processes that call one another.",
)  # fmt: skip


class HostileXml(Exception):
    """The file is refused; `rule` says why."""

    def __init__(self, broken: Rule, **params: object) -> None:
        self.rule = broken
        self.params = params
        super().__init__(broken.said["en"] % params if params else broken.said["en"])


def read(content: bytes) -> etree._Element:
    """The root element of a harmless XML file.

    Raises HostileXml when the file is too big, too deep, has a DOCTYPE, is not UTF-8 or not XML.
    """
    _refuse_by_bytes(content)
    try:
        _refuse_by_shape(content)
        root = etree.fromstring(content, _parser())
    except etree.LxmlError as error:
        line = getattr(error, "lineno", None)
        where = (f" (dòng {line})", f" (line {line})") if line else ""
        raise HostileXml(NOT_XML, line=where) from None
    if root.getroottree().docinfo.doctype:
        raise HostileXml(DOCTYPE)
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, dtd_validation=False,
        remove_pis=True, remove_comments=True,
    )  # fmt: skip


def _refuse_by_bytes(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise HostileXml(TOO_BIG)
    if not content.strip():
        raise HostileXml(EMPTY)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")):
        raise HostileXml(ZIPPED)
    if b"\x00" in content or content.startswith(_MARKS):
        raise HostileXml(ENCODING)
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared.group(1).lower() not in _UTF8:
        raise HostileXml(ENCODING)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise HostileXml(ENCODING) from None
    if b"<!doctype" in content.lower() or b"<!entity" in content.lower():
        raise HostileXml(DOCTYPE)


class _Shape:
    """A parser target that counts and keeps nothing, so that a hostile file costs no memory."""

    def __init__(self) -> None:
        self.depth = self.count = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH:
            raise HostileXml(TOO_DEEP)
        if self.count > MAX_ELEMENTS or len(attributes) > MAX_ATTRIBUTES:
            raise HostileXml(TOO_MANY)

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        return None


def _refuse_by_shape(content: bytes) -> None:
    parser = etree.XMLParser(target=_Shape(), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    etree.fromstring(content, parser)
