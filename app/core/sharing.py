"""Working off due things that several processes share.

Each process reads a window of what is due, takes a part of it in an order of its own (so that they seldom try the same
thing), and does each thing in its own transaction. What another process has locked is passed over; what fails is put
off by whoever owns it, so it does not stay at the head of the window.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

WINDOW = 1000  # things read at once
PART = 100  # of a window that is worked through before the next is read: the more, the more others have done already
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Worked:
    """What was done and what failed."""

    done: int = 0
    failed: int = 0


def work_off(
    read: Callable[[int], Sequence[T]],
    act: Callable[[T], bool],
    fail: Callable[[T, Exception], object],
    *,
    going: Callable[[], bool] = lambda: True,
    seconds: float = SECONDS,
    pause: float = 0.0,
) -> Worked:
    """Works off what `read` finds due until nothing is, or `seconds` have passed, or `going` says no.

    `read` takes the most it may return. `act` does one thing and says whether it did (False: another process has it,
    or it is done); `fail` notes an error and puts the thing off. `pause`: seconds left to others after each thing.
    Raises only what `read` and `fail` raise, and errors of the database that are not the thing's (the line was cut).
    """
    until = time.monotonic() + seconds
    done = failed = 0
    while True:
        before = done + failed
        for thing in _part(read(WINDOW)):
            if not going() or time.monotonic() >= until:
                return Worked(done, failed)
            try:
                done += act(thing)
            except Exception as error:
                if _line_cut(error):
                    raise
                fail(thing, error)
                failed += 1
            if pause:
                time.sleep(pause)
        if done + failed == before:
            return Worked(done, failed)


def _part(window: Sequence[T]) -> list[T]:
    return random.sample(window, min(PART, len(window)))


def _line_cut(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return True
        error = error.__cause__
    return False
