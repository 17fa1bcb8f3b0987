"""Builders of domain values: pools, subnets, holdings, blocks and accounts with plausible defaults.

A builder shows only what matters to the test; everything else has a default.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import STAKING_PROXY, Account, AccountKind, ProxyDeposits, ProxyGrant, SignerAddress
from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.market import (
    MOVING_PRICE_FRACTION_BITS,
    Holdings,
    Snapshot,
    Stake,
    StakingRules,
    Subnet,
    Validator,
)
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.ports.chain import ChainFacts

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
PROXY_DEPOSITS = ProxyDeposits(Tao(60_000_000), Tao(33_000_000))


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

    `curve_is_known=False` gives it a curve that is not computed here; `moving_price` is a price, or None.
    """
    if "moving_price" in changes:
        changes["moving_price_bits"] = bits_of(changes.pop("moving_price"))
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


def bits_of(price: object) -> int | None:
    """The least bits of a moving price that come to this price, rounded down."""
    return -(-price.rao * 2**MOVING_PRICE_FRACTION_BITS // RAO_PER_TAO) if isinstance(price, Price) else None


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
    *,
    proxies: tuple[ProxyGrant, ...] | None = (),
) -> Holdings:
    """What an address has; nothing is locked but what is named, by netuid."""
    held = {netuid: Alpha.parse(alpha, netuid) for netuid, alpha in (locked or {}).items()}
    return Holdings(address, Tao.parse(free), tuple(stakes), held, proxies)


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
        proxy_deposits=PROXY_DEPOSITS,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # builders take any field


def an_account(name: str = "trader", address: str = ALICE, **changes: object) -> Account:
    """A key file's account."""
    return replace(Account(name, address, AccountKind.FILE), **changes)  # type: ignore[arg-type]  # any field


def the_practice_account() -> Account:
    """The account that needs no password."""
    return Account(practice_account.NAME, PRACTICE_ADDRESS, AccountKind.PRACTICE)


def a_proxied_account(name: str = "cold", address: str = BOB, proxy: str = PRACTICE_ADDRESS) -> Account:
    """A coldkey that is traded by this proxy, as the file of watched addresses knows it."""
    return Account(name, address, AccountKind.PROXIED, proxy=Account(name, proxy, AccountKind.WATCH))


def a_grant(
    delegate: str = PRACTICE_ADDRESS, kind: str = STAKING_PROXY, delay: int = 0, *, owner_pays: bool = False
) -> ProxyGrant:
    """A permission to trade stake at once."""
    return ProxyGrant(SignerAddress(delegate), kind, delay, owner_pays)
