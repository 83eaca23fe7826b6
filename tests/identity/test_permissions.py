"""Separation of duties, and the demo province that must respect it."""

import pytest
from sqlalchemy import func, select

from app.core.db import session, transaction
from app.core.errors import Invalid
from app.identity import accounts, granting, permissions, units
from app.identity.actor import Actor
from app.identity.actors import actor_of_username
from app.identity.demo import make_demo
from app.identity.models import Account, AccountRole, Unit

UNIT, OTHER = 1, 2


def holder(*roles: tuple[str, int | None]) -> Actor:
    return Actor(1, "Ai đó", frozenset(roles), "vi", 1, False)


def test_a_lane_is_held_by_its_own_role_in_its_own_unit():
    clerk = holder(("clerk", UNIT))
    assert permissions.may_hold(clerk, "clerk", UNIT)
    assert not permissions.may_hold(clerk, "clerk", OTHER)
    assert not permissions.may_hold(clerk, "clerk", None)
    assert not permissions.may_hold(clerk, "leader", UNIT)
    assert not permissions.may_hold(clerk, "anything", UNIT)
    assert permissions.may_hold(clerk, "citizen", None)


def test_admin_and_helper_read_no_dossier():
    for actor in (*(holder((role, None)) for role in permissions.HOUSE_ROLES), holder(("helper", UNIT))):
        assert not permissions.reads_dossiers(actor) and not permissions.works_in(actor, UNIT)
    assert permissions.reads_dossiers(holder(("lead", UNIT)))


@pytest.fixture
def demo(db):
    with transaction():
        make_demo("mật khẩu để thử")


def test_incompatible_roles_are_refused(demo):
    with transaction():
        desk, tan_phu = accounts.by_username("desk").id, units.by_code("xa-tan-phu").id
        for role in ("specialist", "leader"):
            with pytest.raises(permissions.RolesApart):
                granting.grant(desk, role, tan_phu)
        for role in ("admin", "operator"):
            with pytest.raises(permissions.RolesApart):
                granting.grant(desk, role)
        with pytest.raises(Invalid):
            granting.grant(desk, "clerk", None)
        with pytest.raises(Invalid):
            granting.grant(desk, "king", tan_phu)
        granting.grant(desk, "specialist", units.by_code("xa-hoa-son").id)


def test_role_taken_away_is_gone(demo):
    with transaction():
        granting.revoke(accounts.by_username("admin").id, "operator")
    with transaction():
        assert actor_of_username("admin").roles == {("admin", None), ("releaser", None)}


def test_demo_is_made_once(demo):
    with transaction():
        before = [session().scalar(select(func.count()).select_from(t)) for t in (Account, AccountRole, Unit)]
        password = accounts.by_username("desk").password_hash
        make_demo("another password")
        assert before == [session().scalar(select(func.count()).select_from(t)) for t in (Account, AccountRole, Unit)]
        assert accounts.by_username("desk").password_hash == password


def test_demo_officers_hold_their_role_with_the_police_too(demo):
    with transaction():
        specialist = actor_of_username("specialist")
        codes = {units.unit(i).code for i in specialist.units("specialist")}
        assert codes == {"xa-tan-phu", "ca-xa-tan-phu"}
        assert [name for _id, name in units.officers(units.by_code("xa-tan-phu").id, "leader")] == ["Hoàng Văn Sơn"]
        assert len(units.unit_options(units.COMMUNE)) == 3
        police = units.by_code("ca-xa-tan-phu")
        assert police.name == "Công an xã Tân Phú" and units.unit(police.parent_id).code == "xa-tan-phu"


def test_an_operator_is_given_no_role_that_reads_dossiers(demo):
    with transaction():
        unit = units.by_code("xa-tan-phu").id
        alone = accounts.by_username("designer").id
        granting.grant(alone, "operator")
        with pytest.raises(permissions.RolesApart):
            granting.grant(alone, "clerk", unit)


def test_the_demo_designer_draws_and_proposes_the_admin_releases_and_operates(demo):
    with transaction():
        assert actor_of_username("designer").roles == {("designer", None), ("proposer", None)}
        assert actor_of_username("admin").roles == {("admin", None), ("releaser", None), ("operator", None)}
