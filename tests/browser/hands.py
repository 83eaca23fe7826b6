"""How a person works a page: with a mouse, or with the keyboard alone. Nothing else differs between the two."""

from typing import Any

from playwright.sync_api import Locator, Page

MOST_TABS = 250


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """A button or a link."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Text into a box, in the place of what is there."""
        target.click()
        target.fill(text)

    def tick(self, target: Locator) -> None:
        """A tick box or a radio button."""
        target.check()

    def select(self, target: Locator, value: str) -> None:
        """A line of a drop-down."""
        target.select_option(value)


class Keyboard:
    """Never touches the mouse: walks by Tab and acts by Enter, Space and arrows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def tick(self, target: Locator) -> None:
        if target.is_checked():
            return
        if target.get_attribute("type") == "radio":
            self._choose(target)
        else:
            self._reach(target)
            self.page.keyboard.press("Space")
        assert target.is_checked()

    def select(self, target: Locator, value: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Home")
        for option in target.locator("option").all():
            if option.get_attribute("value") == value:
                break
            self.page.keyboard.press("ArrowDown")
        assert target.input_value() == value

    def _choose(self, target: Locator) -> None:
        """One stop of Tab for the whole group of radio buttons; arrows inside it."""
        name = target.get_attribute("name")
        group = self.page.locator(f'input[type=radio][name="{name}"]')
        focused = self.page.locator(f'input[type=radio][name="{name}"]:focus')
        self._tab_until(lambda: focused.count() > 0, f"the group {name}")
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def _reach(self, target: Locator) -> None:
        focus = self.page.locator(":focus")
        self._tab_until(lambda: focus.count() > 0 and target.and_(focus).count() > 0, str(target))

    def _tab_until(self, there: Any, name: str) -> None:
        for _ in range(MOST_TABS):
            if there():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {name}")


WAYS = {"mouse": Mouse, "keyboard": Keyboard}
