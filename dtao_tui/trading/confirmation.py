"""What a person types to confirm a review."""

from dtao_tui.domain.formatting import fine
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.operations.proxy_intents import AllowProxy, RemoveProxy
from dtao_tui.domain.orders.demand import (
    ENDS,
    Demand,
    demand_of_amount,
    demand_of_end,
    demand_of_first,
    demand_of_yes,
)
from dtao_tui.domain.orders.shield_plan import ShieldUse
from dtao_tui.ports.extrinsics import AcceptedNumbers
from dtao_tui.trading.order_review import Review

_WHOLE = "remove_stake_full_limit"


def demands_of(review: Review, *, is_mainnet: bool, is_first: bool) -> tuple[Demand, ...]:
    """All that is typed, in order: on mainnet the amount, and more where something is new or not proven.

    `is_first` is whether no order was signed in this session.
    """
    doubts, demands = review.doubts, list[Demand]()
    if review.accepted is not None and review.must_accept:
        demands.append(_of_numbers(review.accepted))
    demands += _of_shield(review)
    if not is_mainnet:
        return *demands, _of_order(review) if doubts.must_type_amount else demand_of_yes("to sign, type")
    demands.append(_of_order(review))
    if doubts.is_new_recipient:
        demands.append(_of_recipient(review.intent.recipient))
    if doubts.must_type_hotkey(review.intent.hotkey):
        demands.append(_of_hotkey(review.intent.hotkey, is_new=doubts.is_new_hotkey))
    if is_first:
        demands.append(demand_of_first())
    return tuple(demands)


def _of_numbers(accepted: AcceptedNumbers) -> Demand:
    """The chain's own number of the call, once for each version of its runtime."""
    pallet, call = accepted.numbers.declared
    return Demand("to accept this chain's number, type", f"{pallet},{call}", frozenset({f"{pallet}{call}"}))


def _of_shield(review: Review) -> tuple[Demand, ...]:
    """The question before an order goes open, or sealed by a key that nothing proves."""
    match review.shield.use:
        case ShieldUse.OPEN:
            return (Demand("send it without the MEV shield? type", "OPEN", frozenset({"OPEN", "open"})),)
        case ShieldUse.UNPROVEN:
            return (Demand("seal it by a key not proven? type", "UNPROVEN", frozenset({"UNPROVEN", "unproven"})),)
        case _:
            return ()


def _of_order(review: Review) -> Demand:
    """The amount, all of it or what the eye reads of a long one; the word, or the key, where there is none."""
    if isinstance(review.intent, AllowProxy | RemoveProxy):
        return demand_of_end("the key, its last six characters", review.intent.delegate)
    if all(leaf.name == _WHOLE for leaf in review.decoded.call.leaves):
        return _of_word("all")
    row = ROW_OF[review.intent.op]
    if not row.asks_amount:
        return _of_word(row.verb.split()[0])
    pays = review.intent.amount
    exact = str(pays)
    short = exact.rstrip("0").rstrip(".")
    read = fine(pays).plain
    shown = short if len(short) <= len(read) else read
    return demand_of_amount("to sign, type the amount", shown, (exact, short, read, shown), review.symbol_of(pays))


def _of_word(word: str) -> Demand:
    return Demand("to sign, type", word, frozenset({word, word.upper()}))


def _of_recipient(recipient: str) -> Demand:
    """Both ends of an address that this account never gave anything to."""
    typed = recipient[:ENDS] + recipient[-ENDS:]
    return Demand("new account, its first and last six characters", "·" * len(typed), frozenset({typed}))


def _of_hotkey(hotkey: str, *, is_new: bool) -> Demand:
    """The end of an address which no second endpoint has confirmed."""
    who = "new validator" if is_new else "validator"
    return demand_of_end(f"{who}, its last six characters", hotkey)
