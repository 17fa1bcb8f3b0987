"""Random histories of an account on the practice chain's rules, and its books as the chain itself keeps them.

What the ledger is held against comes from the chain's storage and from what its rules did, never from the ledger.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bittensor_core import ss58_encode

from dtao_tui.domain.ledger.account_changes import Interval, changes_in
from dtao_tui.domain.ledger.account_state import AccountState, Place
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.ledger.yield_rule import Dividends
from dtao_tui.domain.market import LEAST_STAKE
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.domain.trades.block_events import BlockEvents, PlacedEvent
from dtao_tui.domain.trades.chain_events import ChainEvent, EventValue
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.baskets import basket_dividends
from dtao_tui.practice.pallets.registry import CannotPayFee, Context, Event
from dtao_tui.practice.pallets.staking import LEAST_NOMINATION
from dtao_tui.practice.pallets.subnets import deregistration, epochs
from dtao_tui.practice.runtime.metadata import Description, describe
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

ME = str(ss58_encode(ALICE, 42))
NETUIDS = (ROOT, 1, 2, 3, 4)
TEMPO = 7
"""Blocks between the epochs of these worlds, so that many fit into a history."""


@dataclass
class History:
    """A world in which blocks are made, and what the ledger says of each."""

    economy: Economy
    choices: random.Random
    entries: list[LedgerEntry] = field(default_factory=list)
    grown: Counter[Place] = field(default_factory=Counter)
    """Rao of alpha by which stakes grew while the chain did its own work.

    Not what grew before the removal of its subnet in the same interval: no state shows it, and it is paid out with the
    rest.
    """

    grown_lately: Counter[Place] = field(default_factory=Counter)
    """The same since the last state that the ledger saw."""

    sent: int = 0
    """Rao of TAO that left the account by transfers, as the other account's balance shows."""

    fees: int = 0
    """Rao of TAO that failed transactions took."""

    done: Counter[str] = field(default_factory=Counter)
    unpaid: dict[int, SubnetId] = field(default_factory=dict)
    price: int = 0

    @classmethod
    def begun(cls, seed: int) -> "History":
        """A small world in which the account begins with stakes on three subnets and on root."""
        economy = an_economy(seed=seed % 3 + 1, subnets=len(NETUIDS), still=False)
        for netuid in NETUIDS[1:]:
            economy.storage.put(epochs.TEMPO, netuid, value=TEMPO + netuid)
        history = cls(economy, random.Random(seed))
        economy.next_block()
        for netuid in (ROOT, 1, 2, 3):
            for hotkey in {history.hotkey(1), history.hotkey(netuid)}:
                stake = {"hotkey": hotkey, "netuid": netuid, "amount_staked": 50 * TAO}
                economy.include(ALICE, "SubtensorModule.add_stake", **stake)
        economy.next_block()
        history.fill_basket()
        return history

    def fill_basket(self) -> None:
        """A dividend for root's stakers, larger than this small world's: into the first validator's basket."""
        basket_dividends.enqueue(self.economy.storage, self.hotkey(1), 1, 40 * TAO)
        self.economy.storage.add(pools.ALPHA_OUT, 1, amount=40 * TAO)

    def hotkey(self, netuid: int) -> bytes:
        return self.economy.validator(netuid if pools.exists(self.economy.storage, netuid) else ROOT)

    def run(self, blocks: int, *, skips: bool = False) -> None:
        """Make blocks with random transactions; the ledger sees each, or where it skips several at once."""
        before, seen = self.state(), list[BlockEvents]()
        for _ in range(blocks):
            seen.append(self.block())
            # Of two epochs of one subnet in an interval only the last one's dividends are told.
            if skips and len(seen) < TEMPO and self.choices.random() < 0.5:
                continue
            before, seen = self.check(before, seen), []
        if seen:
            self.check(before, seen)

    def check(self, before: AccountState, seen: list[BlockEvents]) -> AccountState:
        """Let the ledger explain what lies between two states; whatever it says has to add up."""
        after = self.state()
        least = LEAST_STAKE.rao * self.economy.storage.number(LEAST_NOMINATION) // 1_000_000
        found = changes_in(Interval(before, after, seen, self.dividends(), self.unpaid, least), ME)
        assert before.worth + sum(e.effect for e in found.entries) + sum(found.price.values()) == after.worth
        self.price += sum(found.price.values())
        for entry in found.entries:
            if entry.kind is EntryKind.REMOVED and entry.subnet is not None:
                self.unpaid[entry.subnet.netuid] = entry.subnet
            elif entry.kind is EntryKind.PAYOUT and entry.subnet is not None:
                self.unpaid.pop(entry.subnet.netuid, None)
        self.entries += found.entries
        for place, alpha in self.grown_lately.items():
            if place[0] in after.prices:
                self.grown[place] += alpha
        self.grown_lately.clear()
        return after

    def block(self) -> BlockEvents:
        """A block: the chain's own work first, then up to three transactions."""
        before = self.state().positions
        placed = [PlacedEvent(None, _told(event)) for event in self.economy.next_block()]
        for place, alpha in self.state().positions.items():
            self.grown_lately[place] += alpha - before.get(place, 0)
        for index in range(1, self.choices.randint(1, 4)):
            events = self.transaction()
            placed += [PlacedEvent(index, _told(event)) for event in events]
        if self.choices.random() < 0.05:
            self.fill_basket()
        if self.choices.random() < 0.004:
            placed += [PlacedEvent(None, _told(event)) for event in self.removal()]
        return BlockEvents(self.economy.block, f"0x{self.economy.block:064x}", self.economy.block * 3000, tuple(placed))

    def transaction(self) -> list[Event]:
        """A transaction of the account or of another one that trades with the same hotkeys; it may fail."""
        signer = self.choices.choice((ALICE, ALICE, BOB))
        name, arguments = self.choices.choice(_CALLS)(self, signer)
        mine, theirs = self.economy.free(ALICE), self.economy.free(BOB)
        try:
            events = self.economy.include(signer, name, **arguments)
        except CannotPayFee:
            return []
        worked = any(event.name == "ExtrinsicSuccess" for event in events)
        if signer == ALICE and worked and name.startswith("Balances."):
            self.sent += self.economy.free(BOB) - theirs
        if signer == ALICE and not worked:
            self.fees += mine - self.economy.free(ALICE)
        self.done[f"{name.partition('.')[2]} {'worked' if worked else 'failed'}"] += signer == ALICE
        self.done["alpha fee"] += any(event.name == "TransactionFeePaidWithAlpha" for event in events)
        return events

    def removal(self) -> list[Event]:
        """A subnet of the account's is removed; it is paid out one block later."""
        there = [netuid for netuid in NETUIDS[1:] if pools.exists(self.economy.storage, netuid)]
        if len(there) < 2:
            return []
        context = Context(self.economy.storage, self.economy.block, None, AUTHOR)
        deregistration.begin(context, self.choices.choice(there))
        self.done["removal"] += 1
        return context.events

    def state(self) -> AccountState:
        """The account and the prices in the chain's own storage."""
        view = self.economy.storage
        ids = {n: SubnetId(n, view.number(deregistration.REGISTERED_AT, n)) for n in pools.netuids(view)}
        positions: dict[Place, int] = {}
        owned = set[str]()
        for hotkey in shares.hotkeys_of(view, ALICE):
            if view.has(shares.OWNER, hotkey) and view.raw(shares.OWNER, hotkey) == ALICE:
                owned.add(_address(hotkey))
            for netuid, subnet in ids.items():
                if alpha := shares.stake_of(view, hotkey, ALICE, netuid):
                    positions[subnet, _address(hotkey)] = alpha
        since = {subnet: view.number(epochs.BLOCKS_SINCE, netuid) for netuid, subnet in ids.items() if netuid != ROOT}
        block = self.economy.block
        return AccountState(
            block,
            block * 3000,
            self.economy.free(ALICE),
            positions,
            {subnet: pools.pool_of(view, netuid).price.rao for netuid, subnet in ids.items()},
            {subnet: block - blocks for subnet, blocks in since.items()},
            {subnet: view.number(epochs.TEMPO, subnet.netuid) for subnet in since},
            frozenset(owned),
        )

    def dividends(self) -> Dividends:
        """What the last epochs shared out, as the chain recorded it."""
        view = self.economy.storage
        return {
            (subnet, address): HotkeyDividend(
                view.number(epochs.DIVIDENDS, subnet.netuid, raw),
                view.number(epochs.ALPHA_LAST_EPOCH, raw, subnet.netuid),
            )
            for raw in shares.hotkeys_of(view, ALICE)
            for subnet, address in [(s, _address(raw)) for s in self.state().prices if s.netuid != ROOT]
        }

    def sum_of(self, kind: EntryKind, *, subnet: SubnetId | None = None) -> int:
        """What entries of a kind came to: alpha of one subnet, or TAO."""
        chosen = [entry for entry in self.entries if entry.kind is kind and (subnet is None or entry.subnet == subnet)]
        return sum(entry.cash if subnet is None else entry.alpha for entry in chosen)

    def unexplained(self) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.kind is EntryKind.UNEXPLAINED]


