"""`scripts/worker`: sets up and runs the timetable in this process until Ctrl-C, beside `scripts/run` or elsewhere."""

import argparse
import os
import sys

from scripts.environment import PYTHON, ROOT, Failed, alone, compile_translations, ensure, plain_environment, say


def main() -> int:
    """Sets up and becomes the timetable; returns only when that cannot be done."""
    _options()
    try:
        with alone():
            ensure("requirements.txt")
            compile_translations()
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    say("Starting the timetable. Ctrl-C stops it.")
    os.chdir(ROOT)
    return os.execve(PYTHON, [str(PYTHON), "-m", "flask", "timetable"], plain_environment())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/worker",
        description="Runs the timetable: timers, reminders, escalations, messages. On PostgreSQL any number of workers "
        "share the work, on as many machines as you like; on SQLite one process may, and scripts/run is one already.",
        epilog="DATABASE_URL and the other settings are read from the environment, as scripts/run reads them: see the "
        "README. The tables must be there: scripts/run or `flask prepare` makes them.",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
