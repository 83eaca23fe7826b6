"""`scripts/bench due`: due dates computed per second on one core, by the packaged national calendar.

Receptions are spread over the working minutes of two years, so that no two in a row are the same; the years of the
calendar are compiled before measuring, as they are in a process that has run for a second.
"""

import gc
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from app.core.clock import TZ
from app.deadlines.explanations import explain
from app.deadlines.loading import packaged
from app.deadlines.terms import due

TO_REACH = 20_000  # per second, for a term of thirty working days
RECEPTIONS = [datetime(2025, 1, 2, 7, 31, tzinfo=TZ) + timedelta(hours=7 * n, minutes=n % 60) for n in range(2_500)]
TERMS = ("30wd", "5wd", "30wh", "halfday", "30cd", "sameday")


def main(rounds: int) -> None:
    """Measures each kind of term, `rounds` times over the receptions, and prints the best and the median round."""
    calendar = packaged()
    print(f"{'due dates per second, one core':34}{'median':>12}{'best':>12}")
    reached = 0.0
    for term in TERMS:
        median = _line(term, partial(due, term, calendar=calendar), rounds)
        reached = median if term == "30wd" else reached
    _line("30wd, with its explanation", partial(explain, "30wd", calendar=calendar), rounds, RECEPTIONS[::10])
    print(f"30wd: {reached:,.0f} per second  (to reach: at least {TO_REACH:,})")


def _line(name: str, act: Callable[[datetime], object], rounds: int, moments: list[datetime] = RECEPTIONS) -> float:
    _rate(act, moments)
    rates = sorted(_rate(act, moments) for _ in range(rounds))
    median = rates[len(rates) // 2]
    print(f"{name:34}{median:12,.0f}{rates[-1]:12,.0f}")
    return median


def _rate(act: Callable[[datetime], object], moments: list[datetime]) -> float:
    gc.collect()
    begun = time.process_time()
    for moment in moments:
        act(moment)
    return len(moments) / (time.process_time() - begun)
