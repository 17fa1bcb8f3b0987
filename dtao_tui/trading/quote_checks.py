"""Checks of a quote without a key, for commands, with an account or without; the same checks as a ticket's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.accounts import OwnerAddress
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op, is_complete
from dtao_tui.domain.trades.quotes import ChainAnswer, Quote, chain_answer
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.trading.assessment import caution_of, rest_of
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
    """Why the chain would not carry it out at this block; without an account by what depends on none."""

    notes: tuple[Check, ...] = ()
    """What is allowed and must be known."""

    owner: str = ""
    """The account that it was quoted for; empty for nobody's."""

    owed: Tao | None = None
    """What a claim would bring by the chain's answer of now; None of any other operation, and where it is not known."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence."""

    @property
    def is_sized(self) -> bool:
        """Whether it is of an amount."""
        return ROW_OF[self.quote.op].is_sized

    @property
    def receives(self) -> Tao | Alpha | None:
        """What it brings: of a claim what is owed; None where nothing is said of that."""
        return self.quote.receives if self.is_sized else self.owed

    @property
    def subnet(self) -> Subnet:
        """The subnet that is quoted."""
        return self.snapshot.subnets[self.quote.netuid]


WITHOUT_ACCOUNT = (
    *("open", "transfers", "another_subnet"),
    *("least_stake", "least_unstake", "least_move", "least_swap", "least_transfer", "least_payment"),
    *("limit", "chain"),
)
"""The checks that need to know no account, in the order in which a command says what is wrong."""

_OF_A_SIGNATURE = frozenset({"account", "fresh", "second", "same_subnet", "lock"})
_OF_CHOICES = frozenset({"hotkey", "another_hotkey", "permit", "recipient"})
"""Those of what a quote does not depend on, and may leave open."""


def of_account(
    owner: OwnerAddress | None, snapshot: Snapshot, facts: ChainFacts | None, network_fee: Tao | None = None
) -> Circumstances:
    """What a quote for this account, or for nobody's, is assessed with."""
    return Circumstances(
        snapshot=snapshot,
        holdings=snapshot.holdings_of(owner),
        network_fee=network_fee,
        now=snapshot.seen_at,
        account=Check("account", True),
        existential_deposit=facts.existential_deposit if facts else Tao(0),
        can_simulate=facts is None or facts.can_simulate,
        calls=facts.calls if facts else frozenset(),
    )


def judged(
    quote: Quote, snapshot: Snapshot, simulations: Sequence[Simulation], around: Circumstances | None = None
) -> JudgedQuote:
    """Check a quote by the chain's rules and its simulations at the same block, one for each leg that was asked about.

    Without any the chain has no simulation. `around` is of `of_account`, or None for nobody's account.
    """
    asked = [leg for leg in quote.legs if leg.simulated is not None]
    pairs = list(zip(asked, simulations, strict=True)) if simulations else []
    circumstances = replace(around or of_account(None, snapshot, None), can_simulate=bool(simulations))
    if pairs and quote.is_local:
        answers = [chain_check_of(leg, told, snapshot.subnets[leg.hop.netuid].symbol) for leg, told in pairs]
        answer = next((one for one in answers if not one.agrees), answers[-1])
        circumstances = replace(circumstances, chain=answer.check)
    holdings = circumstances.holdings
    rest = rest_of(quote, circumstances) if holdings is not None and quote.is_local else None
    checks = check_table.run(_applying(quote, circumstances), quote.intent, quote, replace(circumstances, rest=rest))
    passed = [snapshot.subnets[leg.hop.netuid] for leg in quote.legs]
    cautions = [caution_of(one, can_simulate=bool(simulations)) for one in passed]
    return JudgedQuote(
        quote=quote,
        snapshot=snapshot,
        chain=_together([chain_answer(leg, told) for leg, told in pairs]),
        objections=tuple(check for check in checks if not check.passed),
        caution=next(filter(None, cautions), ""),
        notes=tuple(check for check in checks if check.is_note and check.sentence),
        owner=holdings.address if holdings else "",
        owed=circumstances.claimable.get(quote.intent.hotkey) if quote.op is Op.CLAIM_ROOT else None,
    )


def _applying(quote: Quote, circumstances: Circumstances) -> list[str]:
    """The names of the checks, without an account of those that need to know none."""
    row = ROW_OF[quote.op].checks
    if circumstances.holdings is None:
        return [name for name in WITHOUT_ACCOUNT if name in row]
    left_out = _OF_A_SIGNATURE if is_complete(quote.intent) else _OF_A_SIGNATURE | _OF_CHOICES
    return [name for name in row if name not in left_out]


def _together(answers: Sequence[ChainAnswer]) -> ChainAnswer | None:
    """The answers about all legs as one: what the last one brings, if the chain agrees about each."""
    if not answers:
        return None
    refusal = next((answer for answer in answers if answer.is_refusal), None)
    return refusal or replace(answers[-1], agrees=all(answer.agrees for answer in answers))
