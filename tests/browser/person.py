"""A person at a browser: opens pages, fills forms in, presses; and looks at each page for what would hinder them."""

import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, TimeoutError

from tests.browser.hands import WAYS
from tests.world import DEMO_PASSWORD

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
STICKS_OUT = """html => html.scrollWidth <= innerWidth ? [] : [...html.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))"""
IGNORED_CONSOLE = "Failed to load resource"  # pages that refuse answer 4xx, and Chromium writes that down


class Person:
    """One signed-in (or not) person in a browser context of their own."""

    def __init__(
        self, chromium: Browser, site: str, *, width: int, scripts: bool, way: str, seen: set[str] | None = None
    ) -> None:
        phone = width < 600
        context = chromium.new_context(
            viewport={"width": width, "height": 740 if phone else 900},
            java_script_enabled=scripts,
            has_touch=phone and way == "mouse",
            locale="vi-VN",
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.site, self.scripts = site, scripts
        self.hand: Any = WAYS[way](self.page)
        self.said: list[str] = []
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self._seen = set() if seen is None else seen

    def open(self, path: str) -> None:
        """Goes to an address of the site."""
        self.page.goto(self.site + path)
        self.look()

    def press(self, name: str, role: str = "button", *, last: bool = False) -> None:
        """A button (or link) by its words, and what follows."""
        found = self.page.get_by_role(role, name=re.compile(rf"^{re.escape(name)}"))  # type: ignore[arg-type]
        self.press_on(found.last if last else found.first)

    def press_on(self, target: Locator) -> None:
        """Presses and waits for the page that answers."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.hand.press(target)
        with suppress(TimeoutError):  # a PDF in a frame may keep a page "loading" in a browser without a viewer
            self.page.wait_for_load_state(timeout=3_000)
        self.look()

    def fill(self, **answers: Any) -> None:
        """Form fields by name: text, True for a tick, a value for a choice."""
        for name, value in answers.items():
            self.fill_in(name.replace("__", "-"), value)

    def fill_in(self, name: str, value: Any) -> None:
        """One control by its name."""
        control = self.page.locator(f'main [name="{name}"]:not([type=hidden])')
        assert control.count(), f"{self.page.url} has no {name}; it says:\n{self.page.locator('main').inner_text()}"
        kind = control.first.get_attribute("type")
        if kind == "radio":
            self.hand.tick(self.page.locator(f'main [name="{name}"][value="{value}"]'))
        elif kind == "checkbox":
            self.hand.tick(control)
        elif control.first.and_(self.page.locator("select")).count():
            self.hand.select(control, str(value))
        else:
            self.hand.write(control, str(value))

    def sign_in(self, username: str) -> None:
        """By username and password, on the page where one is."""
        self.fill(username=username, password=DEMO_PASSWORD)
        self.press_on(self.page.get_by_role("button", name="Đăng nhập", exact=True))

    def sees(self, *texts: str) -> None:
        """The page says all of this."""
        said = self.page.locator("main").inner_text()
        missing = [text for text in texts if text not in said]
        assert not missing, f"{self.page.url} does not say {missing}; it says:\n{said}"

    def look(self) -> None:
        """Once per page: nothing sticks out sideways, nothing hinders assistive technology, no script complains."""
        place = re.sub(r"[0-9A-F]{6,}|\d+", "#", self.page.url) + self.page.title()[:12]
        if place in self._seen:
            return
        self._seen.add(place)
        wide = self.page.locator("html").evaluate(STICKS_OUT)
        assert not wide, f"{self.page.url} is too wide: {wide}"
        if self.scripts:
            grave = [f"{one['id']}: {one['nodes'][0]['html']}" for one in self._violations() if one["impact"] in GRAVE]
            assert not grave, f"{self.page.url}: {grave}"
        assert not self.said, f"{self.page.url}: {self.said}"

    def _violations(self) -> list[dict[str, Any]]:
        self.page.evaluate(_axe())
        found: list[dict[str, Any]] = self.page.evaluate("async () => (await axe.run(document)).violations")
        return found

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and IGNORED_CONSOLE not in text:
            self.said.append(text)


@cache
def _axe() -> str:
    return AXE.read_text()
