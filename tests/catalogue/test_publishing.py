"""Publishing: a version per content, diagrams deployed, offers made, faults named."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select, update

from app.catalogue import publishing, queries
from app.catalogue.models import Offer, Procedure, ProcedureVersion
from app.core.db import session, transaction
from app.core.errors import Invalid, NotFound
from app.engine.definitions import definition
from app.identity.models import Unit
from tests.catalogue.making import Library, a_component, a_fee, write

pytestmark = pytest.mark.usefixtures("db")


def load(library: Library) -> list[int]:
    with transaction():
        return publishing.load_all(library.bpmn, library.forms)


def count(table: type) -> int:
    with transaction(writes=False):
        return session().scalar(select(func.count()).select_from(table)) or 0


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        act()
    return {path: text % params for path, (text, params) in refusal.value.fields.items()}


def test_publishing_twice_changes_nothing(library: Library):
    library.put()
    assert load(library) == load(library)
    assert (count(Procedure), count(ProcedureVersion)) == (1, 1)


def test_a_changed_manifest_is_a_new_version_and_the_old_one_stays(library: Library):
    library.put()
    old = load(library)[0]
    library.put(term="5wd")
    new = load(library)[0]
    with transaction(writes=False):
        assert [queries.version(one).manifest["term"] for one in (old, new)] == ["3wd", "5wd"]
        assert queries.get("9.000001").id == new
        assert [(line.number, line.current) for line in queries.history(queries.version(new).procedure_id)] == [
            (2, True),
            (1, False),
        ]
        assert queries.version(old).definition_id == queries.version(new).definition_id


def test_a_changed_diagram_is_a_new_version(library: Library):
    folder = library.put()
    old = load(library)[0]
    shared = (library.bpmn / "shared" / "resolve.bpmn").read_text(encoding="utf-8")
    (folder / "resolve.bpmn").write_text(shared.replace("</bpmn:definitions>", "<!-- own --></bpmn:definitions>"))
    new = load(library)[0]
    assert new != old
    with transaction(writes=False):
        made = definition(queries.version(new).definition_id or 0)
    assert b"<!-- own -->" in made.files["resolve.bpmn"]


def test_a_form_of_its_own_takes_the_place_of_the_shared_one(library: Library):
    library.put()
    title = {"vi": "Đơn riêng", "en": "Own form"}
    field = {"name": "applicant_name", "kind": "person_name", "label": title}
    outcomes = {"variable": "go", "options": [{"value": "next", "label": title}]}
    own = {"title": title, "sections": [{"fields": [field]}], "outcomes": outcomes}
    write(library.forms / "thu" / "fill_application.json", own)
    load(library)
    with transaction(writes=False):
        made = definition(queries.get("9.000001").definition_id or 0)
    assert made.forms["fill_application"]["title"] == title
    assert "examine" in made.forms


def test_files_out_of_reach_make_no_new_version(library: Library):
    folder = library.put()
    old = load(library)
    (folder / "unused.bpmn").write_text("not even XML")
    write(library.forms / "thu" / "unused.json", {})
    assert load(library) == old


def test_what_is_only_described_has_no_diagram_and_no_one_can_file_it(library: Library):
    library.put(service_level="INFO_ONLY", legacy_level=1)
    load(library)
    with transaction(writes=False):
        assert queries.get("9.000001").definition_id is None


def test_the_faults_of_all_folders_are_said_at_once_and_nothing_is_published(library: Library):
    library.put(slug="mot", code="9.000001", term="mai")
    library.put(slug="hai", code="9.000002", sector="la")
    library.put(slug="ba", code="9.000003")
    found = refused(lambda: load(library))
    assert set(found) == {"mot/procedure.json: term", "hai/procedure.json: sector"}
    assert count(Procedure) == 0


def test_two_folders_cannot_have_one_code(library: Library):
    library.put(slug="mot")
    library.put(slug="hai")
    assert list(refused(lambda: load(library))) == ["mot/procedure.json: code"]


def test_a_broken_diagram_is_refused_with_its_folder_and_file(library: Library):
    (library.put() / "resolve.bpmn").write_text("<bpmn:definitions")
    assert [path.split(":")[0] for path in refused(lambda: load(library))] == ["thu/resolve.bpmn"]


def test_a_missing_diagram_is_named(library: Library):
    library.put()
    (library.bpmn / "shared" / "transfer.bpmn").unlink()
    assert list(refused(lambda: load(library))) == ["thu/transfer.bpmn"]


@pytest.mark.parametrize(
    "changes",
    [
        {"components": [a_component("a", when={"no_such_field": ["x"]})]},
        {"fees": [a_fee(per="copy", quantity_field="no_such_field")]},
        {"fees": [a_fee(when={"no_such_field": ["x"]})]},
    ],
)
def test_a_manifest_may_only_speak_of_answers_the_form_asks_for(library: Library, changes: dict):
    library.put(**changes)
    found = refused(lambda: load(library))
    assert list(found) == ["thu/forms/fill_application.json"]
    assert "no_such_field" in found["thu/forms/fill_application.json"]


def test_diagrams_may_only_call_actions_that_exist(library: Library):
    folder = library.put()
    with transaction():
        publishing.load_sectors(library.bpmn / "sectors.json")
        assert any(
            "cases.submit" in text
            for text in refused(lambda: publishing.publish(folder, library.forms, {"x"})).values()
        )


def test_a_version_of_tomorrow_takes_no_case_today(library: Library):
    library.put()
    old = load(library)[0]
    library.put(term="5wd", effective_from="2031-01-01")
    new = load(library)[0]
    with transaction(writes=False):
        assert queries.get("9.000001").id == old
    with time_machine.travel(datetime(2031, 1, 2, tzinfo=UTC), tick=False):
        assert load(library) == [new]
        with transaction(writes=False):
            assert queries.get("9.000001").id == new


def test_a_repealed_procedure_stays_in_the_books_and_takes_no_case(library: Library):
    library.put()
    version = load(library)[0]
    library.put(repealed_on="2026-01-01")
    load(library)
    with transaction(writes=False):
        assert queries.version(version).code == "9.000001"
        assert queries.search().items == ()
        with pytest.raises(NotFound):
            queries.get("9.000001")


def test_units_of_the_kind_that_resolves_offer_the_procedure(library: Library):
    with transaction():
        for code, kind in (("xa-a", "COMMUNE"), ("xa-b", "COMMUNE"), ("ca-a", "COMMUNE_POLICE")):
            unit = {"code": code, "name": code, "name_en": code, "kind": kind, "tier": "COMMUNE", "agency_code": "H99"}
            session().add(Unit(**unit))
    library.put()
    load(library)
    load(library)
    with transaction(writes=False):
        offers = queries.offers(queries.get("9.000001").procedure_id)
    assert [(offer.unit_code, offer.unit_id == offer.competent_unit_id) for offer in offers] == [
        ("xa-a", True),
        ("xa-b", True),
    ]


def test_loading_leaves_what_an_agency_has_set(library: Library):
    test_units_of_the_kind_that_resolves_offer_the_procedure(library)
    with transaction():
        session().execute(update(Offer).values(overrides={"term": "2wd"}, active=False))
    library.put(term="5wd")
    load(library)
    with transaction(writes=False):
        assert set(session().execute(select(Offer.active)).scalars()) == {False}
        assert session().scalars(select(Offer)).first().overrides == {"term": "2wd"}  # type: ignore[union-attr]
