"""form.js in a browser: it hides, looks, saves and guards; and says nothing on the console."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, sync_playwright
from werkzeug.serving import make_server

from app.core.config import ROOT
from app.forms.definition import KINDS
from tests.forms.forms import field, form, outcomes, said
from tests.forms.pages import site

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SLASHED = "() => document.getElementById('f-day').value === '05/09/1990'"
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(app: Flask, browser: Browser, script: bool = True) -> Iterator[Page]:
    """The site's page. Leaving fails when the console had anything to say."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    yield page
    context.close()
    server.shutdown()
    assert [text for text in said if "422" not in text] == []


CONDITIONAL = form(
    field("choice", "c", required=True),
    field("text", "why", required=True, when={"c": ["b"]}),
    field("text", "more", when={"why": ["much"]}),
    field("boolean", "tick"),
    field("text", "unless", when={"tick": [False]}),
    field("text", "reason", required=True, when={"decision": ["refuse"]}),
    outcomes=outcomes("accept", "refuse"),
)


def test_what_does_not_apply_is_hidden_while_answering(browser: Browser) -> None:
    with opened(site(CONDITIONAL), browser) as page:
        assert not page.is_visible("#f-why") and page.is_visible("#f-unless") and not page.is_visible("#f-reason")
        page.check("[name=c][value=b]")
        page.wait_for_selector("#f-why:visible")
        assert not page.is_visible("#f-more") and not page.is_visible(".only-when")
        page.fill("#f-why", "much")
        page.keyboard.press("Tab")
        page.check("#f-tick")
        page.wait_for_selector("#f-more:visible")
        assert not page.is_visible("#f-unless")
        page.check("[name=c][value=a]")
        page.wait_for_selector("#f-why", state="hidden")
        assert not page.is_visible("#f-more")


def test_an_outcome_shows_what_it_asks_before_it_is_sent(browser: Browser) -> None:
    app = site(CONDITIONAL)
    with opened(app, browser) as page:
        page.check("[name=c][value=a]")
        page.click("[value=refuse]")
        page.wait_for_selector("#f-reason:focus")
        assert app.config["done"] == []
        page.keyboard.type("không đủ")
        page.click("[value=refuse]")
        page.wait_for_selector("text=done")
        assert app.config["done"][0].data["reason"] == "không đủ"


def test_without_a_script_everything_is_there_with_its_condition(browser: Browser) -> None:
    app = site(CONDITIONAL)
    with opened(app, browser, script=False) as page:
        assert page.is_visible("#f-why") and page.is_visible("#f-why-when")
        page.click("[value=refuse]")
        page.wait_for_selector(".error-summary")
        page.check("[name=c][value=a]")
        page.fill("#f-reason", "không đủ")
        page.click("[value=refuse]")
        page.wait_for_selector("text=done")
        assert app.config["done"][0].outcome == "refuse"


def test_the_draft_is_saved_by_itself_and_said(browser: Browser) -> None:
    app = site(form(field("text"), field("choices", "of"), field("boolean", "tick")))
    with opened(app, browser) as page:
        assert not page.is_visible("[data-saved]")
        page.fill("#f-x", "Nguyễn & An")
        page.check("#f-of-1")
        page.wait_for_selector("[data-saved]:visible", timeout=9000)
        assert page.inner_text("[data-saved]").endswith("Đã lưu 10:42")
        assert app.config["drafts"] == [{"x": "Nguyễn & An", "of": ["b"]}]


def test_a_draft_that_could_not_be_saved_is_said_too(browser: Browser) -> None:
    with opened(site(form(field("text"))), browser) as page:
        page.route("**/draft", lambda route: route.fulfill(status=200, body="<html>sign in</html>"))
        page.fill("#f-x", "An")
        page.wait_for_selector("[data-saved].error:visible", timeout=9000)
        page.unroute("**/draft")
        page.fill("#f-x", "An Bình")
        page.wait_for_selector("[data-saved].saved:visible", timeout=9000)


def test_a_wrong_page_shows_what_the_pressed_outcome_asks(browser: Browser) -> None:
    app = site(CONDITIONAL)
    with opened(app, browser) as page:
        page.click("[value=refuse]")
        page.wait_for_selector("#f-reason:focus")
        page.keyboard.type("không đủ")
        page.click("[value=refuse]")
        page.wait_for_selector(".error-summary")  # the choice is missing, the reason is not
        assert page.is_visible("#f-reason")
        page.check("[name=c][value=a]")
        page.click("[value=refuse]")
        page.wait_for_selector("text=done")


def test_a_value_is_looked_at_when_left(browser: Browser) -> None:
    with opened(site(form(field("id_number", "number"), field("date", "day"))), browser) as page:
        page.fill("#f-number", "12345")
        page.keyboard.press("Tab")
        assert "12 chữ số" in page.inner_text("#f-number-error")
        assert page.get_attribute("#f-number", "aria-invalid") == "true"
        page.fill("#f-number", "001 090 012 345")
        page.keyboard.press("Tab")
        page.wait_for_selector("#f-number-error", state="detached")
        page.fill("#f-day", "05091990")
        page.keyboard.press("Tab")
        page.wait_for_function(SLASHED)


def test_a_double_press_sends_once(browser: Browser) -> None:
    app = site(form(field("text"), outcomes=outcomes("yes")))
    with opened(app, browser) as page:
        page.dblclick("[value=yes]")
        page.wait_for_selector("text=done")
        assert len(app.config["done"]) == 1


def test_enter_sends_nothing(browser: Browser) -> None:
    app = site(form(field("text"), field("repeat", "rows", required=True), outcomes=outcomes("yes")))
    with opened(app, browser) as page:
        page.fill("#f-x", "An")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert app.config["done"] == [] and page.input_value("#f-x") == "An"


def test_leaving_with_unsaved_text_is_asked_about(browser: Browser) -> None:
    with opened(site(form(field("text"))), browser) as page:
        asked: list[str] = []

        def answer(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", answer)
        page.type("#f-x", "An")
        page.goto(page.url)
        assert asked == ["beforeunload"]


def test_a_wrong_page_begins_at_its_summary_and_leads_to_the_fields(browser: Browser) -> None:
    with opened(site(form(field("choice", "c", required=True), outcomes=outcomes("yes"))), browser) as page:
        page.click("[value=yes]")
        page.wait_for_selector(".error-summary:focus")
        page.click(".error-summary a")
        page.wait_for_selector("#f-c:focus")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("wrong", [False, True])
def test_axe_finds_nothing_serious(browser: Browser, wrong: bool) -> None:
    fields = [field(kind, f"a_{kind}", required=True, help=said("Hint")) for kind in sorted(KINDS)]
    asked = form(*fields, field("text", "x", when={"a_choice": ["a"]}), outcomes=outcomes("yes"))
    with opened(site(asked), browser) as page:
        if wrong:
            page.click("[value=yes]")
            page.wait_for_selector(".error-summary")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(done => done.violations)")
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
