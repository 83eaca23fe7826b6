"""Designers in a browser, and drafts for them to work at."""

from playwright.sync_api import Browser

from app.catalogue import drafts, own_files
from app.core.clock import today
from app.core.db import transaction
from app.engine.outline.lanes import add_lane
from app.identity.accounts import by_username
from tests.browser.person import Person


def a_draft() -> int:
    """The blank procedure with a second lane."""
    files = own_files.blank("thu-moi", "Thủ tục thử", "ho-tich", today())
    files["resolve.bpmn"], _lane = add_lane(files["resolve.bpmn"], "lane_specialist", "Lãnh đạo", "leader")
    return begin(files)


def begin(files: dict[str, bytes]) -> int:
    """A draft of these files."""
    with transaction():
        return drafts.begin("thu-moi", "Thủ tục thử", files, by_username("designer").id).id


def a_designer(chromium: Browser, site: str, *, width: int = 1280, way: str = "mouse") -> Person:
    """Signed in."""
    person = Person(chromium, site, width=width, scripts=True, way=way)
    person.open("/dang-nhap?next=/thiet-ke")
    person.sign_in("designer")
    return person
