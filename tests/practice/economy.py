"""A practice chain without its node: storage, blocks and calls, for tests of the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dtao_tui.practice.blocks.extrinsic_execution import apply, nonce_of
from dtao_tui.practice.blocks.transactions import Transaction
from dtao_tui.practice.node import rules
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.baskets import basket_dividends
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Event, Storage
from dtao_tui.practice.runtime.metadata import defaults
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.internal_items import PRIVATE_ITEMS
from dtao_tui.practice.state.storage import Value
from dtao_tui.practice.world.genesis import genesis_world

TAO = 10**9
ALICE = b"alice".ljust(32, b"\1")
BOB = b"bob".ljust(32, b"\2")


@dataclass
class Economy:
    """A chain that one can call and let run, block by block."""

    storage: Storage
    block: int = 0
    events: list[Event] = field(default_factory=list)
    """Of the last block or call."""

    def call(self, signer: bytes, name: str, **arguments: Value) -> list[Event]:
        """The events of a call that works; raises DispatchFailure, with nothing left behind, for one that fails."""
        context = Context(self.storage, self.block, signer, AUTHOR)
        with self.storage.transaction():
            rules.CALLS[name](context, **arguments)
        self.events = context.events
        return context.events

    def failure(self, signer: bytes, name: str, **arguments: Value) -> str:
        """The error of a call that fails, as "Pallet.Name"."""
        try:
            self.call(signer, name, **arguments)
        except DispatchFailure as failure:
            return str(failure)
        raise AssertionError(f"{name} worked: {self.events}")

    def include(self, signer: bytes, name: str, **arguments: object) -> list[Event]:
        """The events of a transaction in a block, from its fee to its end; raises CannotPayFee."""
        call = Invocation(name, arguments)
        transaction = Transaction(bytes(200), signer, nonce_of(self.storage, signer), 0, call, 0, 0)
        context = Context(self.storage, self.block, signer, AUTHOR)
        apply(context, transaction)
        self.events = context.events
        return context.events

    def ask(self, name: str, **inputs: Value) -> Value:
        """The answer of a runtime API."""
        return rules.QUERIES[name](self.storage, self.block, **inputs)

    def next_block(self) -> list[Event]:
        """Make a block without extrinsics; its events."""
        self.block += 1
        context = Context(self.storage, self.block, None, AUTHOR)
        rules.begin_block(context)
        self.storage.seal(self.block)
        self.events = context.events
        return context.events

    def run_to(self, block: int) -> None:
        """Make blocks up to and including this one."""
        while self.block < block:
            self.next_block()

    def validator(self, netuid: int) -> bytes:
        """The first validator's hotkey of a subnet."""
        return self.storage.raw("SubtensorModule.Keys", netuid, 0)

    def free(self, who: bytes) -> int:
        """An account's free rao."""
        return balances.free(self.storage, who)

    def stake(self, who: bytes, netuid: int, hotkey: bytes | None = None) -> int:
        """An account's alpha in rao with a hotkey, or with the subnet's first validator."""
        return shares.stake_of(self.storage, hotkey or self.validator(netuid), who, netuid)

    def pay_dividends(self, hotkey: bytes, netuid: int, alpha: int) -> None:
        """Put new alpha into a validator's basket, as an epoch and then the chain's turn do."""
        self.storage.add(pools.ALPHA_OUT, netuid, amount=alpha)
        basket_dividends.enqueue(self.storage, hotkey, netuid, alpha)
        basket_dividends.deposit(Context(self.storage, self.block, None, AUTHOR), hotkey)

    def give(self, who: bytes, rao: int) -> None:
        """Put new TAO on an account."""
        balances.mint(self.storage, who, rao)

    def number(self, name: str, *key: int | bytes) -> int:
        """An item of the subtensor pallet."""
        return self.storage.number(f"SubtensorModule.{name}", *key)

    def tao_everywhere(self) -> int:
        """All TAO on all accounts, free or laid aside, in rao: people's, pools' and the author's."""
        accounts = [account for _, account in self.storage.entries(balances.ACCOUNT) if isinstance(account, dict)]
        return sum(account["data"]["free"] + account["data"]["reserved"] for account in accounts)

    def alpha_staked(self, netuid: int) -> int:
        """All alpha in rao that hotkeys hold on a subnet."""
        return sum(
            value for key, value in self.storage.entries(shares.VALUE) if key[1] == netuid and isinstance(value, int)
        )

    def snapshot(self) -> dict[str, Value]:
        """Pools, balances and stakes as values that can be compared."""
        items = (pools.TAO_IN, pools.ALPHA_IN, pools.ALPHA_OUT, pools.WEIGHT, balances.ACCOUNT, shares.SHARE)
        return {f"{item}{key}": value for item in (*items, shares.VALUE) for key, value in self.storage.entries(item)}


def economy_of(options: PracticeOptions, more_items: Mapping[str, Value] | None = None) -> Economy:
    """The chain of these options at block 0; a test's own items can be stored beside the chain's."""
    beginning = genesis_world(options)
    storage = Storage({**defaults(), **PRIVATE_ITEMS, **(more_items or {})})
    beginning.fill(storage)
    storage.seal(0)
    return Economy(storage)


def an_economy(*, seed: int = 1, subnets: int = 12, still: bool = True) -> Economy:
    """A small chain where Alice and Bob have 1,000 τ each."""
    economy = economy_of(PracticeOptions(seed=seed, subnets=subnets, still=still))
    for who in (ALICE, BOB):
        economy.give(who, 1_000 * TAO)
    return economy
