"""Answers about files kept in memory for as long as the files are the same, byte for byte."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """At most `most` answers; the one not asked for longest goes first. May be asked by several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def of(self, files: Mapping[str, bytes], find: Callable[[], Answer]) -> Answer:
        """The answer about these files: what was found before, else what `find` finds now."""
        key = _digest(files)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        found = find()
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(b"%d %s %d " % (len(name.encode()), name.encode(), len(content)))
        digest.update(content)
    return digest.hexdigest()
