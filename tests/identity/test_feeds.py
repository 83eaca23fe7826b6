"""The secret of a calendar feed: one per account, only its hash is kept, dead once replaced, revoked or disabled."""

from sqlalchemy import Engine, select, update

from app.core.clock import wall
from app.core.db import session, transaction
from app.identity import feeds
from app.identity.models import Account, FeedToken
from tests.cases.walking import who


def test_a_secret_opens_its_owners_feed_until_it_is_replaced(world: Engine) -> None:
    desk = who("desk")
    with transaction():
        first = feeds.make(desk.account_id)
    with transaction():
        assert feeds.actor_of(first) == desk
        second = feeds.make(desk.account_id)
    with transaction():
        assert feeds.actor_of(first) is None
        assert feeds.actor_of(second) == desk
        feeds.revoke(desk.account_id)
    with transaction():
        assert feeds.actor_of(second) is None
        assert feeds.made_at(desk.account_id) is None


def test_the_table_holds_no_secret(world: Engine) -> None:
    with transaction():
        secret = feeds.make(who("desk").account_id)
        kept = session().scalars(select(FeedToken)).one()
        assert secret not in (kept.token_hash, str(kept.account_id))
        assert len(kept.token_hash) == 64


def test_a_disabled_account_has_no_feed(world: Engine) -> None:
    desk = who("desk").account_id
    with transaction():
        secret = feeds.make(desk)
        session().execute(update(Account).where(Account.id == desk).values(disabled_at=wall()))
    with transaction():
        assert feeds.actor_of(secret) is None
        assert feeds.actor_of("") is None
