"""The rolling 24 hours: what an account's orders have spent in them, and what it may still spend.

An order counts from its signature, whatever an endpoint says of it, until it is told to have moved nothing. Of two
orders with one nonce the chain carries out one at most, so the larger counts; and what an endpoint calls over counts
again once the account's number passes that order's. An order leaves the window only when 24 hours have passed for
certain: by the clock of this machine's start, which nobody sets, or by the calendar and the chain's blocks alike, so
that neither a clock that is set nor an endpoint that lies suffices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.orders.clock_readings import Moment, seconds_passed
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.spending.limit_entries import LimitStatus
from dtao_tui.domain.spending.order_worth import OrderWorth
from dtao_tui.domain.spending.spend_limits import SpendLimits

WINDOW_SECONDS = 24 * 3600.0
CLOCK_SLACK_SECONDS = 60.0
"""By so much a clock that is corrected by the network may go back."""

MOST_ORDERS = 1500
"""More orders than this in one window are not summed: the journal might not tell all of them."""

_SPENT_NOTHING = frozenset(
    {OrderState.HELD, OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED, OrderState.REPLACED}
)
"""Held orders are among them: the next one carries the same nonce, so that only one of them can happen."""

_NOT_FOUND = frozenset({OrderState.HELD, OrderState.EXPIRED})
"""Endpoints have seen them, and that no block holds them is an endpoint's word."""

_WAY_OUT = "Open the limits in Wallets (l): the password goes on with what is known."
_LOST = f"Orders of the last 24 hours may be missing in the journal, so the 24-hour limit cannot be kept. {_WAY_OUT}"
_UNKNOWN = f"What an order of the last 24 hours was worth is not known, so the limit cannot be kept. {_WAY_OUT}"
_FUTURE = (
    "The clock of this machine is earlier than at an order of before, so the 24-hour limit cannot be kept. Set the "
    f"clock right. Where it is right: {_WAY_OUT[0].lower()}{_WAY_OUT[1:]}"
)
_TOO_MANY = f"There were over {MOST_ORDERS} orders in 24 hours; their sum is not relied on. Wait until there are fewer."


@dataclass(frozen=True, slots=True)
class WindowTime:
    """The clocks by which an order's age is told."""

    now: Moment
    block: int | None = None
    """The newest block; None where the chain's blocks are no clock, as on practice, which may begin anew."""

    block_seconds: float = 0.0

    def seconds_since(self, signed_at: Moment, block: int) -> float:
        """Seconds that have passed for certain since a signature at this block."""
        calendar = self.now.wall - signed_at.wall
        by_chain = calendar if self.block is None else (self.block - block) * self.block_seconds
        return max(seconds_passed(signed_at, self.now), min(calendar, by_chain))


