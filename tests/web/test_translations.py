"""English: every text of the code has its translation; pages show no Vietnamese but names and what people wrote.

What a page keeps in Vietnamese on purpose (names of laws, names in diagrams) says so by `lang="vi"`.
"""

import re
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask
from lxml import html
from sqlalchemy import select

from app.cases import clockwork
from app.cases.models import Answer, Case
from app.catalogue.models import ProcedureDraft
from app.core.config import ROOT
from app.core.db import session, transaction
from app.deadlines import rehearsal
from app.deadlines.ledger import Said
from app.identity.models import Account, Unit
from app.web.layout.catalogue_words import term_words
from app.web.public import home
from tests.browsing import Browser
from tests.cases import walking as walk
from tests.web.filing import sign_in
from tests.web.officers import at_transfer, submitted

ENGLISH = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACE = re.compile(r"%(?:\(\w+\))?.")
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
KEPT = ("Một Cửa", "Tiếng Việt", "Kinh, Tày, Mông, Dao")
SAID = ("title", "placeholder", "alt", "aria-label", "content", "label", "data-confirm", "data-sending")
UNREAD = ("script", "style", "textarea", "pre")  # the last two: what people wrote
MOST_PAGES = 120
FRIDAY = datetime(2026, 11, 20, 3, 20, tzinfo=UTC)  # 10:20; Tuesday the 24th is a holiday


def texts(messages: Catalog) -> Iterator[Message]:
    return (message for message in messages if message.id)


