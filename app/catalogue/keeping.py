"""Answers about files kept in memory for as long as the files are the same, byte for byte."""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
BRIEF = 60  # seconds


class Kept(Generic[Answer]):
    """At most `most` answers; the one not asked for longest goes first. May be asked by several threads. An answer
    that is `doubtful` (broken off, perhaps only because the machine was busy) is kept for `BRIEF` seconds."""

    def __init__(self, most: int, doubtful: Callable[[Answer], bool] = lambda answer: False) -> None:
        self._most = most
        self._doubtful = doubtful
        self._answers: OrderedDict[str, tuple[Answer, float]] = OrderedDict()  # with the end of their time
        self._lock = Lock()

    def of(self, files: Mapping[str, bytes], find: Callable[[], Answer]) -> Answer:
        """The answer about these files: what was found before, else what `find` finds now."""
        key = _digest(files)
        with self._lock:
            known = self._answers.get(key)
            if known is not None and time.monotonic() < known[1]:
                self._answers.move_to_end(key)
                return known[0]
        found = find()
        until = time.monotonic() + BRIEF if self._doubtful(found) else math.inf
        with self._lock:
            self._answers[key] = found, until
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(b"%d %s %d " % (len(name.encode()), name.encode(), len(content)))
        digest.update(content)
    return digest.hexdigest()
