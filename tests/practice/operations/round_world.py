"""A world of round numbers for operations, and the amounts that they bring there, worked out with fractions.

Two subnets alike: 20,000 τ and 10,000 α in a pool of even weights, so a price of 2 τ. Alice and Bob have 1,000 τ free;
Alice has 8,000 α on subnet 1 and 2,000 τ on root with the validator.
"""

from math import isqrt

from bittensor_core import ss58_encode

from dtao_tui.practice.pallets import stake_moves
from dtao_tui.practice.runtime.metadata import defaults
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.state.internal_items import PRIVATE_ITEMS
from dtao_tui.practice.state.storage import Storage
from dtao_tui.practice.world.genesis import GenesisWorld
from dtao_tui.practice.world.world_file import world_from
from tests.practice.economy import ALICE, BOB, TAO, Economy

VALIDATOR, OWNER, OTHER = (account_named(name) for name in ("round validator", "round owner", "round hotkey"))
"""The validator's hotkey, the subnets' owner, and its hotkey."""

STRANGER = bytes([7]) * 32
HELD = 8_000 * TAO
HELD_ON_ROOT = 2_000 * TAO
FREE = 1_000 * TAO
EVEN = 2 * TAO
"""The price, in rao per alpha."""

_RATE, _WHOLE = 33, 65_535
_TAO_IN, _ALPHA_IN = 20_000 * TAO, 10_000 * TAO


def round_world() -> Economy:
    """The world, just begun."""
    document = {
        "pools": [_subnet(1), _subnet(2)],
        "stakes": [_held(1, HELD), _held(0, HELD_ON_ROOT)],
        "root": [{"hotkey": _ss58(VALIDATOR), "stake": 20_000 * TAO}],
        "root_stake": 20_000 * TAO,
        "tao_weight": 2**63,
        "issuance": 10_500_000 * TAO,
    }
    storage = Storage({**defaults(), **PRIVATE_ITEMS})
    GenesisWorld(world_from(document, emits=True), b"").fill(storage)
    storage.seal(0)
    economy = Economy(storage, block=1_000)
    for who in (ALICE, BOB):
        economy.give(who, FREE)
    return economy


def fee(amount: int) -> int:
    """The pool's fee in an amount."""
    return amount * _RATE // _WHOLE


def bought(tao: int) -> int:
    """The alpha that this much TAO buys in a fresh pool."""
    return for_net(tao - fee(tao))


def for_net(net: int) -> int:
    """The alpha for TAO of which no fee is taken."""
    return _ALPHA_IN * net // (_TAO_IN + net)


def sold(alpha: int) -> int:
    """The TAO that this much alpha brings in a fresh pool."""
    return sold_free(alpha - fee(alpha))


def sold_free(net: int) -> int:
    """The TAO for alpha of which no fee is taken."""
    return _TAO_IN * net // (_ALPHA_IN + net)


def bought_up_to(limit: int) -> int:
    """The TAO, fee included, that takes a fresh pool's price up to the limit: (T + n)² = limit · T · A."""
    net = isqrt(limit * _TAO_IN * _ALPHA_IN // TAO) - _TAO_IN
    return net + net * _RATE // (_WHOLE - _RATE)


def sold_down_to(limit: int) -> int:
    """The alpha, fee included, that takes a fresh pool's price down to the limit: (A + n)² · limit = T · A."""
    net = isqrt(_TAO_IN * _ALPHA_IN * TAO // limit) - _ALPHA_IN
    return net + net * _RATE // (_WHOLE - _RATE)


def _subnet(netuid: int) -> dict[str, object]:
    return {
        "netuid": netuid,
        "pool": {"tao_in": _TAO_IN, "alpha_in": _ALPHA_IN},
        "alpha_out": 80_000 * TAO,
        "next_epoch": 2,
        "owner": {"hotkey": _ss58(OTHER), "coldkey": _ss58(OWNER)},
        "validators": [{"hotkey": _ss58(VALIDATOR), "stake": 80_000 * TAO}],
    }


def _held(netuid: int, rao: int) -> dict[str, object]:
    return {"coldkey": _ss58(ALICE), "hotkey": _ss58(VALIDATOR), "netuid": netuid, "amount": rao}


def _ss58(account: bytes) -> str:
    return str(ss58_encode(account, 42))


# Ways to bring about a situation.


def closed(economy: Economy) -> None:
    """No stake can be bought or sold on subnet 1."""
    economy.storage.put("SubtensorModule.SubtokenEnabled", 1, value=False)


def locked(economy: Economy) -> None:
    """All of Alice's alpha is locked."""
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=VALIDATOR, netuid=1, amount=HELD)


def half_locked(economy: Economy) -> None:
    """Half of Alice's alpha is locked."""
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=VALIDATOR, netuid=1, amount=HELD // 2)


def locked_and_welcome(economy: Economy) -> None:
    """All of Alice's alpha is locked, and Bob takes locked alpha."""
    locked(economy)
    economy.call(BOB, "SubtensorModule.set_reject_locked_alpha", enabled=False)


def fresh_root(economy: Economy) -> None:
    """Alice's root stake was touched within the interval in which it has to stay."""
    economy.storage.put("SubtensorModule.RootStakeUnlockInterval", value=50)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=VALIDATOR, netuid=0, amount_staked=TAO)


def fresh_and_locked(economy: Economy) -> None:
    """Alice's root stake was touched so, and all of it is locked."""
    fresh_root(economy)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=VALIDATOR, netuid=0, amount=HELD_ON_ROOT + TAO)


def no_transfers(economy: Economy) -> None:
    """Nothing of subnet 1 may be given away."""
    economy.storage.put(stake_moves.TRANSFER_TOGGLE, 1, value=False)


def with_basket(economy: Economy) -> None:
    """The validator's basket holds 100 α of subnet 1."""
    economy.pay_dividends(VALIDATOR, 1, 100 * TAO)


def with_proxy(economy: Economy) -> None:
    """Bob may stake for Alice."""
    economy.call(ALICE, "Proxy.add_proxy", delegate=BOB, proxy_type="Staking", delay=0)
