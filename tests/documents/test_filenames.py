"""Names of files are made harmless and stay recognisable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.config import MB
from app.documents.filenames import MAX_LENGTH, ending, safe
from app.documents.intake import examine
from tests.documents.samples import PDF


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Giấy chứng sinh.pdf", "Giấy chứng sinh.pdf"),
        ("Gia\u0302\u0301y.pdf", "Giấy.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\don.pdf", "don.pdf"),
        ("..", "tep"),
        ("", "tep"),
        (".htaccess", "htaccess"),
        ("con.pdf", "_con.pdf"),
        ('a<b>"c|d?.pdf', "a_b__c_d_.pdf"),
        ("anh\u202egpj.exe", "anh_gpj.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        ("a\x00.pdf", "a_.pdf"),
        ("  a   b .pdf ", "a b .pdf"),
    ],
)
def test_safe(given_name: str, kept: str) -> None:
    assert safe(given_name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = safe("ữ" * 100_000 + ".pdf")
    assert len(kept) == MAX_LENGTH and kept.endswith("ữ.pdf")


@given(st.text(max_size=400))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    kept = safe(name)
    assert 0 < len(kept) <= MAX_LENGTH and not set(kept) & set('/\\<>:"|?*\x00\n') and kept not in (".", "..")
    assert safe(kept) == kept


@pytest.mark.parametrize(
    ("name", "last"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("pdf", None), (".pdf", None), ("a.b c", None)]
)
def test_ending(name: str, last: str | None) -> None:
    assert ending(name) == last


@pytest.mark.parametrize("name", [None, "", "image", "don xin"])
def test_a_name_without_ending_gets_the_one_of_its_bytes(name: str | None) -> None:
    assert examine(name, PDF, MB, "papers.x").filename == f"{name or 'tep'}.pdf"
