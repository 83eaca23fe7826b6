"""At most so many processes at once: who comes too many is told so at once, and nobody else waits for them."""

import json
import os
import signal
from multiprocessing import Pipe
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from app.catalogue import confined
from app.catalogue.confined import Broken, Busy, Gate
from app.catalogue.keeping import Kept

ASKED: dict[str, Any] = {"do": "check", "process_id": None, "alone": True, "known": {}, "files": {}}


class Crowd:
    """Threads that go through a gate and stay inside until they are let out."""

    def __init__(self, gate: Gate) -> None:
        self.gate, self.out = gate, Event()
        self.inside: list[int] = []
        self.refused: list[int] = []
        self.threads: list[Thread] = []

    def come(self, count: int) -> None:
        for number in range(count):
            thread = Thread(target=self._go, args=(number,))
            thread.start()
            self.threads.append(thread)

    def _go(self, number: int) -> None:
        try:
            with self.gate.inside():
                self.inside.append(number)
                self.out.wait(30)
        except Busy:
            self.refused.append(number)

    def end(self) -> None:
        self.out.set()
        for thread in self.threads:
            thread.join(30)


def test_of_fifty_presses_at_once_two_are_done_one_waits_and_the_others_are_told() -> None:
    crowd = Crowd(Gate(2, 1, patience=30))
    crowd.come(50)
    for thread in crowd.threads:
        thread.join(0.05)
    assert len(crowd.inside) == 2 and len(crowd.refused) == 47
    crowd.end()
    assert len(crowd.inside) == 3  # the one that waited


def test_whoever_waits_too_long_is_told() -> None:
    crowd = Crowd(Gate(1, 1, patience=0.05))
    crowd.come(1)
    while not crowd.inside:
        pass
    with pytest.raises(Busy), crowd.gate.inside():
        raise AssertionError("there was no room")
    crowd.end()
    with crowd.gate.inside():
        pass  # and there is room again


def test_a_place_is_given_back_whatever_happens() -> None:
    gate = Gate(1, 0, patience=0)
    for _ in range(3):
        with pytest.raises(Broken), gate.inside():
            raise Broken(slow=True)
    with gate.inside():
        pass


def test_real_processes_keep_to_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_gate", Gate(1, 0, patience=0))
    begun, told = Barrier(8), []

    def press() -> None:
        begun.wait()
        try:
            confined.ask(ASKED, 20, 512 * 1024 * 1024)
            told.append("done")
        except Busy:
            told.append("busy")

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(told) == 8 and {"done", "busy"} == set(told)


def test_what_fails_there_is_broken_off_here() -> None:
    with pytest.raises(Broken) as broken:
        confined.ask({"do": "fly", "files": {}}, 20, 512 * 1024 * 1024)
    assert not broken.value.slow


def test_an_answer_that_is_too_long_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "ANSWER", 10)
    monkeypatch.setattr(confined, "_limit", lambda *limits: None)
    mine, theirs = Pipe()
    with mine:
        mine.send_bytes(json.dumps({"seconds": 9, "bytes": 0}).encode())
        number = os.dup(theirs.fileno())
        theirs.close()
        assert confined._serve(number, lambda asked: "x" * 20) == 1
        assert mine.poll(5)
        with pytest.raises(EOFError):
            mine.recv_bytes()


def test_what_stood_ready_and_was_killed_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = confined._Ready()
    monkeypatch.setattr(confined, "_ready", ready)
    first = confined.ask(ASKED, 20, 512 * 1024 * 1024)
    assert ready._process
    os.kill(ready._process.pid, signal.SIGKILL)
    ready._process.wait()
    assert confined.ask(ASKED, 20, 512 * 1024 * 1024) == first
    ready.end()


def test_it_has_nothing_of_the_servers_environment_and_ends_with_it() -> None:
    ready = confined._Ready()
    ready.line().close()
    process = ready._process
    assert process and ready._way
    assert Path(f"/proc/{process.pid}/environ").read_bytes() == b""
    ready._way.close()  # as the kernel does when the server is killed
    assert process.wait(20) == 0
    ready._way = None
    ready.end()


def test_doubtful_answers_are_not_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("app.catalogue.keeping.time.monotonic", lambda: now[0])
    kept: Kept[str | None] = Kept(10, lambda answer: answer is None)
    files = {"a.bpmn": b"x"}
    assert kept.of(files, lambda: None) is None
    assert kept.of(files, lambda: "sound") is None  # not asked again at once
    now[0] += 61
    assert kept.of(files, lambda: "sound") == "sound"
    now[0] += 10_000
    assert kept.of(files, lambda: None) == "sound"
