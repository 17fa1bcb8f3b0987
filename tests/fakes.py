"""The outside world as tests want it: fakes behind the gateway's Protocols, and builders of values.

A builder shows only what matters to the test; everything else has a plausible default.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.market import Holdings, Snapshot, Stake, StakingRules, Subnet, Validator
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.eras import USUAL_BLOCKS
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.pools.pool import Pool, Simulation
from dtao_tui.domain.session_prices import SessionPrices
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intents import Order
from dtao_tui.ports.chain import ChainFacts, CrossCheck, Head
from dtao_tui.ports.errors import (
    AddressDiffers,
    KeyringTrouble,
    NotConnected,
    SigningRefused,
    WalletLocked,
    WalletTrouble,
    WrongPassword,
)
from dtao_tui.ports.extrinsics import (
    AcceptedNumbers,
    CallNumbers,
    DecodedCall,
    NonceUse,
    Outcome,
    Progress,
    Rehearsal,
    RehearsalVerdict,
    Signed,
    SigningTerms,
    Stage,
    Unsigned,
)
from dtao_tui.ports.wallet import Imported, SignerState
from dtao_tui.records.journal import Journal
from dtao_tui.records.last_prices import LastPrices
from dtao_tui.services.context import AppContext, hub_of_services
from dtao_tui.services.feed import Feed
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.settings import Settings, places_of, prepare
from dtao_tui.trading.safeguards import Safeguards
from dtao_tui.wallet.signer.nonce_rule import SignedNonces
from dtao_tui.wallet.signer.signing_policy import NotAllowed

PRACTICE_ADDRESS = practice_account.ADDRESS
ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"
HOTKEY = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy"
OTHER_HOTKEY = "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw"
PASSWORD = "correct horse battery"
GENESIS = "0x" + "ab" * 32
FINNEY_GENESIS = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03"
FEE_RATE = 33
NETWORK_FEE = Tao(1_690_000)
LEAST_REST = Tao(20_000_000)


def a_hash(number: int) -> str:
    """The hash of the fakes' canonical block of this number."""
    return f"0x{number:064x}"


def a_pool(netuid: int = 7, price: str = "0.05", tao_in: str = "20000", weight: str = "0.5") -> Pool:
    """A pool with about this price; `weight` is that of TAO."""
    quote_weight = int(Decimal(weight) * 10**18)
    tao = Tao.parse(tao_in)
    weights = Decimal(10**18 - quote_weight) / quote_weight
    alpha = int(tao.rao * weights / Decimal(price))
    return Pool(netuid, 0 if netuid == 0 else 1, tao, Alpha(alpha, netuid), quote_weight, FEE_RATE)


def a_subnet(netuid: int = 7, price: str = "0.05", **changes: object) -> Subnet:
    """An open subnet whose price is its pool's. `name`, `symbol`, `pool` and all other fields can be named.

    `curve_is_known=False` gives it a curve that is not computed here.
    """
    if changes.pop("curve_is_known", True) is False:
        changes["curve"] = CurveKind.OTHER
    given = changes.pop("pool", None)
    pool = given if isinstance(given, Pool) else a_pool(netuid, price)
    subnet = Subnet(
        netuid=netuid,
        name="root" if netuid == 0 else f"subnet{netuid}",
        symbol="τ" if netuid == 0 else "γ",
        pool=pool,
        price=pool.price,
        alpha_out=Alpha(1_500_000 * RAO_PER_TAO, netuid),
        emission=Tao(0 if netuid == 0 else 5_000_000),
        tempo=360,
        blocks_since_last_step=67,
        owner_hotkey=HOTKEY,
        owner_coldkey=BOB,
        registered_at=1_000,
    )
    return replace(subnet, **changes)  # type: ignore[arg-type]  # builders take any field


