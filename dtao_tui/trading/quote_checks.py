"""Checks of a quote without an account, for commands; the same checks as a ticket's."""

from collections.abc import Sequence
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


WITHOUT_ACCOUNT = ("open", "another_subnet", "least_stake", "least_unstake", "least_swap", "limit", "chain")
"""The checks that need to know no account, in the order in which a command says what is wrong."""


def judged(quote: Quote, snapshot: Snapshot, simulations: Sequence[Simulation]) -> JudgedQuote:
    """Check a quote by the chain's rules and its simulations at the same block, one for each leg that was asked about.

    Without any the chain has no simulation.
    """
    asked = [leg for leg in quote.legs if leg.simulated is not None]
    pairs = list(zip(asked, simulations, strict=True)) if simulations else []
    circumstances = Circumstances(
        snapshot=snapshot,
        holdings=None,
        network_fee=None,
        now=snapshot.seen_at,
        account=Check("account", True),
        existential_deposit=Tao(0),
        can_simulate=bool(simulations),
    )
    if pairs and quote.is_local:
        answers = [chain_check_of(leg, told, snapshot.subnets[leg.hop.netuid].symbol) for leg, told in pairs]
        answer = next((one for one in answers if not one.agrees), answers[-1])
        circumstances = replace(circumstances, chain=answer.check)
    applying = [name for name in WITHOUT_ACCOUNT if name in ROW_OF[quote.op].checks]
    checks = check_table.run(applying, quote.intent, quote, circumstances)
    passed = [snapshot.subnets[leg.hop.netuid] for leg in quote.legs]
    cautions = [caution_of(one, can_simulate=bool(simulations)) for one in passed]
    return JudgedQuote(
        quote=quote,
        snapshot=snapshot,
        chain=_together([chain_answer(leg, told) for leg, told in pairs]),
        objections=tuple(check for check in checks if not check.passed),
        caution=next(filter(None, cautions), ""),
    )


def _together(answers: Sequence[ChainAnswer]) -> ChainAnswer | None:
    """The answers about all legs as one: what the last one brings, if the chain agrees about each."""
    if not answers:
        return None
    refusal = next((answer for answer in answers if answer.is_refusal), None)
    return refusal or replace(answers[-1], agrees=all(answer.agrees for answer in answers))
