"""A world whose chosen account is a coldkey that is elsewhere, traded by the proxy key of a wallet here."""

from pathlib import Path

from dtao_tui.domain.accounts import ProxyGrant
from dtao_tui.domain.market import Snapshot
from tests.fakes import (
    ALICE,
    BOB,
    World,
    a_grant,
    a_holding,
    a_proxied_account,
    a_snapshot,
    a_stake,
    a_world,
    an_account,
)

GRANTED = (a_grant(ALICE),)


def a_proxied_block(
    grants: tuple[ProxyGrant, ...] | None = GRANTED, proxy_free: str = "2", free: str = "1000"
) -> Snapshot:
    """A block with the coldkey BOB, who holds 120 alpha on subnet 7, and the proxy ALICE."""
    cold = a_holding(BOB, free, [a_stake(7, "120")], proxies=grants)
    return a_snapshot(holdings=[cold, a_holding(ALICE, proxy_free)])


def a_proxied_world(tmp_path: Path, snapshot: Snapshot | None = None) -> World:
    """The coldkey is chosen; the proxy's wallet opens with the usual password."""
    accounts = [an_account("trader", ALICE), a_proxied_account("cold", BOB, ALICE)]
    world = a_world(tmp_path, snapshot=snapshot or a_proxied_block(), accounts=accounts, has_practice=False)
    world.session.choose(BOB)
    return world
