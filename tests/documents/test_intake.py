"""Files on their way in, in the store, listed, read and taken away."""

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from obstore.store import MemoryStore
from sqlalchemy import Engine

from app.core.config import Settings
from app.core.db import transaction
from app.core.errors import Invalid, NotFound
from app.documents import intake, queries, removal, storage
from app.documents.models import Document
from tests.documents.samples import PDF, jpeg, png


@pytest.fixture
def store() -> MemoryStore:
    """An empty store that files go to."""
    store = MemoryStore()
    storage.bind(store)
    return store


def _put(settings: Settings, content: bytes = PDF, name: str = "don.pdf", component: str = "birth") -> Document:
    return intake.take_in(7, component, name, content, 3, settings)


def test_a_file_is_listed_with_its_digest_and_read_back(db: Engine, settings: Settings, store: MemoryStore) -> None:
    with transaction():
        row = _put(settings)
        assert (row.id is not None, row.size, row.media_type) == (True, len(PDF), "application/pdf")
        assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    with transaction(writes=False):
        (listed,) = queries.of_case(7)
        assert storage.read(listed) == PDF == b"".join(storage.stream(listed))
        assert queries.of_case(8) == []


def test_a_stream_is_read_only_as_far_as_the_limit(db: Engine, settings: Settings, store: MemoryStore) -> None:
    class Endless(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None and 0 <= size <= 1001
            return b"\0" * size

    with transaction(), pytest.raises(Invalid) as refused:
        intake.take_in(7, "birth", "a.pdf", Endless(), 3, replace(settings, max_upload=1000))
    assert set(refused.value.fields) == {"papers.birth"}


def test_the_same_file_sent_twice_is_one(db: Engine, settings: Settings, store: MemoryStore) -> None:
    with transaction():
        assert _put(settings).id == _put(settings, name="again.pdf").id
        assert _put(settings, component="marriage").id != _put(settings).id


def test_a_refused_file_leaves_nothing(db: Engine, settings: Settings, store: MemoryStore) -> None:
    with transaction():
        for name, component in (("don.jpg", "birth"), ("don.pdf", "../birth"), ("don.pdf", "x" * 100)):
            with pytest.raises(Invalid):
                _put(settings, name=name, component=component)
        assert queries.of_case(7) == [] and not list(store.list())


def test_no_more_than_twenty_for_one_paper(db: Engine, settings: Settings, store: MemoryStore) -> None:
    with transaction():
        for width in range(1, intake.MAX_PER_COMPONENT + 1):
            _put(settings, jpeg(width), "a.jpg")
        with pytest.raises(Invalid):
            _put(settings, png(), "b.png")
        _put(settings, png(), "b.png", "other")


def test_a_removed_file_keeps_its_row_and_its_bytes(db: Engine, settings: Settings, store: MemoryStore) -> None:
    with transaction():
        first = _put(settings)
        when = removal.remove(7, first.id).removed_at
        assert when and removal.remove(7, first.id).removed_at == when
        assert queries.of_case(7) == [] and queries.of_case(7, removed=True) == [first]
        assert storage.read(queries.in_case(7, first.id)) == PDF
        assert _put(settings).id != first.id


@pytest.mark.parametrize(("case_id", "shift"), [(8, 0), (7, 1), (7, 2**70), (7, -(2**70))])
def test_a_file_of_another_case_is_not_found(
    db: Engine, settings: Settings, store: MemoryStore, case_id: int, shift: int
) -> None:
    with transaction():
        row = _put(settings)
        with pytest.raises(NotFound):
            queries.in_case(case_id, row.id + shift)
        with pytest.raises(NotFound):
            removal.remove(case_id, row.id + shift)


def test_bytes_are_there_before_the_row_and_outlive_a_rollback(
    db: Engine, settings: Settings, store: MemoryStore
) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        row = _put(settings)
        raise ZeroDivisionError
    assert storage.read(row) == PDF
    with transaction(writes=False):
        assert queries.of_case(7) == []


def test_the_local_store_survives_a_restart_and_mends_a_torn_file(
    db: Engine, settings: Settings, tmp_path: Path
) -> None:
    demo = replace(settings, mode="demo", instance_dir=tmp_path / "instance")
    storage.bind(storage.open_store(demo))
    with transaction():
        row = _put(demo)
    storage.bind(storage.open_store(demo))
    assert storage.read(row) == PDF
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(PDF[:10])
    storage.keep(row.sha256, PDF)
    assert storage.read(row) == PDF
    path.unlink()
    for reading in (storage.read, storage.stream):
        with pytest.raises(storage.Missing):
            reading(row)
