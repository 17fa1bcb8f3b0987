"""Comparison of the chain's own simulation of an order with the quote."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import amount_of
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.quotes import Leg, chain_answer

REFUSED_BY_CHAIN = "The chain's own simulation refuses this order; nothing is signed."


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """Result of comparing the chain's simulation of an order with the quote."""

    agrees: bool
    received_rao: int | None
    """What the chain says would be received; None where it refuses or was not asked."""

    sentence: str = ""
    """What differs and what to do; empty where they agree."""

    is_confirmed: bool = True
    """False where the chain has no simulation, so that nothing was compared."""

    @property
    def check(self) -> Check:
        """The result as a check: named "chain", or "curve" where no simulation confirmed it."""
        if not self.is_confirmed:
            return Check("curve", self.agrees, self.sentence, fact="the chain has no simulation" if self.agrees else "")
        agrees = "knows the hotkeys" if self.received_rao is None else "agrees to the rao"
        return Check("chain", self.agrees, self.sentence, fact=agrees if self.agrees else "")


def chain_check_of(leg: Leg, simulation: Simulation, symbol: str) -> ChainCheck:
    """Compare the chain's six numbers with a leg; `symbol` is that of the subnet's alpha."""
    answer = chain_answer(leg, simulation)
    if answer.agrees:
        return ChainCheck(True, answer.received_rao)
    if answer.received_rao is None:
        return ChainCheck(False, None, REFUSED_BY_CHAIN)
    quoted = leg.trade.received
    received = amount_of(quoted.asset, answer.received_rao)
    if received == quoted:
        return ChainCheck(
            False, answer.received_rao, "The chain charges another fee than this quote; nothing is signed."
        )
    return ChainCheck(
        False,
        answer.received_rao,
        f"The chain would pay {with_unit(received, symbol)}, this quote says {with_unit(quoted, symbol)}; "
        "they must agree before anything is signed.",
    )
