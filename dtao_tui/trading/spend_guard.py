"""The spend guard: what an account may still spend, when its password is typed again, and what a person accepted.

It judges values; the executor and the journal enforce what it says. Limits are those of the connected chain and of the
account that owns what is spent, whoever signs for it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import NotAnAmount, Tao
from dtao_tui.domain.market import Snapshot, worth_by_subnet
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.spending.limit_entries import (
    HistoryLost,
    LimitEntry,
    LimitsLost,
    LimitsSet,
    LimitStatus,
    SpendingAccepted,
    status_of,
)
from dtao_tui.domain.spending.order_worth import OrderWorth
from dtao_tui.domain.spending.spend_limits import SpendLimits, default_reauth_above
from dtao_tui.domain.spending.spend_window import Allowance, Spending, WindowTime, spending_of
from dtao_tui.ports.chain import ChainFacts, Clock
from dtao_tui.ports.networks import FINNEY_GENESIS
from dtao_tui.ports.record_stores import LimitRecords, LimitsTrouble, OrderJudge
from dtao_tui.settings import PRACTICE

_LOST = (
    "Spend limits that were set here are lost, so nothing is signed until they are set again: open the limits in "
    "Wallets (l)."
)
_KEPT_SECONDS = 5.0
NAMES = ("order", "day", "reauth_above")
"""The limits as the settings file names them."""


class PasswordReason(Enum):
    """Why the password is typed once more before an order is signed; the value is the sentence."""

    FIRST_ORDER = "The order is this session's first, and the password was not typed yet."
    GIVEN_AWAY = "The order gives value to another account."
    LETS_TRADE = "The order lets another key trade this account's stake, beyond the limits set here."
    LARGE = "The order is large, alone or with those since the password was last typed."
    UNKNOWN_WORTH = "What the order gives away is not known."


@dataclass(frozen=True, slots=True)
class Spender:
    """Whose spending is guarded: a chain, and an account on it."""

    facts: ChainFacts
    account: Account

    @property
    def is_mainnet(self) -> bool:
        """Whether the money is real."""
        return self.facts.genesis == FINNEY_GENESIS

    @property
    def has_password(self) -> bool:
        """Whether the key that signs is opened by a password."""
        return self.account.keyholder.has_password


class SpendGuard:
    """Limits and what counts against them, with what the record of limits said when it was last read."""

    def __init__(self, records: LimitRecords, clock: Clock) -> None:
        self._records = records
        self._named = records.named
        self._clock = clock
        self._entries: tuple[LimitEntry, ...] = ()
        self._trouble = ""
        self._since_password: dict[str, tuple[int, Tao]] = {}
        self._proven: set[str] = set()
        self._last: tuple[tuple[Order, ...], object, Spending] | None = None
        """The orders that were summed last, with what else was asked, and their sum."""

        self.refresh()

    def refresh(self) -> None:
        """Read the record of limits again; another program may have changed it. It waits for the disk."""
        try:
            self._entries, self._trouble = self._records.entries(), ""
        except LimitsTrouble as trouble:
            self._trouble = f"{trouble} Nothing is signed without it."

    async def consult(self, spender: Spender) -> None:
        """Read the limits as any program has set them last, and write those of the settings file down.

        Raises LimitsTrouble.
        """
        await asyncio.to_thread(self.refresh)
        await asyncio.to_thread(self._keep_named, spender)

    def allowance(self, spender: Spender, orders: tuple[Order, ...], block: int) -> Allowance:
        """The limits that hold for this account, and what its orders have used of them at this block."""
        status, limits = self._status(spender), self.limits(spender)
        time = WindowTime(
            self._clock.moment(), None if spender.facts.network == PRACTICE else block, spender.facts.block_seconds
        )
        spending = self._spending(spender, orders, time, status) if limits.day is not None else None
        trouble = self._trouble or (_LOST if status.has_lost_limits else "")
        return Allowance(limits, trouble=trouble) if spending is None else Allowance(limits, spending, trouble)

    def limits(self, spender: Spender) -> SpendLimits:
        """The limits that hold: the stricter ones of the record and of the settings file."""
        return self.named(spender).stricter(self._status(spender).limits)

    def named(self, spender: Spender) -> SpendLimits:
        """The limits of the settings file for this chain."""
        named, facts = self._named, spender.facts
        return named.get(facts.network, SpendLimits()).stricter(named.get(facts.genesis, SpendLimits()))

    def tighten(self, named: Mapping[str, SpendLimits]) -> None:
        """Obey limits that the settings file names now, as far as they are stricter; looser ones hold at a start."""
        none = SpendLimits()
        networks = {*self._named, *named}
        self._named = {each: self._named.get(each, none).stricter(named.get(each, none)) for each in networks}

    def _keep_named(self, spender: Spender) -> None:
        """Write down limits of the settings file that are stricter than those on record, so that they stay.

        Raising them in the file then takes the password, too.
        """
        status = self._status(spender)
        strict = self.named(spender).stricter(status.limits)
        if strict != status.limits and not status.has_lost_limits and not self._trouble:
            self._append(self._set(spender, strict))

    def needs_password(self, spender: Spender, limits: SpendLimits, *, is_in_doubt: bool) -> bool:
        """Whether these limits may be set only by typing the password: they are looser, or something is in doubt."""
        if not spender.has_password:
            return False
        status = self._status(spender)
        is_lost = status.has_lost_limits or status.history_lost_at is not None
        default = default_reauth_above(is_mainnet=spender.is_mainnet, has=None)
        return is_in_doubt or is_lost or limits.is_looser_than(status.limits, default)

    def set_limits(self, spender: Spender, limits: SpendLimits, doubtful: tuple[str, ...] = ()) -> None:
        """Write limits down, and that a person goes on with what is known; `doubtful` are orders that are accepted.

        The caller has had the password typed where `needs_password` says so. Raises LimitsTrouble.
        """
        now = self._clock.moment()
        status = self._status(spender)
        accepted = SpendingAccepted(
            at=now, genesis=spender.facts.genesis, account=spender.account.address, orders=doubtful
        )
        is_in_doubt = bool(doubtful) or status.has_lost_limits or status.history_lost_at is not None
        self._append(self._set(spender, limits), *((accepted,) if is_in_doubt else ()))

    def note_lost_history(self) -> None:
        """Write down that orders of before may be missing in the journal. Raises LimitsTrouble."""
        self._append(HistoryLost(at=self._clock.moment()))

    @property
    def has_lost_history(self) -> bool:
        """Whether orders, or the record that would tell of it, were ever lost here."""
        return bool(self._trouble) or any(isinstance(entry, HistoryLost | LimitsLost) for entry in self._entries)

    def judge(self, spender: Spender, order: Order, worth: OrderWorth, block: int) -> OrderJudge | None:
        """What the journal asks before it writes this signed order of this worth down; None where no sum is limited."""
        if self.limits(spender).day is None:
            return None
        # Its own number may show that an order before it was carried out after all.
        return lambda orders: self.allowance(spender, (*orders, order), block).without(worth).objection(worth)

    def password_reason(
        self, spender: Spender, worth: OrderWorth, snapshot: Snapshot, typed: int
    ) -> PasswordReason | None:
        """Why the password is typed again before an order of this worth; None where it need not be.

        `typed` is how often it was typed since the key was locked, by a person and not by the keyring.
        """
        if not spender.has_password:
            return None
        if spender.is_mainnet and not typed:
            return PasswordReason.FIRST_ORDER
        if spender.is_mainnet and worth.lets_trade:
            return PasswordReason.LETS_TRADE
        if spender.is_mainnet and (worth.tao is None or worth.is_given_away):
            return PasswordReason.GIVEN_AWAY if worth.is_given_away else PasswordReason.UNKNOWN_WORTH
        default = default_reauth_above(is_mainnet=spender.is_mainnet, has=_has(snapshot, spender.account.address))
        above = self.limits(spender).with_default(default).reauth_above
        if above is None or not worth.tao:
            return None
        return PasswordReason.LARGE if self._spent_since(spender, typed) + worth.tao > above else None

    def prove(self, order_id: str) -> None:
        """The password was typed for this order."""
        self._proven.add(order_id)

    def is_proven(self, order_id: str) -> bool:
        """Whether the password was typed for this order."""
        return order_id in self._proven

    def count(self, spender: Spender, order_id: str, worth: OrderWorth, typed: int) -> None:
        """Count an order that was signed without its own password among those since the last one."""
        if order_id not in self._proven and worth.tao is not None:
            total = self._spent_since(spender, typed) + worth.tao
            self._since_password[_key(spender)] = (typed, total)

    def close(self) -> None:
        """Close the record."""
        self._records.close()

    def _spending(self, spender: Spender, orders: tuple[Order, ...], time: WindowTime, status: LimitStatus) -> Spending:
        """The sum over the orders, kept for some seconds: a ticket asks with each key."""
        now = (time.block, time.now.wall // _KEPT_SECONDS, time.now.uptime // _KEPT_SECONDS, time.now.boot)
        asked = (_key(spender), now, status)
        if self._last is None or self._last[0] is not orders or self._last[1] != asked:
            self._last = orders, asked, spending_of(orders, spender.account.address, time, status)
        return self._last[2]

    def _status(self, spender: Spender) -> LimitStatus:
        return status_of(self._entries, spender.facts.genesis, spender.account.address)

    def _set(self, spender: Spender, limits: SpendLimits) -> LimitsSet:
        return LimitsSet(
            at=self._clock.moment(), genesis=spender.facts.genesis, account=spender.account.address, limits=limits
        )

    def _append(self, *entries: LimitEntry) -> None:
        self._records.append(*entries)
        self.refresh()

    def _spent_since(self, spender: Spender, typed: int) -> Tao:
        """What was signed without a password of its own since it was typed for the `typed`th time."""
        counted, total = self._since_password.get(_key(spender), (typed, Tao(0)))
        return total if counted == typed else Tao(0)


def limits_named(table: Mapping[str, str]) -> SpendLimits:
    """Limits as the settings file writes them. Raises NotAnAmount with a sentence."""
    limits = SpendLimits()
    for name, text in table.items():
        if name not in NAMES:
            raise NotAnAmount(f"“{name}” is no limit; known are: {', '.join(NAMES)}.")
        limits = replace(limits, **{name: Tao.parse(text)})
    return limits


def _has(snapshot: Snapshot, address: str) -> Tao | None:
    """What the account has, free and staked at the price; None where a part of it is not known."""
    holdings = snapshot.holdings_of(address)
    worths = worth_by_subnet(holdings, snapshot.subnets) if holdings is not None else None
    return None if holdings is None or worths is None else sum(worths.values(), holdings.free)


def _key(spender: Spender) -> str:
    return f"{spender.facts.genesis}/{spender.account.address}"
