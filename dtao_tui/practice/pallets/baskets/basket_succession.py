"""A basket whose validator takes another hotkey (`transfer_basket_for_new_hotkey`, spec 475).

It is moved as it is: holdings, shares, what each staker has claimed, what waits for it, and the bounds of its trades. A
freeze of its trades stays on the old hotkey, too.
"""

from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.baskets.basket_fund import CLAIMED, DEPOSITED, ESCROW, RATE, REDEEMED, SHARES
from dtao_tui.practice.pallets.baskets.basket_trades import BOUGHT_LATELY, BUCKET, FROZEN
from dtao_tui.practice.pallets.registry import Storage
from dtao_tui.practice.state.internal_items import BASKET_ROWS
from dtao_tui.practice.state.storage import Value


def move(storage: Storage, old: bytes, new: bytes) -> None:
    """Carry a validator's whole basket over to a hotkey that has none."""
    for netuid, alpha in basket_fund.rows(storage, old):
        shares.withdraw(storage, old, ESCROW, netuid, alpha)
        basket_fund.hold(storage, new, netuid, alpha)
    storage.drop(BASKET_ROWS, old)
    for item in (SHARES, DEPOSITED, REDEEMED, RATE):
        if storage.has(item, old):
            storage.put(item, new, value=storage.get(item, old))
            storage.drop(item, old)
    for (_, coldkey), claimed in list(storage.entries(CLAIMED, old)):
        storage.drop(CLAIMED, old, coldkey)
        if isinstance(claimed, int):
            storage.add(CLAIMED, new, coldkey, amount=claimed)
    basket_dividends.move(storage, old, new)
    if storage.has(FROZEN, old):
        storage.put(FROZEN, new, value=())
    _carry_bound(storage, BUCKET, (old,), (new,), least=True)
    for key, _ in list(storage.entries(BOUGHT_LATELY, old)):
        _carry_bound(storage, BOUGHT_LATELY, key, (new, key[1]), least=False)


def _carry_bound(
    storage: Storage, item: str, old: tuple[int | bytes, ...], new: tuple[int | bytes, ...], *, least: bool
) -> None:
    """Carry a number and its block over; of two numbers the stricter, of two blocks the later."""
    carried, known = _pair(storage.get(item, *old)), _pair(storage.get(item, *new))
    storage.drop(item, *old)
    if carried is None:
        return
    if known is not None:
        number = min(carried[0], known[0]) if least else max(carried[0], known[0])
        carried = number, max(carried[1], known[1])
    storage.put(item, *new, value=carried)


def _pair(value: Value) -> tuple[int, int] | None:
    numbers = [each for each in value if isinstance(each, int)] if isinstance(value, list | tuple) else []
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None
