"""A lock of the operating system that one process at a time holds; it ends with the process, however that ends."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):
    """Another process holds the lock."""


@contextmanager
def only_one(path: Path, *, wait: Callable[[], bool] | None = None) -> Iterator[None]:
    """Holds the lock of the file at `path` (made if need be).

    Raises Taken when another process has it; with `wait` that is asked each second whether to go on waiting.
    """
    with path.open("a") as file:
        while not _locked(file.fileno()):
            if wait is None or not wait():
                raise Taken(str(path))
            time.sleep(1)
        yield


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
