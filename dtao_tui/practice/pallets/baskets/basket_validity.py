"""The chain's look at trades of baskets before they may be in a block, wherever in a call they stand (spec 475).

`check_basket_trades` of the transaction extension: batches and proxies are looked into, and a trade inside a proxy is
its coldkey's.
"""

from collections.abc import Iterator

from dtao_tui.practice.pallets.baskets import basket_trades
from dtao_tui.practice.pallets.baskets.basket_trades import BasketLeg
from dtao_tui.practice.pallets.registry import View, subtensor
from dtao_tui.practice.runtime.plain_values import Invocation

_ONE, _MANY = "SubtensorModule.swap_basket", "SubtensorModule.swap_basket_many"
_BATCHES = ("Utility.batch", "Utility.batch_all", "Utility.force_batch")


def check(view: View, signer: bytes, call: Invocation) -> None:
    """Check every trade of a basket in a call. Raises DispatchFailure for one that would fail as things stand."""
    for who, trade in _trades(signer, call):
        hotkey, legs = trade.arguments["hotkey"], _legs(trade)
        if not legs:
            raise subtensor("BasketSwapBatchEmpty")
        for leg in legs:
            if isinstance(hotkey, bytes):
                basket_trades.check_leg(view, who, hotkey, leg)
                basket_trades.check_worth(view, leg)


def _trades(signer: bytes, call: Invocation) -> Iterator[tuple[bytes, Invocation]]:
    """The trades in a call, each with the account that makes it."""
    if call.name in (_ONE, _MANY):
        yield signer, call
    elif call.name in _BATCHES:
        carried = call.arguments["calls"]
        for each in carried if isinstance(carried, list) else ():
            if isinstance(each, Invocation):
                yield from _trades(signer, each)
    elif call.name == "Proxy.proxy":
        real, carried = call.arguments["real"], call.arguments["call"]
        if isinstance(real, bytes) and isinstance(carried, Invocation):
            yield from _trades(real, carried)


def _legs(trade: Invocation) -> list[BasketLeg]:
    values = trade.arguments
    if trade.name == _MANY:
        legs = values["legs"]
        return [BasketLeg(*leg) for leg in legs] if isinstance(legs, list | tuple) else []
    names = ("origin_netuid", "destination_netuid", "amount", "min_amount_out")
    return [BasketLeg(*(int(str(values[name])) for name in names))]
