"""What of old answers a replay hands to a draft that somebody drew to learn them."""

import json
from datetime import date
from typing import Any

import pytest

from app.cases import replaying
from app.cases.replay_answers import by_other_form
from app.catalogue import queries, whole
from app.core.db import transaction
from app.forms.definition import Form
from tests.cases import walking as walk
from tests.cases.test_journey import CODE

DAY = date(2026, 1, 5)
FILL = "forms/fill_application.json"
TEXT = {"vi": "Câu hỏi", "en": "Question"}


def form(*fields: dict[str, Any]) -> Form:
    return Form.read({"title": TEXT, "sections": [{"fields": [{"label": TEXT, **one} for one in fields]}]})


@pytest.mark.parametrize(
    ("was", "becomes", "answer", "told"),
    [
        ({"kind": "text"}, {"kind": "text"}, "Nguyễn Văn A", None),
        ({"kind": "id_number"}, {"kind": "text"}, "001190000001", None),
        ({"kind": "date"}, {"kind": "date"}, "1990-09-05", None),
        ({"kind": "text"}, {"kind": "choice", "options_from": "officers"}, "Nguyễn Văn A", None),
        ({"kind": "text", "variable": "old"}, {"kind": "text"}, "Nguyễn Văn A", "Nguyễn Văn A"),
        ({"kind": "boolean"}, {"kind": "boolean"}, True, True),
    ],
)
def test_a_question_newly_called_a_variable_tells_only_what_was_chosen(was, becomes, answer, told):
    before, after = form({"name": "asked", **was}), form({"name": "asked", "variable": "wanted", **becomes})
    assert by_other_form(after, before, {"asked": answer}, None, DAY) == ({"wanted": told}, ())


def test_inside_of_a_group_too():
    def around(**field: Any) -> Form:
        return form(
            {"name": "who", "kind": "group", "fields": [{"name": "name", "kind": "text", "label": TEXT, **field}]}
        )

    given = {"who": {"name": "Nguyễn Văn A"}}
    assert by_other_form(around(variable="wanted"), around(), given, None, DAY) == ({"wanted": None}, ())


def test_nothing_that_a_citizen_typed_is_played(world, settings):
    walk.submit(CODE, settings)
    with transaction(writes=False):
        files = whole.of_version(queries.get(CODE).id)
        wanting = json.loads(files[FILL])
        names = []
        for section in wanting["sections"]:
            for field in section["fields"]:
                if field["kind"] not in ("note", "group", "repeat", "boolean", "choice", "choices"):
                    field["variable"] = f"so_{field['name']}"
                    names.append(field["variable"])
        gathered = replaying.gather(queries.get(CODE).id, {**files, FILL: json.dumps(wanting).encode()})
    assert gathered is not None and len(gathered.histories) == 1
    played = [event.instead for event in gathered.histories[0].events if event.instead]
    told = {name: value for given in played for name, value in given.items() if name in names}
    assert len(names) > 5 and told == dict.fromkeys(names)
