"""A process of its own with limits of time and memory, and not too many of them at once.

Whatever strangers upload is looked at there: it costs at most so much, and the server's other threads go on.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Semaphore
from typing import Any

from app.core.errors import N_, Unavailable

AT_ONCE = 2  # processes that one server has under way; it answers with four threads
WAITING = 1  # who else may wait for one of them to end
PATIENCE = 10  # seconds that they wait
ANSWER = 16 * 1024 * 1024  # bytes that may come back
_APP = Path(__file__).parent.parent

# The package without its assembly, which would load the whole web application before a diagram is looked at.
_CHILD = """
import sys, types
house = types.ModuleType("app")
house.__path__ = [sys.argv[1]]
sys.modules["app"] = house
from app.catalogue.apart import answer
answer()
"""


class Busy(Unavailable):
    """As many checks and rehearsals are under way as this server allows."""

    message = N_("Bộ kiểm tra đang bận với các yêu cầu khác. Thử lại sau vài giây; không có gì bị mất.")


class Broken(Exception):
    """It needed too much memory or time, or failed: it was broken off. `slow` tells which."""

    def __init__(self, slow: bool) -> None:
        self.slow = slow
        super().__init__("too slow" if slow else "broken off")


class Gate:
    """Lets `most` be inside and `waiting` more stand before it, for `patience` seconds."""

    def __init__(self, most: int, waiting: int, patience: float) -> None:
        self._places = Semaphore(most)
        self._known = Semaphore(most + waiting)
        self._patience = patience

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Raises Busy when there is no room, or none in time."""
        if not self._known.acquire(blocking=False):
            raise Busy
        try:
            if not self._places.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._known.release()


_gate = Gate(AT_ONCE, WAITING, PATIENCE)


def ask(asked: dict[str, Any], seconds: float, bytes: int) -> Any:
    """What `apart.answer` says to this in a process that is killed after `seconds` (wall clock) or when it needs more
    than `bytes` of memory. It inherits no environment, so no secret. Raises Broken, Busy."""
    command = [sys.executable, "-c", _CHILD, str(_APP)]
    said = json.dumps({**asked, "seconds": seconds, "bytes": bytes}).encode()
    with _gate.inside():
        try:
            done = subprocess.run(
                command, input=said, capture_output=True, timeout=seconds, cwd=_APP.parent, env={}, check=False
            )
        except subprocess.TimeoutExpired:
            raise Broken(slow=True) from None
    if done.returncode != 0:
        raise Broken(slow=False)
    return json.loads(done.stdout)


def question() -> dict[str, Any]:
    """On the other side: sets the limits of this process, and gives what was asked."""
    asked: dict[str, Any] = json.load(sys.stdin)
    limits = {
        resource.RLIMIT_AS: asked["bytes"],
        resource.RLIMIT_CPU: max(1, int(asked["seconds"]) + 1),
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    return asked


def reply(said: Any) -> None:
    """On the other side: answers. What is too long is no answer."""
    text = json.dumps(said)
    if len(text) > ANSWER:
        raise SystemExit(1)
    sys.stdout.write(text)
