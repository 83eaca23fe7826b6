"""What a hand with a mouse does on the studio's canvas."""

from playwright.sync_api import Page, expect


class Canvas:
    """The canvas of a page, and the panel beside it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, element_id: str) -> None:
        """Makes it the one that the panel speaks of."""
        box = self.page.locator("#panel-id")
        if not box.count() or box.input_value() != element_id:  # a second click would let go of it
            self.page.mouse.click(*self._middle(element_id))
        expect(box).to_have_value(element_id)

    def choose_flow(self, source: str, target: str) -> None:
        """The flow from a gateway: straight on, or down from it. In its middle it would be bent, not chosen."""
        (x, y), other = self._middle(source), self._middle(target)
        straight = abs(y - other[1]) < 30
        self.choose(source)
        at = (x + 38, y) if straight else (x, y + 38)
        self.page.mouse.move(*at, steps=5)
        self.page.wait_for_timeout(300)  # the handles come when the mouse rests
        self.page.mouse.click(*at, delay=60)
        self._another_than(source)

    def append(self, after: str, action: str, kind: str | None = None) -> str:
        """A new element behind another, of a kind of the menu; its id."""
        self.choose(after)
        self.press(action)
        self.page.keyboard.press("Escape")
        made = self._another_than(after)
        if kind:
            self.press("replace")
            self.page.locator(f"[data-id={kind}]").click()
        return made

    def connect(self, source: str, target: str) -> None:
        """A flow between two elements."""
        self.choose(source)
        self.press("connect")
        self.page.mouse.click(*self._middle(target))
        self._another_than(source)
        self.page.mouse.click(*self._middle(target))  # bpmn-js takes the first click after it for its end

    def delete(self, element_id: str) -> None:
        self.choose(element_id)
        self.press("delete")

    def press(self, action: str) -> None:
        """A button of the pad beside what is chosen."""
        self.page.locator(f".djs-context-pad [data-action='{action}']").click()

    def say(self, **boxes: str) -> None:
        """Writes into the panel; a lane by its name."""
        for name, value in boxes.items():
            box = self.page.locator(f"#panel-{name}")
            expect(box).to_be_visible()
            if box.and_(self.page.locator("select")).count():
                named = box.locator("option", has_text=value)
                box.select_option(str(named.get_attribute("value")) if name == "lane" else value)
            else:
                box.fill(value)
                box.press("Tab")

    def _another_than(self, element_id: str) -> str:
        box = self.page.locator("#panel-id")
        expect(box).not_to_have_value(element_id)
        return box.input_value()

    def _middle(self, element_id: str) -> tuple[float, float]:
        """A lane's is that of the band of its name: its steps lie on the rest."""
        hit = self.page.locator(f'.djs-element[data-element-id="{element_id}"] > .djs-hit').last
        box = hit.evaluate("it => { const at = it.getBoundingClientRect(); return [at.x, at.y, at.width, at.height]; }")
        return box[0] + box[2] / 2, box[1] + box[3] / 2
