"""`scripts/bench`: `step`, `pages`, `due`, `check`, `move` and `timers`."""

import argparse
import sys

from scripts.benchmarks import checks, dues, moves, pages, steps, timers
from tests.postgres import NoServer


def main() -> None:
    """Reads the command line and measures."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures; compare ratios, not milliseconds.")
    what = parser.add_subparsers(dest="what", required=True)
    step = what.add_parser("step", help="one completed user task on PostgreSQL, in four ways")
    step.add_argument("--rounds", type=int, default=300, help="measured steps per way (default %(default)s)")
    step.add_argument("--durable", action="store_true", help="wait for the disk at each commit, as in production")
    what.add_parser("pages", help="compressed bytes and requests of each page of a citizen's first filing")
    due = what.add_parser("due", help="due dates computed per second on one core")
    due.add_argument("--rounds", type=int, default=9, help="measured rounds per term (default %(default)s)")
    check = what.add_parser("check", help="the checker on the project's own bundles and on a process of 500 nodes")
    check.add_argument("--rounds", type=int, default=5, help="measured rounds per bundle (default %(default)s)")
    move = what.add_parser("move", help="running dossiers moved to another version, tried first and taken back")
    move.add_argument("--count", type=int, default=300, help="dossiers (default %(default)s)")
    what.add_parser("timers", help="what waiting timers cost and how fast due ones are fired, on PostgreSQL")
    options = parser.parse_args()
    try:
        if options.what == "step":
            steps.main(options.rounds, options.durable)
        elif options.what == "due":
            dues.main(options.rounds)
        elif options.what == "check":
            checks.main(options.rounds)
        elif options.what == "move":
            moves.main(options.count)
        elif options.what == "timers":
            timers.main()
        else:
            pages.main()
    except NoServer as missing:
        sys.exit(f"{missing}; scripts/test installs one")


if __name__ == "__main__":
    main()
