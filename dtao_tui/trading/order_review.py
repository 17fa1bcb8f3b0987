"""The review: what is shown before signing, and the comparison of the bytes to sign with the intent and the chain."""

from dataclasses import dataclass

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.holdings import Rest
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.orders.eras import MOST_BLOCKS_ELSEWHERE, USUAL_BLOCKS
from dtao_tui.domain.orders.shield_plan import ShieldPlan
from dtao_tui.domain.spending.order_worth import OrderWorth
from dtao_tui.domain.spending.spend_window import Allowance
from dtao_tui.domain.trades.calls import Argument, Call, same
from dtao_tui.domain.trades.intents import Op, SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.quoting import received_within
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.extrinsics import AcceptedNumbers, DecodedCall, Unsigned
from dtao_tui.ports.outside_signing import BroughtSignature
from dtao_tui.trading.safeguards import Doubts
from dtao_tui.trading.spend_guard import PasswordReason


class NotPlaced(Exception):
    """Raised where an order is refused before anything was signed; `str()` is a sentence to show."""


@dataclass(frozen=True, slots=True)
class Review:
    """All that is shown before signing; the order as the signer itself reads it in the bytes."""

    id: str
    """One review makes at most one order, which has this id."""

    intent: SingleIntent
    quote: Quote
    unsigned: Unsigned
    decoded: DecodedCall
    facts: ChainFacts
    account: Account
    snapshot: Snapshot
    """The snapshot that the quote was computed from."""

    worst_received: Tao | Alpha
    """What it brings at least if it is carried out: known, since what would not fill is not reviewed."""

    doubts: Doubts = Doubts()  # noqa: RUF009 - frozen
    """What a second endpoint said, and what is strange about the price."""

    notes: tuple[str, ...] = ()
    """What a person must know before signing and what forbids nothing, one sentence each."""

    is_repeat: bool = False
    """Whether an earlier order of this account may have been carried out, or may be in its place."""

    rest: Rest | None = None
    """What a sale leaves of its position, and what the chain does with that."""

    is_confirmed: bool = True
    """Whether the chain's simulation said the same as the quote."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence."""

    deposit: Tao | None = None
    """What the chain holds of the account's TAO from then on; None where it holds nothing."""

    owner_pays: bool = False
    """Whether a proxy's coldkey pays the network's fee, and not the signer."""

    shield: ShieldPlan = ShieldPlan()  # noqa: RUF009 - frozen
    """Whether it is sealed for the MEV shield."""

    accepted: AcceptedNumbers | None = None
    """The chain's own numbers for this call, which its confirmation accepts; both are shown."""

    must_accept: bool = False
    """Whether they are typed, too: once for each version of a runtime."""

    worth: OrderWorth = OrderWorth(None)  # noqa: RUF009 - frozen
    """What it gives away at most, as spend limits count it."""

    allowance: Allowance = Allowance()  # noqa: RUF009 - frozen
    """The spend limits, and what of them was used when it was made."""

    password_reason: PasswordReason | None = None
    """Why the password is typed again before it is signed (`TradingDesk.prove_password`); None where it is not."""

    brought: BroughtSignature | None = None
    """The signature of a key elsewhere over this very order; None where the key is here, or has not signed yet."""

    @property
    def pays_fee(self) -> str:
        """The address of the account that pays the network's fee."""
        return self.unsigned.origin if self.owner_pays else self.unsigned.signer

    @property
    def last_nonce(self) -> int:
        """The highest nonce that its signatures use: a sealed order has the one after its carrier's."""
        return self.unsigned.nonce + 1 if self.shield.is_sealed else self.unsigned.nonce

    @property
    def needs_rehearsal(self) -> bool:
        """Whether the chain's rehearsal of the signed order must pass, since no simulation confirmed the quote."""
        return not self.is_confirmed and not self.subnet.pool.is_stable

    def symbol_of(self, amount: Tao | Alpha) -> str:
        """The symbol of an amount's unit."""
        return amount.asset.symbol({netuid: subnet.symbol for netuid, subnet in self.snapshot.subnets.items()})

    @property
    def subnet(self) -> Subnet:
        """The subnet that is traded."""
        return self.snapshot.subnets[self.intent.netuid]


def deposit_of(intent: SingleIntent, facts: ChainFacts, snapshot: Snapshot, account: Account) -> Tao | None:
    """What the chain would hold of the account's TAO for the proxy that an intent allows; None for other intents."""
    held = snapshot.holdings_of(account.owner)
    if intent.op is not Op.ALLOW_PROXY or facts.proxy_deposits is None or held is None or held.proxies is None:
        return None
    return facts.proxy_deposits.of_one_more(len(held.proxies))


def objection_to_call(wanted: Call, decoded: DecodedCall) -> str:
    """The first difference between the decoded bytes and the wanted call, as a sentence, or empty."""
    return _difference(wanted, decoded.call)


def _difference(wanted: Call, read: Call) -> str:
    if read.title != wanted.title:
        return f"The bytes to sign call {read.pallet}.{read.name}, not {wanted.pallet}.{wanted.name}."
    if read.arguments.keys() != wanted.arguments.keys():
        return f"The bytes to sign carry other arguments than the order: {', '.join(read.arguments)}."
    for name, value in read.arguments.items():
        expected = wanted.arguments[name]
        if not same(value, expected):
            return _difference_of_arguments(name, expected, value)
    return ""


def _difference_of_arguments(name: str, wanted: Argument, read: Argument) -> str:
    """The difference between two arguments, as a sentence; for nested calls, of the first that differs."""
    match wanted, read:
        case Call(), Call():
            return _difference(wanted, read)
        case tuple(), tuple() if len(wanted) == len(read):
            return next(filter(None, map(_difference, wanted, read)))
        case _:
            return f"The bytes to sign say {name} {read}, the order says {wanted}."


def objection_to_frame(unsigned: Unsigned, facts: ChainFacts, account: Account) -> str:
    """Mismatch of signer, genesis, runtime version or era with the account and chain, as a sentence, or empty."""
    if (unsigned.signer, unsigned.origin) != (account.signer, account.owner):
        return "The order was prepared for another account."
    if unsigned.genesis != facts.genesis:
        return "The order was prepared for another chain than the connected one."
    if (unsigned.spec_version, unsigned.transaction_version) != (facts.spec_version, facts.transaction_version):
        return "The chain was upgraded in the meantime; review the order again."
    most = MOST_BLOCKS_ELSEWHERE if account.signs_elsewhere else USUAL_BLOCKS
    if not 0 < unsigned.era_period <= most:
        return f"The signature would be valid for {unsigned.era_period} blocks; at most {most} are allowed."
    return ""


def received_now(review: Review, snapshot: Snapshot) -> Tao | Alpha | None:
    """What the reviewed order would bring at a later block; None where its limit, or the pool, would refuse it."""
    if any(netuid not in snapshot.subnets for netuid in review.intent.touches()):
        return None
    pools = {netuid: snapshot.subnets[netuid].pool for netuid in review.intent.touches()}
    return received_within(review.intent, review.quote.limits, pools)


def refuse(objection: str) -> None:
    """Raise NotPlaced where there is an objection."""
    if objection:
        raise NotPlaced(objection)