def a_validator(netuid: int = 7, hotkey: str = HOTKEY, name: str = "RoundTable", **changes: object) -> Validator:
    """A validator with 18 % take."""
    validator = Validator(
        hotkey=hotkey,
        name=name,
        netuid=netuid,
        take=11_796,
        alpha_stake=Alpha(412_000 * RAO_PER_TAO, netuid),
        tao_stake=Tao(90_000 * RAO_PER_TAO),
    )
    return replace(validator, **changes)  # type: ignore[arg-type]  # builders take any field


def a_stake(netuid: int = 7, alpha: str = "120", hotkey: str = HOTKEY, **changes: object) -> Stake:
    """A stake of this much alpha with another's hotkey."""
    stake = Stake(netuid, hotkey, Alpha.parse(alpha, netuid), is_own=False)
    return replace(stake, **changes)  # type: ignore[arg-type]  # builders take any field


def a_holding(
    address: str = PRACTICE_ADDRESS,
    free: str = "1000",
    stakes: Sequence[Stake] = (),
    locked: Mapping[int, str] | None = None,
) -> Holdings:
    """What an address has; nothing is locked but what is named, by netuid."""
    held = {netuid: Alpha.parse(alpha, netuid) for netuid, alpha in (locked or {}).items()}
    return Holdings(address, Tao.parse(free), tuple(stakes), held)


def a_snapshot(
    block: int = 48_213,
    subnets: Sequence[Subnet] | None = None,
    holdings: Sequence[Holdings] | None = None,
    **changes: object,
) -> Snapshot:
    """A block with root and two subnets, and the practice account with 1,000 τ."""
    shown = (a_subnet(0), a_subnet(7), a_subnet(3, "0.022", name="templar", symbol="γ")) if subnets is None else subnets
    held = (a_holding(),) if holdings is None else holdings
    snapshot = Snapshot(
        network="practice",
        genesis=GENESIS,
        block=block,
        block_hash=a_hash(block),
        subnets={s.netuid: s for s in shown},
        tao_weight=2**64 * 18 // 100,
        holdings={h.address: h for h in held},
        rules=StakingRules(least_rest=LEAST_REST, root_hold_blocks=0),
        seen_at=100.0,
        answer_ms=6.0,
        block_seconds=3.0,
    )
    return replace(snapshot, **changes)  # type: ignore[arg-type]  # builders take any field


