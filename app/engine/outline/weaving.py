"""Putting what a drawing tool wrote back into the file as it was: what the designer did not touch keeps its bytes.

Tools write the whole file anew: other blanks, other quotes, comments gone. Elements are matched by tag and id (without
an id by what they say, then by place); an element that says the same keeps its text, one that differs gets its new
attributes and children, in the old order as far as they are old.
"""

from collections import deque
from collections.abc import Iterator

from app.engine.outline.source import Element, Source, with_attribute

Said = tuple[object, ...]


def weave(before: bytes, after: bytes) -> bytes:
    """The file `before` changed to say what `after` says; `after` itself where that cannot be written so.

    Raises HostileXml when either is no harmless XML.
    """
    old, new = Source(before), Source(after)
    if old.root.tag != new.root.tag or not _same_names(old.root, new.root):
        return after
    woven = before[: old.root.start] + _Weaving(old, new).element(old.root, new.root) + before[old.root.end :]
    return woven if _said(Source(woven).root, {}) == _said(new.root, {}) else after


class _Weaving:
    """One weaving of a new file into an old one."""

    def __init__(self, old: Source, new: Source) -> None:
        self.old, self.new = old, new
        self._known: dict[int, Said] = {}  # what an element says, by its identity

    def element(self, was: Element, now: Element) -> bytes:
        """The text of an old element that is to say what the new one says."""
        if _said(was, self._known) == _said(now, self._known):
            return self.old.content[was.start : was.end]
        tag = self._start_tag(was, now)
        if not now.children:
            return self._leaf(was, now, tag)
        if tag.endswith(b"/>"):
            tag = tag[:-2] + b">"
        inside = b"".join(self._inside(was, now))
        if was.children:
            inside += self.old.content[was.children[-1].end : was.close]
        else:
            inside += self.old.newline + (self.old.indent(was) or b"")
        return tag + inside + self._end_tag(was)

    def _inside(self, was: Element, now: Element) -> Iterator[bytes]:
        """Old children in their old order, each new one behind the one it follows now."""
        partner = self._matched(was, now)
        place_of = {old: place for place, old in partner.items()}
        for old in [-1, *sorted(place_of)]:
            if old >= 0:
                lead = was.children[old - 1].end if old else was.inner  # blanks and comments before it
                child = was.children[old]
                yield self.old.content[lead : child.start] + self.element(child, now.children[place_of[old]])
            place = place_of.get(old, -1) + 1
            while place < len(now.children) and place not in partner:
                yield self._fresh(was, now.children[place])
                place += 1

    def _matched(self, was: Element, now: Element) -> dict[int, int]:
        """The place of the old partner of each new child, by the new place."""
        found: dict[int, int] = {}
        for exact in (True, False):
            free: dict[object, deque[int]] = {}
            taken = set(found.values())
            for place, child in enumerate(was.children):
                if place not in taken:
                    free.setdefault(self._key(child, exact), deque()).append(place)
            for place, child in enumerate(now.children):
                waiting = free.get(self._key(child, exact)) if place not in found else None
                if waiting:
                    found[place] = waiting.popleft()
        return found

    def _key(self, child: Element, exact: bool) -> object:
        return (child.tag, child.id, None if child.id or not exact else _said(child, self._known))

    def _leaf(self, was: Element, now: Element, tag: bytes) -> bytes:
        inner = self.new.content[now.inner : now.close] if now.close != now.end else b""
        if not inner.strip():
            return tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
        return (tag[:-2] + b">" if tag.endswith(b"/>") else tag) + inner + self._end_tag(was)

    def _start_tag(self, was: Element, now: Element) -> bytes:
        """The old start tag with the new attributes; declarations of namespaces stay as they are."""
        tag = self.old.content[was.start : was.inner]
        for name in {**_plain(was), **_plain(now)}:
            if was.attributes.get(name) != now.attributes.get(name):
                tag = with_attribute(tag, name, now.attributes.get(name))
        return tag

    def _end_tag(self, was: Element) -> bytes:
        if was.close != was.end:
            return self.old.content[was.close : was.end]
        name = self.old.content[was.start + 1 : was.inner].split(None, 1)[0].rstrip(b"/>")
        return b"</" + name + b">"

    def _fresh(self, parent: Element, child: Element) -> bytes:
        """A new element as the tool wrote it, with its lines moved to where they stand now."""
        old = self.old
        there = old.indent(parent.children[0]) if parent.children else (old.indent(parent) or b"") + b"  "
        lines = self.new.content[child.start : child.end].replace(b"\r\n", b"\n").split(b"\n")
        if there is None:  # all in one line here
            return b"".join(line.strip() for line in lines)
        cut = len(self.new.indent(child) or b"")
        kept = [lines[0], *(line[cut:] if not line[:cut].strip() else line for line in lines[1:])]
        return b"".join(old.newline + there + line for line in kept)


def _same_names(old: Element, new: Element) -> bool:
    """Whether what is new can be written in the old file as it stands: every namespace has the same prefix."""
    used = {one.tag.partition("}")[0][1:] for one in new.within() if one.tag.startswith("{")}
    return all(old.scope.get(uri) == new.scope.get(uri) for uri in used)


def _plain(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.attributes.items() if not name.startswith("xmlns")}


def _said(element: Element, known: dict[int, Said]) -> Said:
    """What an element says, whatever its blanks and the order of its children."""
    found = known.get(id(element))
    if found is None:
        text = "" if element.children else element.text.strip()
        inside = frozenset(_said(one, known) for one in element.children)
        found = (element.tag, frozenset(_plain(element).items()), text, len(element.children), inside)
        known[id(element)] = found
    return found
