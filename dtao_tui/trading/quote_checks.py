"""Checks of a quote without an account, for commands; the same checks as a ticket's."""

from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.quotes import ChainAnswer, Quote, chain_answer
from dtao_tui.trading.assessment import caution_of
from dtao_tui.trading.chain_check import chain_check_of
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight import check_table


@dataclass(frozen=True, slots=True)
class JudgedQuote:
    """A quote, the chain's simulation of it, and the failed checks."""

    quote: Quote
    snapshot: Snapshot
    chain: ChainAnswer | None
    """None where the chain has no simulation."""

    objections: tuple[Check, ...]
    """Why the chain would not carry it out at this block; checks that depend on an account are left out."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence."""

    @property
    def subnet(self) -> Subnet:
        """The subnet that is quoted."""
        return self.snapshot.subnets[self.quote.netuid]


WITHOUT_ACCOUNT = ("open", "least_stake", "least_unstake", "limit", "chain")
"""The checks that need to know no account, in the order in which a command says what is wrong."""


def judged(quote: Quote, snapshot: Snapshot, simulation: Simulation | None) -> JudgedQuote:
    """Check a quote by the chain's rules and its simulation at the same block."""
    subnet, (leg,) = snapshot.subnets[quote.netuid], quote.legs
    circumstances = Circumstances(
        snapshot=snapshot,
        holdings=None,
        network_fee=None,
        now=snapshot.seen_at,
        account=Check("account", True),
        existential_deposit=Tao(0),
        can_simulate=simulation is not None,
    )
    if simulation is not None and quote.is_local:
        circumstances = replace(circumstances, chain=chain_check_of(leg, simulation, subnet.symbol).check)
    applying = [name for name in WITHOUT_ACCOUNT if name in ROW_OF[quote.op].checks]
    checks = check_table.run(applying, quote.intent, quote, circumstances)
    return JudgedQuote(
        quote=quote,
        snapshot=snapshot,
        chain=None if simulation is None else chain_answer(leg, simulation),
        objections=tuple(check for check in checks if not check.passed),
        caution=caution_of(subnet, can_simulate=simulation is not None),
    )
