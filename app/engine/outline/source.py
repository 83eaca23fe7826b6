"""An XML file with the place of every element in it, so that an edit changes the bytes it is about and no others.

Edits are collected as splices and applied at once by `result`. Whoever needs two edits at the same place makes them one
after the other, each on the result of the one before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from app.engine import hostile_xml

_ATTRIBUTE = re.compile(rb"""(?<!\s)\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_START_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
BREAK = "\x1f"  # a line's end that is to stay as it is, inside of a text: no XML has this sign
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(slots=True, eq=False)
class Element:
    """An element: `[start, inner)` is its start tag, `[close, end)` its end tag (empty for `<a/>`).

    `tag` is `{uri}local`, `attributes` go by their names as written, `scope` maps the uris in force to prefixes.
    """

    tag: str
    attributes: dict[str, str]
    start: int
    scope: dict[str, str]
    parent: "Element | None"
    inner: int = 0
    close: int = 0
    end: int = 0
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id; empty when it has none."""
        return self.attributes.get("id", "")

    def child(self, tag: str) -> "Element | None":
        """The first child of this tag."""
        return next((one for one in self.children if one.tag == tag), None)

    def within(self) -> Iterator["Element"]:
        """Itself and all below it, in the order of the file."""
        yield self
        for one in self.children:
            yield from one.within()

    def name(self, uri: str, local: str) -> str:
        """How an element of a namespace is written here. Raises KeyError where the namespace is not declared."""
        prefix = self.scope[uri]
        return f"{prefix}:{local}" if prefix else local


class Source:
    """A file to be edited. Raises HostileXml for what no diagram is."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.root = _parsed(content)
        self._elements = list(self.root.within())
        self.by_id = {one.id: one for one in self._elements if one.id}
        self.newline = b"\r\n" if b"\r\n" in content else b"\n"
        self._splices: list[tuple[int, int, bytes]] = []

    def all(self, *tags: str) -> list[Element]:
        """All elements of these tags, in the order of the file."""
        return [one for one in self._elements if one.tag in tags]

    def result(self) -> bytes:
        """The file with all edits in it. Raises ValueError when two of them touch the same bytes."""
        made = bytearray(self.content)
        last = len(made)
        for start, end, new in sorted(self._splices, key=lambda one: one[0])[::-1]:
            if end > last:
                raise ValueError("two edits at the same place")
            made[start:end] = new
            last = start
        return bytes(made)

    def set_attribute(self, element: Element, name: str, value: str | None) -> None:
        """Writes, changes or (None) removes an attribute."""
        place = _change(self.content[element.start : element.inner], name, value)
        if place is not None:
            start, end, new = place
            self._splice(element.start + start, element.start + end, new)

    def rename(self, element: Element, name: str) -> None:
        """Writes an element under another name; what it says and holds stays."""
        old = re.match(rb"<([^\s/>]+)", self.content[element.start :])[1]  # type: ignore[index]
        self._splice(element.start + 1, element.start + 1 + len(old), name.encode())
        if element.close != element.end:
            self._splice(element.close + 2, element.close + 2 + len(old), name.encode())

    def set_text(self, element: Element, text: str) -> None:
        """Puts text in the place of all that is in the element."""
        if element.close == element.end:  # <a/>
            name = re.match(rb"<([^\s/>]+)", self.content[element.start :])[1]  # type: ignore[index]
            slash = self.content.rindex(b"/", element.start, element.end)
            self._splice(slash, element.end, b">%s</%s>" % (_in_text(text), name))
        else:
            self._splice(element.inner, element.close, _in_text(text))

    def remove(self, element: Element) -> None:
        """Takes an element out, and its line when nothing else is on it."""
        before = self.content[: element.start]
        bare = before.rstrip(b" \t")
        start = element.start
        if bare.endswith(b"\n"):
            start = len(bare) - (2 if bare.endswith(b"\r\n") else 1)
        self._splice(start, element.end, b"")

    def insert(self, parent: Element, made: str, after: Element | None = None, *, first: bool = False) -> None:
        """Puts an element (as XML, lines ended by `\\n`, indented from nothing) into the parent: `after` one of its
        children, `first`, or at the end."""
        if after is None and not first:
            after = parent.children[-1] if parent.children else None
        if after is not None:
            indent = self.indent(after)
            self._splice(after.end, after.end, self._laid_out(made, indent))
        elif parent.close == parent.end:
            indent, outer = self._indent_inside(parent), self.indent(parent)
            name = re.match(rb"<([^\s/>]+)", self.content[parent.start :])[1]  # type: ignore[index]
            slash = self.content.rindex(b"/", parent.start, parent.end)
            ending = self.newline + outer if outer is not None else b""
            self._splice(slash, parent.end, b">" + self._laid_out(made, indent) + ending + b"</%s>" % name)
        elif parent.children:
            self._splice(parent.inner, parent.inner, self._laid_out(made, self.indent(parent.children[0])))
        else:
            outer = self.indent(parent)
            ending = self.newline + outer if outer is not None else b""
            self._splice(parent.inner, parent.close, self._laid_out(made, self._indent_inside(parent)) + ending)

    def declare(self, uri: str, prefix: str) -> bytes | None:
        """The file with a namespace declared at its root; None when it is there already."""
        if uri in self.root.scope:
            return None
        while prefix in self.root.scope.values():
            prefix += "1"
        self.set_attribute(self.root, f"xmlns:{prefix}", uri)
        return self.result()

    def _splice(self, start: int, end: int, new: bytes) -> None:
        self._splices.append((start, end, new))

    def indent(self, element: Element) -> bytes | None:
        """The blanks before an element that begins its line; None when it does not."""
        before = self.content[: element.start]
        bare = before.rstrip(b" \t")
        return before[len(bare) :] if not bare or bare.endswith(b"\n") else None

    def _indent_inside(self, parent: Element) -> bytes | None:
        outer = self.indent(parent)
        if outer is None:
            return None
        unit = b"\t" if outer.startswith(b"\t") or b"\n\t<" in self.content else b"  "
        return outer + unit

    def _laid_out(self, made: str, indent: bytes | None) -> bytes:
        lines = [line.encode() for line in made.split("\n")]
        if indent is None:
            return b"".join(line.strip() for line in lines).replace(BREAK.encode(), self.newline)
        return b"".join(self.newline + indent + line for line in lines).replace(BREAK.encode(), self.newline)


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """A start tag with an attribute written, changed or (None) removed."""
    place = _change(tag, name, value)
    return tag if place is None else tag[: place[0]] + place[2] + tag[place[1] :]


