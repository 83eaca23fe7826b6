"""XML that strangers wrote."""

import pytest

from app.engine import hostile_xml
from app.engine.hostile_xml import HostileXml, read

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>"""

HOSTILE = {
    "billion laughs": LAUGHS,
    "doctype": b"<!DOCTYPE x><x/>",
    "doctype in other letters": b"<!DocType x><x/>",
    "external dtd": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    "external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "parameter entity": b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><x/>',
    "unknown entity": b"<x>&nothing;</x>",
    "too big": b"<x>" + b" " * hostile_xml.MAX_BYTES + b"</x>",
    "too deep": b"<x>" * 100 + b"</x>" * 100,
    "very deep": b"<x>" * 100_000,
    "too many elements": b"<x>" + b"<y/>" * 30_000 + b"</x>",
    "utf-16": "<?xml version='1.0' encoding='UTF-16'?><x/>".encode("utf-16"),
    "utf-16 without mark": "<x/>".encode("utf-16-le"),
    "utf-7 said": b"<?xml version='1.0' encoding='UTF-7'?><x/>",
    "latin-1 said": b"<?xml version='1.0' encoding='ISO-8859-1'?><x/>",
    "utf-8 said, latin-1 written": "<?xml version='1.0' encoding='UTF-8'?><x>é</x>".encode("latin-1"),
    "nothing": b"",
    "no xml": b"%PDF-1.7",
    "two roots": b"<x/><y/>",
    "not closed": b"<x>",
    "null byte": b"<x>\x00</x>",
    "doctype after a byte order mark": b"\xef\xbb\xbf<!DOCTYPE x><x/>",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused(content):
    with pytest.raises(HostileXml):
        read(content)


@pytest.mark.parametrize(
    "content", [b"<x/>", "<?xml version='1.0' encoding='utf-8'?><x>hộ tịch</x>".encode(), b"\xef\xbb\xbf<x/>"]
)
def test_harmless_files_are_read(content):
    assert read(content).tag == "x"


def test_an_external_stylesheet_is_not_looked_for():
    assert read(b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><x/>').getprevious() is None
