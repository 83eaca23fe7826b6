"""Counting the statements that something runs."""

from sqlalchemy import Engine, event

NOW_AND_THEN = ("max(calendar_edit.version)", "unit.parent_id \nFROM unit")  # read once a second, once a minute


class statements:
    """Collects the statements that an engine runs, but for those that are due now and then whoever comes by."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.seen: list[str] = []

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not any(part in statement for part in NOW_AND_THEN):
            self.seen.append(statement)

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self.seen

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)