def _change(tag: bytes, name: str, value: str | None) -> tuple[int, int, bytes] | None:
    """Which bytes of a start tag an attribute's new value takes the place of; None: there is nothing to remove."""
    last = re.match(rb"<[^\s/>]+", tag).end()  # type: ignore[union-attr]
    for found in _ATTRIBUTE.finditer(tag, last):
        last = found.end()
        if found[1].decode() == name:
            quote = found[2][:1].decode()
            if value is None:
                return found.start(), found.end(), b""
            return found.start(2), found.end(), quote.encode() + _in_attribute(value, quote) + quote.encode()
    if value is None:
        return None
    return last, last, b' %s="%s"' % (name.encode(), _in_attribute(value, '"'))


def written(name: str, attributes: dict[str, str], *inside: str, text: str | None = None) -> str:
    """An element as XML; `inside` are elements written so."""
    said = "".join(f' {key}="{_in_attribute(value, chr(34)).decode()}"' for key, value in attributes.items())
    if text is not None:
        kept = _in_text(text).decode().replace("\n", BREAK)
        return f"<{name}{said}>{kept}</{name}>"
    if not inside:
        return f"<{name}{said}/>"
    lines = "\n".join("  " + line for one in inside for line in one.split("\n"))
    return f"<{name}{said}>\n{lines}\n</{name}>"


def _in_text(text: str) -> bytes:
    text = _UNWRITABLE.sub("", text)
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return text.encode()


def _in_attribute(text: str, quote: str) -> bytes:
    escaped = _in_text(text).decode().replace(quote, "&quot;" if quote == '"' else "&apos;")
    return escaped.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;").encode()


@lru_cache(maxsize=4)  # edits are made one after the other, each reading what the one before it wrote
def _parsed(content: bytes) -> Element:
    """The tree, by expat, which tells the place of every tag; nobody changes it. Raises HostileXml."""
    hostile_xml.read(content)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    open_ones: list[Element] = []
    roots: list[Element] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        parent = open_ones[-1] if open_ones else None
        scope = _scope(parent.scope if parent else {}, attributes)
        made = Element(_tag(name, scope), attributes, parser.CurrentByteIndex, scope, parent)
        (parent.children if parent else roots).append(made)
        open_ones.append(made)

    def end(_name: str) -> None:
        done = open_ones.pop()
        at = parser.CurrentByteIndex
        done.inner = _end_of_tag(content, done.start)
        done.close = at
        done.end = done.inner if at == done.inner and content[at - 2 : at] == b"/>" else content.index(b">", at) + 1

    def say(text: str) -> None:
        if open_ones:
            open_ones[-1].text += text

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, say
    parser.Parse(content, True)
    return roots[0]


def _scope(outer: dict[str, str], attributes: dict[str, str]) -> dict[str, str]:
    declared = {attributes[name]: name[6:] for name in attributes if name.startswith("xmlns")}
    if not declared:
        return outer
    hidden = set(declared.values())
    return {uri: prefix for uri, prefix in outer.items() if prefix not in hidden} | declared


def _tag(name: str, scope: dict[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    for uri, known in scope.items():
        if known == prefix:
            return f"{{{uri}}}{local}"
    return local


def _end_of_tag(content: bytes, start: int) -> int:
    """Just behind the `>` of the tag that begins at `start`; a `>` in quotes is not it."""
    found = _START_TAG.match(content, start)
    if found is None:
        raise ValueError("a tag without an end")
    return found.end()
