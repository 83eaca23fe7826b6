"""Ends the children of `scripts/run` when that is killed with SIGKILL and cannot do it itself.

A process of its own that reads a pipe from `scripts/run`: a line names the process group of a child, the line `done`
ends it in order; the end of the pipe without one means that nobody is there any more. Works wherever pipes do.
"""

import contextlib
import os
import signal
import sys
import time

PATIENCE_SECONDS = 15
DONE = "done"


def main() -> None:
    """Waits, and ends what was named unless told that all is done."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they are for `scripts/run`; the pipe says how that went
    groups = []
    for line in sys.stdin:
        if line.strip() == DONE:
            return
        groups.append(int(line))
    print("scripts/run was killed; its processes are being stopped.", file=sys.stderr)
    _end(groups)


def _end(groups: list[int]) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)  # the leader alone: it stops its own in order
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and any(_lives(group) for group in groups):
        time.sleep(0.2)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
