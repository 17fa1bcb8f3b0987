"""Checks of what an order is paid with: free TAO, the stake that can leave, the network's fee, and what stays."""

from dtao_tui.domain.amounts import Alpha, Tao, as_alpha, as_tao
from dtao_tui.domain.formatting import count, with_unit
from dtao_tui.domain.holdings import Fate, Held, Means
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.operations import FieldKind
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.fee_and_rest import told_of_fee, told_of_rest
from dtao_tui.trading.preflight.measured import destination_of, short

FREE, SELLABLE, STAYS, HOLD = "free τ", "sellable", "what stays", "root hold"


def nothing_to_pay(means: Means, *, pays_stake: bool) -> str:
    """The sentence for a share of the balance that is zero."""
    if pays_stake and means.held.amount and not means.held.most:
        return _why_not_all(means.held)
    return "There is nothing to pay with."


def free_tao(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the free balance pays the order, the network's fee, and leaves what must stay."""
    pays, means = as_tao(intent.amount), circumstances.means_of(intent.netuid, intent.hotkey)
    if means.free is None:
        return _not_read() if pays else None
    most, network_fee = means.free if means.spendable is None else means.spendable, means.network_fee
    if pays <= most:
        return Check("funds", True, caption=FREE, fact=short(means.free, circumstances.snapshot))
    kept = "" if network_fee is None else f" once {with_unit(network_fee)} are kept for the network's fee"
    sentence = f"You can pay at most {with_unit(most)}{kept}; this is {with_unit(pays)}."
    return Check("funds", False, sentence, FREE, f"at most {short(most, circumstances.snapshot)} can be paid")


def own_stake(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether what can leave the position covers the order, and the network's fee where that is taken in alpha."""
    pays, subnet = as_alpha(intent.amount), circumstances.subnet_of(intent)
    means = circumstances.means_of(intent.netuid, intent.pays_from)
    held, symbol = means.held, subnet.symbol
    fee = means.fee_in_alpha(subnet.pool) if subnet.curve_is_known else Alpha(0, subnet.netuid)
    fact = short(held.most, circumstances.snapshot)
    if pays > held.most:
        most = f"Only {with_unit(held.most, symbol)} of this stake can be {ROW_OF[intent.op].done}"
        there = most if held.amount else "Nothing is staked"
        why = f" {_why_not_all(held)}" if held.most < held.amount else ""
        sentence = f"{there} with this validator; this is {with_unit(pays, symbol)}.{why}"
        return Check("funds", False, sentence, SELLABLE, f"{fact}, this is {short(pays, circumstances.snapshot)}")
    if fee and pays + fee > held.most:
        amount = ROW_OF[intent.op].field(FieldKind.AMOUNT)
        less = f"{amount.caption if amount else 'Take'} less"
        taken = f"The network's fee, about {with_unit(fee, symbol)}, is taken from this stake first."
        return Check("funds", False, f"{taken} {less}, or type max.", SELLABLE, f"{fact} with the network's fee")
    return Check("funds", True, caption=SELLABLE, fact=fact)


def fee_in_tao(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the free TAO pays the network's fee, for an operation that leaves the stake out of it."""
    means = circumstances.means_of(intent.netuid, intent.pays_from)
    if means.free is None:
        return _not_read() if intent.amount else None
    fact = short(means.free, circumstances.snapshot)
    if not means.is_short_of_fee or means.network_fee is None:
        return Check("funds", True, caption=FREE, fact=fact)
    fee, done = with_unit(means.network_fee), ROW_OF[intent.op].done
    sentence = f"The free TAO does not pay the network's fee, {fee}; nothing is {done} without it."
    return Check(
        "funds", False, sentence, FREE, f"{fact}, the fee is {short(means.network_fee, circumstances.snapshot)}"
    )


def fee_in_alpha(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the free TAO pays the network's fee, or the chain takes it from the stake."""
    means, rest = circumstances.means_of(intent.netuid, intent.pays_from), circumstances.rest
    if means.free is None:
        return None
    fact = short(means.free, circumstances.snapshot)
    if rest is None or not rest.fee_in_alpha:
        return Check("fee", True, caption=FREE, fact=fact)
    sentence = told_of_fee(rest, circumstances.subnet_of(intent).symbol)
    taken = f"{fact}, {short(rest.fee_in_alpha, circumstances.snapshot)} sold for the fee"
    return Check("fee", True, sentence, FREE, taken, is_note=True)


def stays(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """What the order leaves of what it is paid from, and whether the chain lets that be."""
    rest, snapshot = circumstances.rest, circumstances.snapshot
    if rest is not None and rest.needs_a_word:
        words = {Fate.SOLD: "sold too", Fate.AT_RISK: "sold too near the limit"}
        fact = f"{short(rest.amount, snapshot)}, {words.get(rest.fate, 'may be sold too')}"
        sentence = told_of_rest(rest, circumstances.subnet_of(intent).symbol)
        return Check("rest", True, sentence, STAYS, fact, is_note=True)
    if quote is None:
        return None
    left = rest.amount if rest is not None else _left(intent, quote.pays_now, circumstances)
    if left is None:
        return None
    return Check("rest", True, caption=STAYS, fact=short(left, snapshot) if left.rao else "nothing")


def root_hold(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether root's hold keeps a part of the stake, and for how long it holds what arrives there.

    `refuse_fresh_root` (spec 461): a change of a stake on root holds all of it for some blocks.
    """
    hold, arrives = circumstances.snapshot.rules.root_hold_blocks, destination_of(intent)
    if ROOT not in intent.touches() or hold is None:
        return None
    if not hold:
        return Check("hold", True, caption=HOLD, fact="none")
    if intent.pays_from and intent.touches()[0] == ROOT:
        until = circumstances.means_of(ROOT, intent.pays_from).held.held_until
        if until is not None:
            return Check("hold", True, _held_until(until), HOLD, f"until block {count(until)}", is_note=True)
    if arrives is not None and arrives.netuid == ROOT:
        sentence = f"Stake on root can leave {count(hold)} blocks after its last change, and this is one."
        return Check("hold", True, sentence, HOLD, f"{count(hold)} blocks from this order", is_note=True)
    return Check("hold", True, caption=HOLD, fact="over")


def lock(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether no lock holds what is to leave, by the chain's own answer of just now."""
    unlocked = circumstances.unlocked
    if unlocked is None:
        return None
    if intent.amount.rao <= unlocked.rao:
        return Check("lock", True, fact=f"{short(unlocked, circumstances.snapshot)} free of it")
    symbol = circumstances.subnet_of(intent).symbol
    most = f"{with_unit(unlocked, symbol)} can be {ROW_OF[intent.op].done}"
    return Check("lock", False, f"A lock holds a part of this stake: {most}.", fact=most)


def _not_read() -> Check:
    return Check("funds", False, "This account's balance was not read yet; it comes with the next block.", FREE)


def _left(intent: SingleIntent, pays: Tao | Alpha, circumstances: Circumstances) -> Tao | Alpha | None:
    """What is left where nothing is sold; None where that is not known, or is less than nothing."""
    means = circumstances.means_of(intent.netuid, intent.pays_from)
    if isinstance(pays, Alpha):
        left = means.held.amount - pays
        return left if left.rao >= 0 else None
    if means.free is None or means.network_fee is None:
        return None
    free = means.free - pays - means.network_fee
    return free if free.rao >= 0 else None


def _why_not_all(held: Held) -> str:
    if held.held_until is not None:
        return _held_until(held.held_until)
    return "A lock holds the rest." if held.most else "A lock holds all of it."


def _held_until(block: int) -> str:
    return f"Stake on root that was changed lately can leave from block {count(block)}."
