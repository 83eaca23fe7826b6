"""Real processes that run the timetable on the database of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from app.core.config import ROOT

NAME = "worker"  # of their connections


class Workers:
    """Started, killed, stopped and resumed by the test; none is left over."""

    def __init__(self, url: str, settings) -> None:
        own = {"DATABASE_URL": url, "APP_MODE": "test", "INSTANCE_DIR": str(settings.instance_dir), "FLASK_APP": "wsgi"}
        more = {"SECRET_KEY": settings.secret_key, "PYTHONPATH": str(ROOT), "PGAPPNAME": NAME}
        self._environment = {**os.environ, **own, **more}
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> subprocess.Popen[str]:
        """One more worker; it takes a second or two until it works."""
        command = command or ("-m", "flask", "timetable")
        worker = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.running.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[str]) -> None:
        """At once, in the middle of whatever it does."""
        self.running.remove(worker)
        worker.kill()
        worker.communicate()

    def stop(self, worker: subprocess.Popen[str]) -> str:
        """In order; returns what it had said."""
        self.running.remove(worker)
        worker.send_signal(signal.SIGTERM)
        return worker.communicate(timeout=30)[0]

    def kill_all(self) -> None:
        for worker in list(self.running):
            self.kill(worker)


def until(reached: Callable[[], object], seconds: float = 90) -> None:
    """Waits for it. Fails when it does not come."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