def _stake(history: History, signer: bytes) -> tuple[str, dict[str, Any]]:
    netuid = history.choices.choice(NETUIDS)
    amount = history.choices.choice((TAO // 1000, TAO, 20 * TAO, 10**6 * TAO))
    # Now and then nearly everything, so that the next fee is taken in alpha.
    amount = max(history.economy.free(signer) - 1_000_000, TAO) if history.choices.random() < 0.05 else amount
    hotkey = history.hotkey(history.choices.choice((1, netuid)))
    if history.choices.random() < 0.5:
        return "SubtensorModule.add_stake", {"hotkey": hotkey, "netuid": netuid, "amount_staked": amount}
    price = (
        pools.pool_of(history.economy.storage, netuid).price.rao if pools.exists(history.economy.storage, netuid) else 1
    )
    limit = price * history.choices.choice((1001, 1100)) // 1000 + 1
    partly = history.choices.random() < 0.7
    return "SubtensorModule.add_stake_limit", {
        "hotkey": hotkey,
        "netuid": netuid,
        "amount_staked": amount,
        "limit_price": limit,
        "allow_partial": partly,
    }


def _held(history: History, signer: bytes) -> tuple[bytes, int, int]:
    """A stake of the signer's: hotkey, subnet, alpha."""
    view = history.economy.storage
    held = [
        (hotkey, netuid, alpha)
        for hotkey in shares.hotkeys_of(view, signer)
        for netuid in pools.netuids(view)
        if (alpha := shares.stake_of(view, hotkey, signer, netuid))
    ]
    return history.choices.choice(held) if held else (history.hotkey(1), 1, 1)


def _part(history: History, alpha: int) -> int:
    return history.choices.choice((alpha, alpha // 2, max(alpha // 50, 1), max(alpha // 50, 1), alpha + 1))


def _unstake(history: History, signer: bytes) -> tuple[str, dict[str, Any]]:
    hotkey, netuid, alpha = _held(history, signer)
    match history.choices.randrange(8):
        case 0:
            return "SubtensorModule.unstake_all", {"hotkey": hotkey}
        case 1:
            return "SubtensorModule.remove_stake_full_limit", {"hotkey": hotkey, "netuid": netuid, "limit_price": None}
    amount = _part(history, alpha)
    return "SubtensorModule.remove_stake", {"hotkey": hotkey, "netuid": netuid, "amount_unstaked": amount}


def _move(history: History, signer: bytes) -> tuple[str, dict[str, Any]]:
    hotkey, netuid, alpha = _held(history, signer)
    amount = _part(history, alpha)
    to = history.choices.choice((netuid, *NETUIDS))
    other = history.hotkey(history.choices.choice((1, 2)))
    match history.choices.randrange(4):
        case 0:
            places = {"origin_hotkey": hotkey, "destination_hotkey": other}
            netuids = {"origin_netuid": netuid, "destination_netuid": to, "alpha_amount": amount}
            return "SubtensorModule.move_stake", {**places, **netuids}
        case 1:
            netuids = {"origin_netuid": netuid, "destination_netuid": to, "alpha_amount": amount}
            return "SubtensorModule.swap_stake", {"hotkey": hotkey, **netuids}
    friend = BOB if signer == ALICE else ALICE
    given = {"destination_coldkey": friend, "origin_netuid": netuid, "destination_netuid": to, "alpha_amount": amount}
    if history.choices.random() < 0.5:
        return "SubtensorModule.transfer_stake", {"hotkey": hotkey, **given}
    hotkeys = {"origin_hotkey": hotkey, "destination_hotkey": other}
    return "SubtensorModule.transfer_stake_and_hotkey", {**hotkeys, **given}


def _transfer(history: History, signer: bytes) -> tuple[str, dict[str, Any]]:
    friend = BOB if signer == ALICE else ALICE
    name = history.choices.choice(("transfer_keep_alive", "transfer_allow_death"))
    return f"Balances.{name}", {"dest": friend, "value": history.choices.choice((1000, TAO, 30 * TAO, 10**7 * TAO))}


def _claim(history: History, _signer: bytes) -> tuple[str, dict[str, Any]]:
    if history.choices.random() < 0.5:
        return "SubtensorModule.claim_root", {"subnets": [1]}
    return "SubtensorModule.claim_root_with_hotkey", {"hotkey": history.hotkey(1)}


def _lock(history: History, signer: bytes) -> tuple[str, dict[str, Any]]:
    hotkey, netuid, alpha = _held(history, signer)
    return "SubtensorModule.lock_stake", {"hotkey": hotkey, "netuid": netuid, "amount": max(alpha // 10, 1)}


_CALLS = (_stake, _stake, _stake, _unstake, _unstake, _move, _move, _transfer, _claim, _lock)


@cache
def _description() -> Description:
    return describe()


def _told(event: Event) -> ChainEvent:
    """The event as the chain layer gives it."""
    _, declared = _description().event(event.pallet, event.name)
    names = tuple(name for name, _ in declared.fields if name is not None)
    pairs = zip(declared.fields, event.values, strict=True)
    return ChainEvent(event.pallet, event.name, tuple(_value(kind, value) for (_, kind), value in pairs), names)


def _value(kind: str, value: Any) -> EventValue:
    if kind == "AccountId32":
        return _address(value)
    return value if isinstance(value, int | str) else repr(type(value))


@cache
def _address(account: bytes) -> str:
    return str(ss58_encode(account, 42))
