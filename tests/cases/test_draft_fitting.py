"""What somebody has begun to type when their dossier moves to another version."""

from typing import Any

from app.cases import answers, moving, task_forms, tasks
from app.core.db import transaction
from tests.cases import walking as walk
from tests.cases.test_journey import examined
from tests.cases.test_moving import WHY, move, release, renamed

RENAMED = (b'"name": "findings"', b'"name": "result_found"')
TYPED = {"findings": "Đang viết dở", "missing": [{"what": "Ảnh"}]}


def typing(settings: Any) -> int:
    """A dossier whose examiner has begun to type."""
    case_id = examined(settings)
    with transaction():
        tasks.save_draft(walk.who("specialist"), walk.item(case_id, "examine").id, TYPED)
    return case_id


def draft(case_id: int) -> tuple[Any, Any]:
    with transaction():
        kept = answers.draft(case_id, "examine")
        assert kept is not None
        return kept.data, kept.aside and [(one["path"], one["value"]) for one in kept.aside]


def back(case_id: int) -> None:
    admin = walk.who("admin")
    with transaction():
        moving.revert(case_id, WHY, admin)


def test_what_fits_is_shown_and_the_rest_set_aside_with_its_words(world, settings):
    case_id = typing(settings)
    taken = move(case_id, release(case_id, "forms/examine.json", RENAMED))
    assert taken.drafts == (("Thẩm định hồ sơ", 1),)
    assert draft(case_id) == ({"missing": TYPED["missing"]}, [("findings", "Đang viết dở")])
    with transaction():
        item = walk.item(case_id, "examine")
        assert task_forms.initial(item, walk.case(case_id)) == {"missing": TYPED["missing"]}
        assert answers.draft(case_id, "examine").aside[0]["label"]["vi"] == "Kết quả thẩm định"


def test_it_stays_aside_while_typing_goes_on_and_goes_with_the_step(world, settings):
    case_id = typing(settings)
    move(case_id, release(case_id, "forms/examine.json", RENAMED))
    with transaction():
        tasks.save_draft(walk.who("specialist"), walk.item(case_id, "examine").id, {"result_found": "Mới"})
    assert draft(case_id) == ({"result_found": "Mới"}, [("findings", "Đang viết dở")])
    walk.do(case_id, "examine", "specialist", "approve")
    with transaction():
        assert answers.draft(case_id, "examine") is None


def test_taken_back_it_is_as_it_was(world, settings):
    case_id = typing(settings)
    move(case_id, release(case_id, "forms/examine.json", RENAMED))
    back(case_id)
    assert draft(case_id) == (TYPED, None)


def test_what_a_later_version_asks_for_again_comes_back(world, settings):
    case_id = typing(settings)
    first = walk.case(case_id).version_id
    move(case_id, release(case_id, "forms/examine.json", RENAMED))
    move(case_id, renamed(case_id))
    assert draft(case_id)[1] == [("findings", "Đang viết dở")]
    move(case_id, first)
    assert draft(case_id) == (TYPED, None)


def test_a_form_that_asks_for_more_says_that_it_changed(world, settings):
    case_id = typing(settings)
    field = b'{"name": "another", "kind": "text", "label": {"vi": "Them", "en": "More"}},\n        {'
    start = b'"fields": [\n        {'
    move(case_id, release(case_id, "forms/examine.json", (start, b'"fields": [\n        ' + field)))
    assert draft(case_id) == (TYPED, [])


def test_a_draft_of_a_step_that_is_no_more_is_left_alone(world, settings):
    case_id = typing(settings)
    with transaction():
        answers.keep_draft(case_id, "gone", {"a": 1}, walk.who("specialist").account_id)
    taken = move(case_id, release(case_id, "forms/examine.json", RENAMED))
    assert ("gone", 0) in taken.drafts
    with transaction():
        assert answers.draft(case_id, "gone").data == {"a": 1}