@dataclass(frozen=True, slots=True)
class Spending:
    """What the orders of one account come to in the window."""

    used: Tao = Tao(0)  # noqa: RUF009 - frozen
    trouble: str = ""
    """Why the sum cannot be relied on, as a sentence; empty where it can."""

    doubtful: tuple[str, ...] = ()
    """The orders whose time lies in the future, or whose worth is not known."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """The limits of an account, and what of them is used."""

    limits: SpendLimits = SpendLimits()  # noqa: RUF009 - frozen
    spending: Spending = Spending()
    trouble: str = ""
    """Why nothing may be spent at all, as a sentence; empty in the normal case."""

    @property
    def is_limited(self) -> bool:
        """Whether there is anything to check."""
        return self.limits.has_any or bool(self.trouble)

    @property
    def caption(self) -> str:
        """Which limit `fact` is about, in two words."""
        return "order limit" if self.limits.day is None else "24 h limit"

    @property
    def fact(self) -> str:
        """How much of the 24-hour limit is used, or what the limit per order is; empty where there is neither."""
        if self.limits.day is not None:
            return f"used {_plain(self.spending.used)} of {with_unit(self.limits.day)}"
        return "" if self.limits.order is None else with_unit(self.limits.order)

    def objection(self, worth: OrderWorth) -> str:
        """Why an order of this worth may not be signed, as a sentence, or empty."""
        if self.trouble:
            return self.trouble
        if not self.limits.has_any or worth.tao == Tao(0):
            return ""
        if worth.tao is None:
            return f"{worth.reason} With a spend limit nothing is signed whose worth is unknown."
        return self._over_order(worth.tao) or self._over_day(worth.tao)

    def objection_to_plan(self, total: Tao) -> str:
        """Why orders that together give away this much would not all be signed, as a sentence, or empty."""
        limit, used = self.limits.day, self.spending.used
        if self.trouble or limit is None:
            return self.trouble
        if self.spending.trouble or used + total <= limit:
            return self.spending.trouble
        left = with_unit(max(limit - used, Tao(0)))
        return (
            f"This plan gives away up to {with_unit(total)}, and your limit of 24 hours leaves {left}: it would stop "
            "on its way."
        )

    def without(self, worth: OrderWorth) -> "Allowance":
        """The same before an order of this worth was counted."""
        used = max(self.spending.used - (worth.tao or Tao(0)), Tao(0))
        return replace(self, spending=replace(self.spending, used=used))

    def _over_order(self, worth: Tao) -> str:
        limit = self.limits.order
        if limit is None or worth <= limit:
            return ""
        return f"This order gives away up to {with_unit(worth)}; your limit per order is {with_unit(limit)}."

    def _over_day(self, worth: Tao) -> str:
        limit, used = self.limits.day, self.spending.used
        if limit is None:
            return ""
        if self.spending.trouble:
            return self.spending.trouble
        if used + worth <= limit:
            return ""
        left = with_unit(max(limit - used, Tao(0)))
        return (
            f"This order gives away up to {with_unit(worth)}, and your limit of 24 hours leaves {left}: "
            f"used {_plain(used)} of {with_unit(limit)}."
        )


def spending_of(orders: Iterable[Order], account: str, time: WindowTime, status: LimitStatus) -> Spending:
    """What an account's orders have spent in the last 24 hours, orders whose end is not known included."""
    accepted, known = dict(status.accepted), tuple(orders)
    ours = [order for order in known if order.owner == account and _is_within(order, accepted, time)]
    counted = [order for order in ours if order.state not in _SPENT_NOTHING]
    perhaps = [order for order in ours if order.state in _NOT_FOUND or order.state is OrderState.REPLACED]
    instead = _instead(perhaps, counted, known)
    future = [
        order.id
        for order in (*counted, *instead)
        if _signed_at(order, accepted).wall > time.now.wall + CLOCK_SLACK_SECONDS
    ]
    unknown = [order.id for order in (*counted, *instead) if order.quoted.worth is None and order.id not in accepted]
    troubles = (
        (_has_lost(time, status), _LOST),
        (bool(future), _FUTURE),
        (bool(unknown), _UNKNOWN),
        (len(counted) > MOST_ORDERS, _TOO_MANY),
    )
    return Spending(
        used=Tao(sum(map(_rao, counted)) + _beyond(instead, counted)),
        trouble=next((sentence for applies, sentence in troubles if applies), ""),
        doubtful=tuple(dict.fromkeys(future + unknown)),
    )


def _instead(perhaps: Iterable[Order], counted: Iterable[Order], known: Iterable[Order]) -> list[Order]:
    """Those that may have been carried out though an endpoint says that they were not.

    The chain carries out one order of a number, and counts on only behind it. So either another order of the number is
    counted and may be the one that was not, or a higher number shows that something took this one: perhaps this order.
    """
    taken = {_place(order) for order in counted}
    return [
        order
        for order in perhaps
        if _place(order) in taken or (order.state in _NOT_FOUND and any(_is_behind(each, order) for each in known))
    ]


def _beyond(instead: Iterable[Order], counted: Iterable[Order]) -> int:
    """The rao by which the largest of them is above what is counted of its number already."""
    largest: dict[tuple[str, int], int] = {}
    for order in instead:
        largest[_place(order)] = max(largest.get(_place(order), 0), _rao(order))
    for order in counted:
        if _place(order) in largest:
            largest[_place(order)] -= _rao(order)
    return sum(max(rao, 0) for rao in largest.values())


def _is_behind(other: Order, order: Order) -> bool:
    """Whether another order of the same signer carries a higher number."""
    return (other.signer, other.id != order.id) == (order.signer, True) and any(
        part.nonce > order.extrinsic.nonce for part in other.parts
    )


def _place(order: Order) -> tuple[str, int]:
    """Signer and number: the chain carries out one order of each at most."""
    return order.signer, order.extrinsic.nonce


def _rao(order: Order) -> int:
    return order.quoted.worth.rao if order.quoted.worth is not None else 0


def _is_within(order: Order, accepted: Mapping[str, Moment], time: WindowTime) -> bool:
    return time.seconds_since(_signed_at(order, accepted), order.quoted.block) < WINDOW_SECONDS


def _signed_at(order: Order, accepted: Mapping[str, Moment]) -> Moment:
    """The moment as of which an order counts; one of an older program has the calendar's time alone."""
    return accepted.get(order.id) or order.extrinsic.signed_at or Moment(order.created_at, 0.0)


def _has_lost(time: WindowTime, status: LimitStatus) -> bool:
    lost = status.history_lost_at
    return lost is not None and seconds_passed(lost, time.now) < WINDOW_SECONDS


def _plain(amount: Tao) -> str:
    """The amount without its unit, which follows in the same sentence."""
    return with_unit(amount).rpartition(" ")[0]
