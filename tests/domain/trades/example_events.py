"""Events of a block as the chain layer hands them on."""

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.trades.chain_events import ChainEvent

SUCCESS = ChainEvent("System", "ExtrinsicSuccess", ((),), ("dispatch_info",))
BY_PROXY = ChainEvent("Proxy", "ProxyExecuted", ("Ok",), ("result",))
HOTKEY = "5Hot"


def staked(coldkey: str, tao: int, alpha: int, fee: int, *, netuid: int = 7, hotkey: str = HOTKEY) -> ChainEvent:
    return ChainEvent("SubtensorModule", "StakeAdded", (coldkey, hotkey, tao, alpha, netuid, fee))


def unstaked(coldkey: str, tao: int, alpha: int, fee: int, *, netuid: int = 7, hotkey: str = HOTKEY) -> ChainEvent:
    """`alpha` without the pool's fee, as runtimes with weights name it."""
    return ChainEvent("SubtensorModule", "StakeRemoved", (coldkey, hotkey, tao, alpha, netuid, fee))


def paid_fee(who: str, fee: int) -> ChainEvent:
    return ChainEvent("TransactionPayment", "TransactionFeePaid", (who, fee, 0), ("who", "actual_fee", "tip"))


def paid_fee_in_alpha(who: str, alpha: int, tao: int, *, netuid: int = 7) -> ChainEvent:
    names = ("who", "netuid", "alpha_fee", "tao_amount")
    return ChainEvent("SubtensorModule", "TransactionFeePaidWithAlpha", (who, netuid, alpha, tao), names)


def claimed(coldkey: str, tao: int) -> ChainEvent:
    """Root dividends, as spec 461 tells of them."""
    return ChainEvent("SubtensorModule", "RootClaimed", (coldkey, tao), ("coldkey", "tao"))


def traded(owner: str, paid: Tao | Alpha, received: Tao | Alpha, pool_fee: Tao | Alpha) -> ChainEvent:
    """One trade, whichever way: TAO that was paid is staked, alpha is sold."""
    if isinstance(paid, Tao):
        assert isinstance(received, Alpha)
        return staked(owner, paid.rao, received.rao, pool_fee.rao, netuid=received.netuid)
    return unstaked(owner, received.rao, paid.rao - pool_fee.rao, pool_fee.rao, netuid=paid.netuid)
