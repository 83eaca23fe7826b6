"""`scripts/bench move`: running dossiers tried for, moved to and taken back from another version, on PostgreSQL."""

import time

from app.cases import bulk_acts, bulk_reading, bulk_working
from app.cases.bulk_acts import Chosen
from app.cases.models import BulkAct
from app.core.db import engine, transaction
from scripts.benchmarks import ground
from scripts.benchmarks.meter import Counter
from tests.cases import walking as walk
from tests.cases.many import copies
from tests.cases.test_moving import renamed
from tests.web.officers import at_transfer

REASON = "Đo tốc độ chuyển phiên bản."


def main(count: int) -> None:
    """Walks one dossier past its reception, copies it, and times what operators' acts do with all of them."""
    print("Starting PostgreSQL, publishing the catalogue, filing a dossier …", flush=True)
    with ground.postgresql() as (app, _url):
        first = at_transfer(app.config["SETTINGS"])
        case_ids = (first, *copies(first, count - 1))
        target, operator, counter = renamed(first), walk.who("admin"), Counter()
        counter.listen(engine())
        with transaction():
            trial = bulk_acts.try_out("move_version", {"version": target}, Chosen(case_ids), operator)
        _timed("preview", trial, counter, count)
        with transaction():
            act = bulk_acts.carry_out(trial.id, REASON, operator)
        _timed("move", act, counter, count)
        with transaction():
            back = bulk_acts.take_back(act.id, operator)
        _timed("preview of taking back", back, counter, count)
        with transaction():
            taken = bulk_acts.carry_out(back.id, REASON, operator)
        _timed("take back", taken, counter, count)


def _timed(name: str, act: BulkAct, counter: Counter, count: int) -> None:
    statements, cpu, wall = counter.statements, time.process_time(), time.perf_counter()
    bulk_working.work(act_id=act.id, seconds=3600)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with transaction(writes=False):
        done = bulk_reading.counts(act.id).done
    if done != count:
        raise RuntimeError(f"{name}: {done} of {count} went through")
    each = (counter.statements - statements) / count
    print(
        f"{name:24}{count / wall:8.1f} a second, {wall / count * 1000:6.2f} ms each ({cpu / count * 1000:.2f} ms CPU), "
        f"{each:.1f} statements"
    )
