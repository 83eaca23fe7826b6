"""A worker whose machine's clock is set back five minutes when it gets SIGUSR1. The clock that only goes on stays."""

import signal
from datetime import UTC, datetime, timedelta

import time_machine

from app import create_app, jobs


def set_back(*_: object) -> None:
    time_machine.travel(datetime.now(UTC) - timedelta(minutes=5), tick=True).start()


if __name__ == "__main__":
    create_app()
    signal.signal(signal.SIGUSR1, set_back)
    jobs.run_until_stopped()