def both(message: Message) -> list[tuple[str, str]]:
    """The source with its translation; of a plural both pairs."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    return list(zip(message.id, message.string or ("", ""), strict=True))


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read_po(BytesIO(ENGLISH.read_bytes()), locale="en")


def test_every_text_of_the_code_is_translated(english: Catalog, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(ROOT)
    template = tmp_path / "messages.pot"
    CommandLineInterface().run(["pybabel", "-q", "extract", "-F", "pyproject.toml", "-o", str(template), "app"])
    wanted = {(message.context, message.id) for message in texts(read_po(BytesIO(template.read_bytes())))}
    assert len(wanted) > 1000
    there = {
        (message.context, message.id) for message in texts(english) if all(said for _source, said in both(message))
    }
    assert wanted - there == set(), "run scripts/translations, then fill the gaps"
    assert there - wanted == set(), "run scripts/translations: the code no longer has these"


def test_no_translation_is_a_guess_or_loses_a_place(english: Catalog) -> None:
    assert not english.obsolete
    assert [message.id for message in texts(english) if message.fuzzy] == []
    pairs = [pair for message in texts(english) for pair in both(message)]
    assert [pair for pair in pairs if sorted(PLACE.findall(pair[0])) != sorted(PLACE.findall(pair[1]))] == []


def test_no_translation_is_vietnamese(english: Catalog) -> None:
    told = [said for message in texts(english) for _source, said in both(message)]
    assert [said for said in told if VIETNAMESE.search(said.replace("Một Cửa", ""))] == []


def test_the_compiled_texts_are_those_of_the_source() -> None:
    compiled = ENGLISH.with_suffix(".mo")
    assert compiled.exists() and compiled.stat().st_mtime >= ENGLISH.stat().st_mtime, "scripts/test compiles them"


class Walker:
    """Follows the links of pages in English, one page of each kind, and collects what is left in Vietnamese."""

    def __init__(self, client: Browser) -> None:
        self.client = client
        self.client.set_cookie("lang", "en")
        self.data = _data()
        self.left: dict[str, set[str]] = {}
        self.seen: set[str] = set()

    def knows(self, names: set[str]) -> None:
        """These are names too."""
        self.data = sorted({*self.data, *names}, key=len, reverse=True)

    def walk(self, *starts: str) -> None:
        waiting = deque(starts)
        while waiting and len(self.seen) < MOST_PAGES:
            address = waiting.popleft()
            kind = re.sub(r"\d[\d.]*", "0", address.split("#")[0])
            if kind in self.seen:
                continue
            self.seen.add(kind)
            answer = self.client.get(address)
            if answer.location:
                waiting.append(answer.location)
            elif answer.mimetype == "text/html":
                waiting.extend(self.read(address, answer.text))

    def read(self, address: str, text: str) -> list[str]:
        page = html.fromstring(text)
        assert page.get("lang") == "en", address
        links = [str(link) for link in page.xpath("//a/@href") if str(link).startswith("/")]
        for other in page.xpath("//*[@lang='vi']"):
            other.drop_tree()
        said = [str(one) for one in page.xpath(f"//text()[not({' or '.join(f'parent::{name}' for name in UNREAD)})]")]
        for name in SAID:
            said += [str(one) for one in page.xpath(f"//@{name}")]
        if left := {one.strip() for one in said if VIETNAMESE.search(self.without_data(one))}:
            self.left[address] = left
        return links

    def without_data(self, text: str) -> str:
        for known in self.data:
            text = text.replace(known, "")
        return text


def _data() -> list[str]:
    """Proper names and what people wrote, the longest first."""
    with transaction():
        names = [name for one in session().scalars(select(Account)) for name in (one.full_name, one.address) if name]
        names += [part for name in names for part in name.rsplit(" ", 1)]
        units = [name for one in session().scalars(select(Unit)) for name in (one.name, one.name_en)]
        given = [leaf for one in session().scalars(select(Answer)) for leaf in _leaves(one.data)]
        owners = [str(one.applicant_name) for one in session().scalars(select(Case)) if one.applicant_name]
        drafts = list(session().scalars(select(ProcedureDraft.title)))
    return sorted({*KEPT, *names, *units, *given, *owners, *drafts}, key=len, reverse=True)


def _names_in_diagrams() -> set[str]:
    files = [*(ROOT / "bpmn" / "khai-sinh").glob("*.bpmn"), *(ROOT / "bpmn" / "shared").glob("*.bpmn")]
    return {name for file in files for name in re.findall(r' name="([^"]+)"', file.read_text())}


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _leaves(inner)


def told(walker: Walker) -> str:
    """What is left in Vietnamese, by page."""
    return "\n".join(f"{address}: {text}" for address, left in walker.left.items() for text in sorted(left))


def test_pages_for_everybody_are_english(client: Browser) -> None:
    walker = Walker(client)
    walker.walk("/", "/?cho=BUSINESS", "/thu-tuc/1.001193", "/thu-tuc?q=qqqq", "/dang-nhap", "/khong-co", "/tro-giup")
    assert len(walker.seen) > 15
    assert told(walker) == ""


def test_refusals_are_english(client: Browser, settings: Any) -> None:
    walker = Walker(sign_in(client))
    copy = walk.begin("2.000908")
    walk.do(copy, "choose_service", "citizen", "next", unit=str(walk.unit_id("xa-tan-phu")))
    wrong = {"item": str(walk.items(copy)[0].id), "go": "next", "applicant_birth_date": "31/02/1990", "copies": "two"}
    posts: list[tuple[str, dict[str, str]]] = [
        ("/tra-cuu", {}),
        ("/tra-cuu", {"code": "H99", "digits": "0000"}),
        ("/tai-khoan", {"full_name": ""}),
        (f"/ho-so/{copy}/buoc", wrong),
    ]
    for place, (address, given) in enumerate(posts):
        answer = client.post(address, data=given)
        assert answer.status_code >= 400, address
        walker.read(f"{place} {address}", answer.text)
    walk.do(copy, "fill_application", "citizen", "next", applicant_relation="authorised")
    missing = client.post(f"/ho-so/{copy}/buoc", data={"item": str(walk.items(copy)[0].id), "go": "next"}).text
    assert "Still missing: Authorisation paper." in missing
    walker.read("papers", missing)
    assert told(walker) == ""


def test_pages_of_a_citizen_are_english(client: Browser, settings: Any) -> None:
    sign_in(client)
    started = [walk.begin("1.001193"), walk.begin("2.000908")]
    walk.do(started[1], "choose_service", "citizen", "next", unit=str(walk.unit_id("xa-tan-phu")))
    waiting = [walk.submit("2.000635", settings) for _ in range(3)]
    missing = [{"component": "application", "what": "x", "legal_basis": "y"}]
    walk.do(waiting[0], "check_dossier", "desk", "incomplete", missing=missing)
    walk.do(waiting[1], "check_dossier", "desk", "complete")
    walker = Walker(client)
    for case_id in (*started, *waiting):
        walker.seen.clear()
        walker.walk(f"/ho-so/{case_id}", f"/ho-so/{case_id}/buoc", "/ho-so", "/tai-khoan")
    assert told(walker) == ""


@pytest.mark.parametrize("username", ["desk", "specialist", "lead", "admin"])
def test_pages_of_officers_are_english(client: Browser, settings: Any, username: str) -> None:
    at_transfer(settings)
    submitted(settings)
    walker = Walker(sign_in(client, username))
    walker.walk("/can-bo", "/can-bo?state=available", "/can-bo?state=done", "/can-bo/ho-so", "/quan-tri")
    assert told(walker) == ""


@pytest.fixture
def late(settings: Any) -> Iterator[int]:
    """Received on a Friday before a holiday, put off once with a letter; it is a week after the new date."""
    with time_machine.travel(FRIDAY, tick=True) as at:
        case_id = submitted(settings)
        walk.do(case_id, "check_dossier", "desk", "complete")
        with transaction():
            case = session().get_one(Case, case_id)
            said = Said("Chờ xác minh của xã Hòa Sơn", "Công văn số 12", walk.who("leader").account_id)
            clockwork.extend(case, date(2026, 12, 4), said)
        at.move_to(FRIDAY + timedelta(weeks=3))
        yield case_id


@pytest.mark.parametrize("username", ["citizen", "desk"])
def test_pages_about_time_are_english(client: Browser, late: int, username: str) -> None:
    walker = Walker(sign_in(client, username))
    dossier = f"/ho-so/{late}" if username == "citizen" else f"/can-bo/ho-so/{late}"
    starts = [f"{dossier}/han", f"{dossier}/thu-xin-loi", dossier]
    walker.walk(*starts, *(["/can-bo/tuan", "/can-bo/nhac-viec", "/can-bo/lich"] if username == "desk" else []))
    assert told(walker) == ""


def test_pages_of_operators_are_english(client: Browser, settings: Any) -> None:
    case_id = at_transfer(settings)
    walker = Walker(sign_in(client, "admin"))
    rehearsal.permit(True)
    acts = [(f"/quan-tri/van-hanh/ho-so/{case_id}/{act}", {"confirmed": "1"}) for act in ("suspend", "resume", "stop")]
    clock = [("/quan-tri/dong-ho", {"by": by}) for by in ("1w", "to", "?")]
    day = {"kind": "HOLIDAY", "name": "Ngày hội", "name_en": "Feast", "legal_basis": "x"}
    file = {"content": "day,kind,name,name_en,legal_basis\n2026-11-25,HOLIDAY,Ngày hội,Feast,x"}
    calendar = [("/quan-tri/lich/ngay/2026-11-25", day), ("/quan-tri/lich/nhap-xuat", file), ("/quan-tri/lich/gio", {})]
    for address, given in [*acts, *clock, *calendar]:
        walker.read(f"{address} {given}", client.post(address, data=given).text)
    walker.walk(f"/quan-tri/van-hanh/ho-so/{case_id}", "/quan-tri/dong-ho", "/quan-tri/lich/ngay/2026-11-24")
    assert told(walker) == ""


def test_pages_of_the_studio_are_english(client: Browser) -> None:
    client.set_cookie("lang", "en")
    draft = sign_in(client, "designer").post("/thiet-ke/sua", data={"code": "1.001193"}).location
    broken = (ROOT / "bpmn" / "khai-sinh" / "resolve.bpmn").read_bytes().replace(b'value="examine"', b'value="none"')
    client.post(f"{draft}/nhap", data={"files": (BytesIO(broken), "resolve.bpmn")})
    walker = Walker(client)
    walker.knows(_names_in_diagrams())
    walker.walk(f"{draft}/so-do/resolve.bpmn/danh-sach?mo=approve_result", f"{draft}/ban-hanh", draft, "/thiet-ke")
    assert len(walker.seen) > 20
    assert told(walker) == ""


def test_the_chosen_language_lasts_over_signing_in_and_out(client: Browser) -> None:
    assert client.post("/ngon-ngu", data={"locale": "en", "next": "/thu-tuc?q=sinh"}).location == "/thu-tuc?q=sinh"
    for address in ("/", "/dang-nhap"):
        assert '<html lang="en">' in client.get(address).text
    assert "My dossiers" in sign_in(client).get("/ho-so").text
    client.post("/dang-xuat")
    assert "What do you need to do?" in client.get("/").text
    client.post("/ngon-ngu", data={"locale": "vi", "next": "/"})
    assert "Bạn cần làm gì?" in client.get("/").text


@pytest.mark.parametrize(
    ("term", "said"), [("1wd", "1 working day"), ("3wd", "3 working days"), ("4wh", "4 working h")]
)
def test_english_counts(bare: Flask, term: str, said: str) -> None:
    with bare.test_request_context(headers={"Cookie": "lang=en"}):
        assert term_words(term).startswith(said)


@pytest.mark.parametrize("example", [*home.WORDS["CITIZEN"], *home.WORDS["BUSINESS"]])
def test_examples_on_the_first_page_find_something(client: Browser, english: Catalog, example: str) -> None:
    client.set_cookie("lang", "en")
    page = client.get("/thu-tuc", query_string={"q": english[example].string}).text
    assert 'href="/thu-tuc/' in page and "Below are the nearest ones" not in page
