"""`scripts/bench check`: how fast the checker judges the project's own bundles, and a process of 500 flow nodes."""

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from app.cases.known import KNOWN
from app.catalogue import assembling, folders, manifest
from app.core.config import ROOT
from app.engine.checking.judging import judge
from app.engine.definitions import Bundle
from app.engine.problems import ERROR
from tests.engine.drawing import bundle
from tests.engine.sketching import long_process

NODES, TO_REACH = 500, 0.5  # seconds of CPU for a diagram of so many nodes


def main(rounds: int) -> None:
    """Checks each bundle and each file so often, and prints medians of CPU time."""
    bundles = {
        path.parent.name: assembling.assemble(path.parent, ROOT / "forms")
        for path in sorted((ROOT / "bpmn").glob(f"*/{manifest.FILE_NAME}"))
        if manifest.read(path).online
    }
    spent = {slug: _cpu(made, rounds) for slug, made in bundles.items()}
    total = sum(spent.values())
    print(f"{len(spent)} bundles: {len(spent) / total:.1f} checks per second on one core (CPU)")
    slowest = max(spent, key=lambda slug: spent[slug])
    print(f"slowest bundle: {slowest}, {len(bundles[slowest].files)} files, {spent[slowest] * 1000:.0f} ms")
    alone = {path: _file(path, rounds) for path in sorted((ROOT / "bpmn").glob("*/*.bpmn"))}
    worst = max(alone, key=lambda path: alone[path])
    print(f"slowest file: {worst.relative_to(ROOT)}, {alone[worst] * 1000:.0f} ms")
    _long(rounds)


def _long(rounds: int) -> None:
    made = bundle(long_process(NODES).drawing())
    files = {name: text for name, text in made.files.items() if not name.startswith("forms/")}
    refused = [p.rule for p in judge(files, made.process_id, alone=True) if p.severity == ERROR]
    spent = _median(lambda: judge(files, made.process_id, alone=True), rounds)
    said = f", refused: {refused}" if refused else ""
    print(f"{NODES} flow nodes: {spent:.3f} s CPU  (to reach: below {TO_REACH} s){said}")


def _cpu(made: Bundle, rounds: int) -> float:
    return _median(lambda: judge(made.files, made.process_id, KNOWN), rounds)


def _file(path: Path, rounds: int) -> float:
    return _median(lambda: folders.inspect([path], KNOWN), rounds)


def _median(act: Callable[[], object], rounds: int) -> float:
    act()
    spent = []
    for _ in range(rounds):
        gc.collect()
        begun = time.process_time()
        act()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)
