"""A process whose children begin a release and are killed with SIGKILL at a chosen point of it.

`python -m tests.catalogue.dying` reads a line of JSON per child: `{"do": "release" | "publish", "at": n, ...}`. The
n-th point is after the n-th statement; the last two are before the commit and after it. Says how each child ended: its
exit status, or the negative number of the signal.
"""

import json
import os
import signal
import sys
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import create_app
from app.cases.known import KNOWN
from app.catalogue import draft_checks, folders, releasing
from app.core import db
from app.core.config import ROOT, load_settings

HOUSE = releasing.House(ROOT / "bpmn", ROOT / "forms", KNOWN)


def main() -> None:
    """Until the input ends."""
    app = create_app(load_settings(os.environ))
    # checking writes nothing and takes a second: the test looks at the release
    with patch.object(folders, "inspect", return_value=[]), patch.object(draft_checks, "problems", return_value=[]):
        for line in sys.stdin:
            sys.stdout.write(f"{_ended(app, json.loads(line))}\n")
            sys.stdout.flush()


def _ended(app: Flask, asked: dict[str, Any]) -> int:
    db.engine().dispose()  # no connection is inherited
    child = os.fork()
    if child == 0:
        os._exit(_live(app, asked))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _live(app: Flask, asked: dict[str, Any]) -> int:
    left = [asked["at"]]

    def point(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("after_cursor_execute", "commit"):
        event.listen(db.engine(), name, point)
    event.listen(Session, "after_commit", point)
    if asked["do"] == "publish":
        return app.test_cli_runner().invoke(args=["publish", asked["folder"]]).exit_code
    with db.transaction():
        releasing.release(asked["draft_id"], asked["seen"], asked["account_id"], HOUSE)
    return 0


if __name__ == "__main__":
    main()
