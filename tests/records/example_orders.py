"""A placed order with every field filled, for the tests of the journal and of those who read it."""

from dataclasses import replace

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.order_record import OrderState, PlacedOrder, Quoted

GENESIS = "0x" + "ab" * 32


def an_order(order_id: str = "one", **changes: object) -> PlacedOrder:
    quoted = Quoted(
        block=5,
        received=Alpha(2**64 - 1, 7),
        worst_received=Alpha(4, 7),
        pool_fee=Tao(3),
        network_fee=None,
        price_before=Price(50_000_000),
        limit=Price(2**64 - 2),
    )
    order = PlacedOrder(
        id=order_id,
        network="practice",
        genesis=GENESIS,
        address="5Grw",
        kind="stake",
        netuid=7,
        symbol="γ",
        name="templar",
        hotkey="5DAA",
        pays=Tao(2**64 - 1),
        quoted=quoted,
        call_name="add_stake_limit",
        extrinsic_hash="0x01",
        nonce=3,
        era_block=100,
        last_valid_block=163,
        created_at=1_780_000_000.5,
        state=OrderState.SIGNED,
        steps=(("signed", 1_780_000_000.5),),
        era_hash="0x64",
    )
    return replace(order, **changes)  # type: ignore[arg-type]  # builders take any field
