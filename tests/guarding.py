"""Worlds for the tests of limits and passwords: mainnet with a wallet, and limits that are set."""

from pathlib import Path

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.trading.spend_guard import Spender
from tests.fakes import ALICE, FINNEY_GENESIS, World, a_holding, a_snapshot, a_stake, a_world, an_account, some_facts
from tests.second import FakeSecond


def on_mainnet(tmp_path: Path, free: str = "50", **wanted: object) -> World:
    """A wallet on mainnet that holds some TAO and 120 alpha of subnet 7, and a second endpoint that agrees."""
    holding = a_holding(ALICE, free, (a_stake(7, "120"),))
    return a_world(
        tmp_path,
        network="finney",
        snapshot=a_snapshot(network="finney", genesis=FINNEY_GENESIS, holdings=(holding,)),
        facts=some_facts(
            network="finney", genesis=FINNEY_GENESIS, endpoint="wss://entrypoint-finney.opentensor.ai:443"
        ),
        accounts=[an_account("trader", ALICE)],
        has_practice=False,
        cross_check=FakeSecond(),
        # Orders go open here, and nothing is asked about that.
        **{"settings": {"mev_shield": False}, **wanted},
    )


def spender(world: World) -> Spender:
    """The chosen account on the connected chain."""
    account = world.session.chosen
    assert account is not None
    return Spender(world.market.facts, account)


def limit(world: World, order: str | None = None, day: str | None = None, reauth_above: str | None = None) -> None:
    """Set limits of the chosen account."""
    texts = (order, day, reauth_above)
    limits = SpendLimits(*(None if text is None else Tao.parse(text) for text in texts))
    world.desk.guard.set_limits(spender(world), limits)
