"""A process of its own with limits of time and memory, and not too many of them at once.

Whatever strangers upload is looked at there: it costs at most so much, and the server's other threads go on. One
process stands ready with everything loaded; each question is answered by a fork of it, which ends with its answer.
"""

import atexit
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, reduction
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Semaphore
from typing import Any

from app.core.errors import N_, Unavailable

AT_ONCE = 2  # processes that one server has under way; it answers with four threads
WAITING = 1  # who else may wait for one of them to end
PATIENCE = 10  # seconds that they wait
ANSWER = 16 * 1024 * 1024  # bytes that may come back
_MORE = 2  # seconds after which somebody whose time is over has surely been killed
_APP = Path(__file__).parent.parent

# The package without its assembly, which would load the whole web application before a diagram is looked at.
_CHILD = """
import sys, types
house = types.ModuleType("app")
house.__path__ = [sys.argv[1]]
sys.modules["app"] = house
from app.catalogue.apart import stand_ready
stand_ready(int(sys.argv[2]))
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


class _Ready:
    """The process that stands ready, begun when it is first needed and again when it has died; one for each process
    of the server. It inherits no environment, so no secret, and ends when the server does."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._way: Connection | None = None

    def line(self) -> Connection:
        """A line to a fresh fork of it. Raises Broken when there is none to be had."""
        mine, theirs = Pipe()
        with theirs, self._lock:
            for _ in range(2):  # it may have died: another one
                way = self._way if self._way and self._owner == os.getpid() else self._begin()
                try:
                    reduction.send_handle(way, theirs.fileno(), None)
                    return mine
                except OSError:
                    self._end()
        mine.close()
        raise Broken(slow=False)

    def end(self) -> None:
        """With the server."""
        if self._owner == os.getpid():
            self._end()

    def _begin(self) -> Connection:
        mine, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CHILD, str(_APP), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_APP.parent,
                env={},
                pass_fds=(theirs.fileno(),),
            )
        with suppress(EOFError, OSError):
            mine.recv_bytes(1)  # it says when all is loaded, or is gone
        self._way, self._owner = mine, os.getpid()
        return mine

    def _end(self) -> None:
        if self._way is not None:
            self._way.close()
            self._way = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


_gate = Gate(AT_ONCE, WAITING, PATIENCE)
_ready = _Ready()
atexit.register(_ready.end)


def ask(asked: dict[str, Any], seconds: float, bytes: int) -> Any:
    """What `apart` answers to this in a process that is killed after `seconds` (wall clock) or when it needs more than
    `bytes` of memory. Raises Broken, Busy."""
    said = json.dumps({**asked, "seconds": seconds, "bytes": bytes}).encode()
    with _gate.inside(), _ready.line() as line:
        begun = time.monotonic()
        told = _told(line, said, seconds + _MORE)
        slow = time.monotonic() - begun >= seconds
    if told is None:
        raise Broken(slow)
    return json.loads(told)


def _told(line: Connection, said: bytes, seconds: float) -> bytes | None:
    """What comes back; None when it breaks off, or nothing came in time."""
    try:
        line.send_bytes(said)
        return line.recv_bytes(ANSWER) if line.poll(seconds) else None
    except (EOFError, OSError):
        return None


def stand_ready(number: int, answer: Callable[[dict[str, Any]], Any]) -> None:
    """On the other side: forks for each line that is handed over, until the server is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    with Connection(number) as way:
        way.send_bytes(b".")
        while True:
            try:
                line = reduction.recv_handle(way)
            except (EOFError, OSError):
                return
            if os.fork() == 0:
                way.close()
                os._exit(_serve(line, answer))
            os.close(line)


def _serve(number: int, answer: Callable[[dict[str, Any]], Any]) -> int:
    """One question; its exit status. What is too long, or fails, is no answer."""
    with Connection(number) as line:
        try:
            asked = json.loads(line.recv_bytes())
            _limit(asked["seconds"], asked["bytes"])
            said = json.dumps(answer(asked)).encode()
            if len(said) > ANSWER:
                return 1
            line.send_bytes(said)
        except BaseException:
            return 1
    return 0


def _limit(seconds: float, bytes: int) -> None:
    limits = {
        resource.RLIMIT_AS: bytes,
        resource.RLIMIT_CPU: max(1, int(seconds) + 1),
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody listens for it: it kills