def some_facts(**changes: object) -> ChainFacts:
    """A practice chain."""
    facts = ChainFacts(
        network="practice",
        endpoint="ws://127.0.0.1:9944",
        genesis=GENESIS,
        spec_name="node-subtensor",
        spec_version=425,
        transaction_version=1,
        metadata=b"meta",
        checks_metadata_hash=True,
        block_seconds=3.0,
        existential_deposit=Tao(500),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # builders take any field


def an_account(name: str = "trader", address: str = ALICE, **changes: object) -> Account:
    """A key file's account."""
    return replace(Account(name, address, AccountKind.FILE), **changes)  # type: ignore[arg-type]  # any field


def the_practice_account() -> Account:
    """The account that needs no password."""
    return Account(practice_account.NAME, PRACTICE_ADDRESS, AccountKind.PRACTICE)


async def until(condition: Callable[[], bool], turns: int = 2000) -> None:
    """Let the loop turn until the condition holds; fails where it never does."""
    for turn in range(turns):
        if condition():
            return
        # Work in threads needs real time; work on the loop does not.
        await asyncio.sleep(0 if turn < turns // 2 else 0.005)
    raise AssertionError("what was waited for did not come")


class ManualClock:
    """Time that stands still until a test turns it."""

    def __init__(self, now: float = 100.0, wall: float = 1_780_000_000.0) -> None:
        self.time = now
        self.date = wall
        self.boot = "one"

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.date

    def moment(self) -> Moment:
        return Moment(self.date, self.time, self.boot)

    def turn(self, seconds: float) -> None:
        """Let so much time pass."""
        self.time += seconds
        self.date += seconds


class FakeMarket:
    """A chain of one frozen snapshot; `show` makes a new block of another one."""

    def __init__(self, snapshot: Snapshot | None = None, facts: ChainFacts | None = None) -> None:
        self.current = snapshot or a_snapshot()
        self.chain_facts = facts or some_facts(genesis=self.current.genesis, network=self.current.network)
        self.is_connected = False
        self.connect_troubles: list[Exception] = []
        """Raised by the next connects, one each."""

        self.snapshot_troubles: list[Exception] = []
        self.read_blocks: list[int] = []
        self.connects = 0
        self.starts_over = 0
        self.unknown_hotkeys: set[str] = set()
        self.locked_stake: dict[tuple[str, int], Alpha] = {}
        self.validator_list: dict[int, tuple[Validator, ...]] = {}
        self.simulation: Simulation | None = None
        """What the chain simulates instead of the truth."""

        self.reading = asyncio.Event()
        """While cleared, reading a snapshot waits."""

        self.reading.set()
        self._listeners: list[asyncio.Queue[Head | Exception]] = []

    @property
    def facts(self) -> ChainFacts:
        if not self.is_connected:
            raise NotConnected("Not connected.")
        return self.chain_facts

    async def connect(self) -> ChainFacts:
        self.connects += 1
        if self.connect_troubles:
            raise self.connect_troubles.pop(0)
        self.is_connected = True
        return self.chain_facts

    async def close(self) -> None:
        self.is_connected = False

    async def start_over(self) -> None:
        self.starts_over += 1

    async def heads(self) -> AsyncIterator[Head]:
        queue: asyncio.Queue[Head | Exception] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            yield await self.head()
            while True:
                item = await queue.get()
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self._listeners.remove(queue)

    @property
    def listeners(self) -> int:
        """How many follow the heads now."""
        return len(self._listeners)

    async def head(self) -> Head:
        return Head(self.current.block, self.current.block_hash, self.current.seen_at)

    async def snapshot(self, head: Head, addresses: Sequence[str]) -> Snapshot:
        await self.reading.wait()
        if self.snapshot_troubles:
            raise self.snapshot_troubles.pop(0)
        self.read_blocks.append(head.number)
        return self.current

    def show(self, snapshot: Snapshot) -> None:
        """A new block."""
        self.current = snapshot
        for queue in self._listeners:
            queue.put_nowait(Head(snapshot.block, snapshot.block_hash, snapshot.seen_at))

    def grow(self, blocks: int = 1, **changes: object) -> Snapshot:
        """A new block like the one before; `changes` are fields of the snapshot."""
        block = self.current.block + blocks
        grown = replace(self.current, block=block, block_hash=a_hash(block))
        self.show(replace(grown, **changes))  # type: ignore[arg-type]  # builders take any field
        return self.current

    def lose(self, trouble: Exception | None = None) -> None:
        """The connection is lost."""
        for queue in self._listeners:
            queue.put_nowait(trouble or NotConnected("The connection is lost."))

    async def validators(self, netuid: int, head: Head) -> tuple[Validator, ...]:
        if netuid in self.validator_list:
            return self.validator_list[netuid]
        second = a_validator(netuid, OTHER_HOTKEY, "OpenTau", take=5_898, alpha_stake=Alpha(388 * 10**12, netuid))
        return (a_validator(netuid), second)

    async def simulate_stake(self, netuid: int, pays: Tao, head: Head) -> Simulation:
        return self.simulation or self.current.subnets[netuid].pool.simulate_buy(pays)

    async def simulate_unstake(self, netuid: int, pays: Alpha, head: Head) -> Simulation:
        return self.simulation or self.current.subnets[netuid].pool.simulate_sell(pays)

    async def price(self, netuid: int, head: Head) -> Price:
        return self.current.subnets[netuid].price

    async def subnet_id(self, netuid: int, head: Head) -> SubnetId | None:
        subnet = self.current.subnets.get(netuid)
        return subnet.id if subnet else None

    async def hotkey_exists(self, hotkey: str, head: Head) -> bool:
        return hotkey not in self.unknown_hotkeys

    async def available_stake(self, address: str, netuid: int, head: Head) -> Alpha:
        held = self.current.holdings_of(address)
        total = held.staked(netuid) if held else Alpha(0, netuid)
        return total - self.locked_stake.get((address, netuid), Alpha(0, netuid))


ALL_STAGES = (Stage.READY, Stage.BROADCAST, Stage.IN_BLOCK, Stage.FINAL)


class FakeTrading:
    """Composes calls as JSON, and follows a script when something is broadcast.

    An order lands in the block after the market's current one and is filled by that market's pool.
    """

    def __init__(self, market: FakeMarket) -> None:
        self._market = market
        self.script: list[Progress | Stage | Exception] = list(ALL_STAGES)
        """What the node says about a broadcast; an exception is raised at its place."""

        self.gates: dict[Stage, asyncio.Event] = {}
        """The script waits here before it says this stage."""

        self.sent: list[bytes] = []
        self.landed: dict[str, Outcome] = {}
        """What each extrinsic hash did on the canonical chain."""

        self.next_outcome: Outcome | None = None
        """What the next order does instead of being filled."""

        self.prepare_trouble: Exception | None = None
        self.search_trouble: Exception | None = None
        self.searched: list[tuple[int, int]] = []
        self.is_searching = False
        self.searching = asyncio.Event()
        """While cleared, searching waits."""

        self.searching.set()
        self.finalized_at: int | None = None
        self.nonces: dict[str, int] = {}
        """The next nonces where they are not what has landed here."""

        self.nonce_uses: dict[tuple[str, int], NonceUse] = {}
        """What used an account's nonce, where that can be found."""

        self.uses_asked: list[tuple[int, int]] = []
        self.rehearsals: list[Rehearsal] = []
        """How the next rehearsals end; all others pass."""

        self.rehearsed: list[bytes] = []
        self.fee: Tao | None = NETWORK_FEE
        self.forked_blocks: dict[int, str] = {}
        self.orders: list[Order] = []
        self.composed_as: Mapping[str, object] = {}
        """Arguments that the composed call carries instead of the right ones."""

    async def compose(self, call: Call) -> bytes:
        arguments = {**call.arguments, **self.composed_as}
        return json.dumps({"pallet": call.pallet, "name": call.name, "arguments": arguments}).encode()

    async def prepare(self, order: Order, address: str, era_blocks: int = USUAL_BLOCKS) -> Unsigned:
        if self.prepare_trouble is not None:
            raise self.prepare_trouble
        self.orders.append(order)
        facts = self._market.facts
        anchor = (await self.finalized()).number
        return Unsigned(
            address=address,
            call=await self.compose(order.call()),
            nonce=self.counted(address),
            genesis=facts.genesis,
            spec_version=facts.spec_version,
            transaction_version=facts.transaction_version,
            era_period=era_blocks,
            era_block=anchor,
            era_hash=a_hash(anchor),
            fee=self.fee,
        )

    async def anchored(self, unsigned: Unsigned) -> Unsigned:
        anchor = (await self.finalized()).number
        return replace(unsigned, era_block=anchor, era_hash=a_hash(anchor))

    async def broadcast(self, extrinsic: bytes) -> AsyncIterator[Progress]:
        self.sent.append(extrinsic)
        digest = fake_hash(extrinsic)
        block = self._market.current.block + 1
        for step in self.script:
            if isinstance(step, Exception):
                raise step
            progress = step if isinstance(step, Progress) else Progress(step)
            if progress.stage in self.gates:
                await self.gates[progress.stage].wait()
            if progress.stage in (Stage.IN_BLOCK, Stage.FINAL):
                outcome = self.landed.setdefault(digest, self.fill(block))
                progress = replace(progress, block_hash=progress.block_hash or outcome.block_hash)
            yield progress

    def counted(self, address: str, block: int | None = None) -> int:
        """The account's next nonce by what landed up to that block."""
        if address in self.nonces:
            return self.nonces[address]
        used = [0]
        for extrinsic in self.sent:
            landed = self.landed.get(fake_hash(extrinsic))
            signer, nonce, *_ = extrinsic.decode().split("/")
            if landed is not None and signer == address and (block is None or landed.block <= block):
                used.append(int(nonce) + 1)
        return max(used)

    async def rehearse(self, extrinsic: bytes, decoded: DecodedCall) -> Rehearsal:
        self.rehearsed.append(extrinsic)
        return self.rehearsals.pop(0) if self.rehearsals else Rehearsal(RehearsalVerdict.PASSED)

    async def use_of_nonce(self, address: str, nonce: int, first: int, last: int) -> NonceUse | None:
        self.uses_asked.append((first, last))
        return self.nonce_uses.get((address, nonce))

    async def outcome(self, extrinsic_hash: str, block_hash: str, netuid: int) -> Outcome | None:
        landed = self.landed.get(extrinsic_hash)
        return landed if landed and landed.block_hash == block_hash else None

    async def search(self, extrinsic_hash: str, first: int, last: int, netuid: int) -> Outcome | None:
        if self.search_trouble is not None:
            raise self.search_trouble
        self.is_searching = True
        await self.searching.wait()
        self.is_searching = False
        self.searched.append((first, last))
        landed = self.landed.get(extrinsic_hash)
        return landed if landed and first <= landed.block <= last else None

    async def finalized(self) -> Head:
        number = self._market.current.block - 2 if self.finalized_at is None else self.finalized_at
        return Head(number, a_hash(number))

    async def nonce(self, address: str, at: Head | None = None) -> int:
        return self.counted(address, (at or await self._market.head()).number)

    async def hash_of(self, number: int) -> str | None:
        return self.forked_blocks.get(number, a_hash(number))

    def fill(self, block: int) -> Outcome:
        """What the last prepared order does in the market's pool, in that block."""
        if self.next_outcome is not None:
            return replace(self.next_outcome, block=block, block_hash=a_hash(block))
        order = self.orders[-1]
        pool = self._market.current.subnets[order.netuid].pool
        done = pool.buy(order.pays) if isinstance(order.pays, Tao) else pool.sell(order.pays)
        return Outcome(
            block=block,
            block_hash=a_hash(block),
            succeeded=True,
            paid=order.pays,
            received=done.received,
            pool_fee=done.fee,
            network_fee=self.fee,
        )


def fake_hash(extrinsic: bytes) -> str:
    """The hash by which the fakes find an extrinsic again."""
    return "0x" + hashlib.blake2b(extrinsic, digest_size=32).hexdigest()


class FakeSigner:
    """A key that opens with `PASSWORD`; it reads calls out of the fakes' JSON."""

    def __init__(self) -> None:
        self.state = SignerState.LOCKED
        self.address: str | None = None
        self.facts: ChainFacts | None = None
        self.objection = ""
        """Why it would sign nothing."""

        self.unlocks = 0
        self.locks = 0
        self.touches = 0
        self.signed: list[Signed] = []
        """Every signature ever made; a test of safety looks here."""

        self.numbers: CallNumbers | None = None
        """What the chain numbers otherwise, and what must be accepted before anything is signed."""

        self.accepted: list[AcceptedNumbers | None] = []
        self.sign_trouble: Exception | None = None
        self._nonces = SignedNonces()
        self.unlocking = asyncio.Event()
        """While cleared, unlocking takes its time."""

        self.unlocking.set()

    def seconds_left(self) -> float | None:
        return None

    def touch(self) -> None:
        self.touches += 1

    async def introduce(self, facts: ChainFacts) -> None:
        self.facts = facts

    async def unlock(self, account: Account, password: str) -> None:
        self.state = SignerState.UNLOCKING
        try:
            await self.unlocking.wait()
            if account.kind is AccountKind.FILE and password != PASSWORD:
                raise WrongPassword("Wrong password, or the file is damaged.")
        except BaseException:
            self.state = SignerState.LOCKED
            raise
        self.unlocks += 1
        self.state = SignerState.UNLOCKED
        self.address = account.address

    async def decode(self, call: bytes) -> DecodedCall:
        read = json.loads(call)
        is_proven = self.facts is None or self.facts.checks_metadata_hash
        terms = SigningTerms(is_proven, objection=self.objection, numbers=self.numbers)
        return DecodedCall(Call(read["pallet"], read["name"], read["arguments"]), terms)

    async def sign(self, unsigned: Unsigned, known: KnownNonces, *, accepted: AcceptedNumbers | None = None) -> Signed:
        if self.sign_trouble is not None:
            raise self.sign_trouble
        if self.state is not SignerState.UNLOCKED or self.address != unsigned.address:
            raise WalletLocked("The account is locked.")
        question = {
            "address": unsigned.address,
            "nonce": unsigned.nonce,
            "unproven": list(known.unproven),
            "ended": list(known.ended),
        }
        try:
            self._nonces.check(question)
        except NotAllowed as refusal:
            raise SigningRefused(str(refusal)) from refusal
        self._nonces.remember(question)
        if self.numbers is not None and (accepted is None or accepted.numbers != self.numbers):
            raise SigningRefused(self.objection)
        self.accepted.append(accepted)
        body = f"{unsigned.address}/{unsigned.nonce}/{len(self.signed)}/".encode() + unsigned.call
        signed = Signed(unsigned, await self.decode(unsigned.call), body, fake_hash(body))
        self.signed.append(signed)
        return signed

    async def lock(self) -> None:
        self.locks += 1
        self.state = SignerState.LOCKED
        self.address = None
        self._nonces = SignedNonces()


class FakePasswords:
    """A keyring in memory."""

    def __init__(self, state: str = "ready") -> None:
        self.answer = state
        self.kept: dict[str, str] = {}
        self.recalls = 0
        self.trouble: KeyringTrouble | None = None
        """What writing into it ends with."""

    async def state(self) -> str:
        return self.answer

    async def remember(self, address: str, password: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.kept[address] = password

    async def recall(self, address: str) -> str | None:
        self.recalls += 1
        return self.kept.get(address)

    async def forget(self, address: str) -> None:
        self.kept.pop(address, None)

    async def remembers(self, address: str) -> bool:
        return address in self.kept


PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"


class FakeWallets:
    """Wallets in memory; created ones get the addresses of `spare_addresses` in turn."""

    def __init__(self, accounts: Sequence[Account] = (), folder: Path = Path("wallets")) -> None:
        self.known = list(accounts)
        self.folder = folder
        self.spare_addresses = [CHARLIE, BOB, OTHER_HOTKEY]
        self.created: list[tuple[str, str, str]] = []
        self.true_address = ""
        """The address that a JSON's key really has, where the JSON lies about it."""

    def accounts(self) -> tuple[Account, ...]:
        return tuple(self.known)

    def name_trouble(self, name: str) -> str | None:
        if not name.strip():
            return "A wallet needs a name."
        return "There is a wallet of this name already." if name in [a.name for a in self.known] else None

    def password_trouble(self, password: str) -> str | None:
        return "A password needs at least twelve characters." if len(password) < 12 else None

    def new_phrase(self, words: int = 24) -> str:
        return " ".join((PHRASE.split() * 2)[:words])

    def wrong_words(self, phrase: str) -> tuple[int, ...]:
        return tuple(number for number, word in enumerate(phrase.split(), 1) if word not in PHRASE.split())

    def phrase_trouble(self, phrase: str) -> str | None:
        return None if len(phrase.split()) in (12, 24) else "A phrase has 12 or 24 words."

    def address_trouble(self, address: str) -> str | None:
        is_address = len(address) == 48 and address.startswith("5")
        return None if is_address else "This is not an address: it has 48 letters and digits and begins with 5."

    async def create(self, name: str, phrase: str, password: str) -> Account:
        trouble = self.name_trouble(name)
        if trouble:
            raise WalletTrouble(trouble)
        account = an_account(name, self.spare_addresses.pop(0))
        self.created.append((name, phrase, password))
        self.known.append(account)
        return account

    async def create_from_json(
        self, name: str, text: str, text_password: str, password: str, confirmed_address: str = ""
    ) -> Imported:
        if self.true_address and confirmed_address != self.true_address:
            raise AddressDiffers(self.true_address, "")
        return Imported(await self.create(name, text, password))

    def throw_away(self, name: str) -> None:
        self.known = [account for account in self.known if account.name != name]

    def watch(self, name: str, address: str) -> Account:
        trouble = self.address_trouble(address)
        if trouble:
            raise WalletTrouble(trouble)
        account = Account(name, address, AccountKind.WATCH)
        self.known.append(account)
        return account

    def unwatch(self, address: str) -> None:
        self.known = [a for a in self.known if a.kind is not AccountKind.WATCH or a.address != address]


class FakeFaucet:
    """A faucet that writes down what it gave."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Tao]] = []

    async def give(self, address: str, amount: Tao) -> None:
        self.given.append((address, amount))


@dataclass
class World:
    """All parts with their fakes, for tests that turn them."""

    parts: AppContext
    market: FakeMarket
    trading: FakeTrading
    signer: FakeSigner
    wallets: FakeWallets
    passwords: FakePasswords
    faucet: FakeFaucet
    clock: ManualClock
    journal: Journal

    @property
    def desk(self) -> TradingDesk:
        """The desk of these parts."""
        return self.parts.desk

    @property
    def session(self) -> Session:
        """The session of these parts."""
        return self.parts.session


@dataclass
class _Wanted:
    """What `a_world` builds; each field can be named."""

    snapshot: Snapshot | None = None
    facts: ChainFacts | None = None
    accounts: Sequence[Account] = ()
    has_practice: bool = True
    network: str = "practice"
    cross_check: CrossCheck | None = None
    settings: Mapping[str, object] = field(default_factory=dict)


def a_world(tmp_path: Path, **wanted: object) -> World:
    """Fakes joined as `cli` joins the real parts: `snapshot`, `facts`, `accounts`, `has_practice`, `network`."""
    want = _Wanted(**wanted)  # type: ignore[arg-type]  # builders take any field
    snapshot = want.snapshot or a_snapshot(network=want.network)
    facts = want.facts or some_facts(network=snapshot.network, genesis=snapshot.genesis)
    places = places_of({"DTAO_TUI_HOME": str(tmp_path)})
    prepare(places)
    settings = Settings(places=places, network=want.network, **want.settings)  # type: ignore[arg-type]  # any field
    clock, market, signer, passwords = ManualClock(), FakeMarket(snapshot, facts), FakeSigner(), FakePasswords()
    wallets, trading, faucet = FakeWallets(want.accounts, places.wallets), FakeTrading(market), FakeFaucet()
    practice = the_practice_account() if want.has_practice else None
    session = Session(wallets, signer, passwords, settings, clock, practice)
    journal = Journal(places.journal)
    safeguards = Safeguards(market, trading, want.cross_check, LastPrices(places.last_prices), clock)
    desk = TradingDesk(market, trading, signer, session, journal, clock, safeguards)
    feed, prices = Feed(market, session.addresses, clock, greet=session.meet), SessionPrices()
    parts = AppContext(
        settings=settings,
        market=market,
        feed=feed,
        hub=hub_of_services(feed, desk, prices),
        prices=prices,
        session=session,
        desk=desk,
        wallets=wallets,
        passwords=passwords,
        faucet=faucet if want.network == "practice" else None,
        clock=clock,
        practice_address="ws://127.0.0.1:9944" if want.network == "practice" else None,
    )
    return World(parts, market, trading, signer, wallets, passwords, faucet, clock, journal)


def a_parts(tmp_path: Path, **wanted: object) -> AppContext:
    """The parts of `a_world`, for tests that turn no fake."""
    return a_world(tmp_path, **wanted).parts
