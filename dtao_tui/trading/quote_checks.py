"""A quote judged as a ticket judges it, for commands that know no account."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.quotes import ChainAnswer, Quote, chain_answer
from dtao_tui.trading import preflight
from dtao_tui.trading.order_review import chain_check_of
from dtao_tui.trading.ticket_draft import caution_of


@dataclass(frozen=True, slots=True)
class JudgedQuote:
    """A quote, the chain's answer to the same question, and what stands against such an order."""

    quote: Quote
    snapshot: Snapshot
    chain: ChainAnswer | None
    """None where the chain has no simulation."""

    objections: tuple[Check, ...]
    """Why the chain would not carry it out at this block; whatever depends on an account is left out."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence."""

    @property
    def subnet(self) -> Subnet:
        """The subnet that is quoted."""
        return self.snapshot.subnets[self.quote.netuid]


def judged(quote: Quote, snapshot: Snapshot, simulation: Simulation | None) -> JudgedQuote:
    """Hold a quote against the chain's rules and its simulation at the same block."""
    subnet = snapshot.subnets[quote.netuid]
    checks = (
        *preflight.subnet(quote.kind, subnet),
        _minimum(quote, subnet),
        preflight.limit(quote, subnet),
        *_chain(quote, subnet, simulation),
    )
    return JudgedQuote(
        quote=quote,
        snapshot=snapshot,
        chain=None if simulation is None else chain_answer(quote, simulation),
        objections=tuple(check for check in checks if not check.passed),
        caution=caution_of(subnet, can_simulate=simulation is not None),
    )


def _minimum(quote: Quote, subnet: Subnet) -> Check:
    """The smallest order; without an account no sale is known to be of the whole position."""
    if isinstance(quote.pays, Tao):
        return preflight.least_stake(quote.pays, subnet)
    return preflight.least_unstake(Tao(quote.receives.rao), leaves_a_rest=True)


def _chain(quote: Quote, subnet: Subnet, simulation: Simulation | None) -> tuple[Check, ...]:
    if simulation is None or not quote.is_local:
        return ()
    answer = chain_check_of(quote, simulation, subnet.symbol)
    return (Check("chain", answer.agrees, answer.sentence),)
