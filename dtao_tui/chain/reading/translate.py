"""Translates decoded chain records into frozen domain values; text is cleaned here, once.

Every function raises one of ValueError, TypeError, KeyError, IndexError or AttributeError for a record of another
shape; callers wrap them as NotUnderstood.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dtao_tui.chain.reading.pool_records import EVEN_WEIGHT, PoolItems, curve_of, pool_of
from dtao_tui.chain.runtime.record_numbers import number as number
from dtao_tui.chain.runtime.record_numbers import whole as whole
from dtao_tui.domain.amounts import RAO_PER_TAO, U64_MAX, Alpha, Price, Tao
from dtao_tui.domain.market import TAKE_PARTS, Holdings, Stake, StakingRules, Subnet, Validator
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.pools.pool import Pool, Simulation
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.text import cleaned
from dtao_tui.domain.validator_yield import HotkeyDividend

MOST_SUBNETS = 4096
"""Most subnets that are read, root not counted."""

MOST_NEURONS = 4096
MOST_HOTKEYS = 2048
"""Most hotkeys with stakes whose owner is asked for in each block; of others it is unknown."""

_MILLION = 10**6
_U128 = 2**128
_BYTES_READ = 256
_SYMBOL_CELLS = 4


@dataclass(frozen=True, slots=True)
class StakeItems:
    """Storage items of an account's stakes with one hotkey."""

    owner: str | None = None
    """The hotkey's owner; None where the chain does not tell one."""

    touched_at: int | None = None
    """The block of the last change of the stake on root."""


def text_of(value: Any, limit_cells: int = 48) -> str:
    """Cleaned text from the chain, which the codec gives as a list of bytes, as bytes or as text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return _cleaned(bytes(value[:_BYTES_READ]), limit_cells)
    if isinstance(value, bytes | bytearray):
        return _cleaned(bytes(value[:_BYTES_READ]), limit_cells)
    if not isinstance(value, str):
        raise TypeError(f"text is a {type(value).__name__}")
    return _cleaned(_undone(value[: 2 * _BYTES_READ + 2]), limit_cells)


def netuids_of(records: Any) -> tuple[int, ...]:
    """The netuids in `get_all_dynamic_info`, in order. Raises ValueError for too many or for one that comes twice."""
    netuids = tuple(sorted(whole(record, "netuid") for record in records if record is not None))
    if len(netuids) > MOST_SUBNETS + 1:
        raise ValueError(f"{len(netuids)} subnets")
    if len(set(netuids)) != len(netuids):
        raise ValueError("a subnet comes twice")
    return netuids


def prices_of(records: Any) -> dict[int, Price]:
    """The prices in `current_alpha_price_all`, by netuid."""
    return {whole(record, "netuid"): Price(whole(record, "price")) for record in records}


def subnet_of(record: Mapping[str, Any], price: Price | None, items: PoolItems) -> Subnet:
    """One subnet from its record, its price and its storage items."""
    netuid = whole(record, "netuid")
    pool = pool_of(record, items)
    return Subnet(
        netuid=netuid,
        name=_name_of(record),
        symbol=text_of(record["token_symbol"], _SYMBOL_CELLS) or ("τ" if netuid == ROOT else "α"),
        pool=pool,
        price=price if price is not None else pool.price,
        alpha_out=Alpha(whole(record, "alpha_out"), netuid),
        emission=_emission(record, items),
        tempo=whole(record, "tempo"),
        blocks_since_last_step=whole(record, "blocks_since_last_step"),
        owner_hotkey=address_of(record["owner_hotkey"]),
        owner_coldkey=address_of(record["owner_coldkey"]),
        registered_at=whole(record, "network_registered_at"),
        is_open=items.is_open,
        moving_price_bits=_moving_price_bits(record.get("moving_price")),
        transfers_are_on=items.transfers_are_on,
        curve=curve_of(pool, items),
        traded=_traded(record.get("subnet_volume")),
    )


def root_subnet() -> Subnet:
    """Root for a chain whose list leaves it out."""
    nothing = Alpha(0, ROOT)
    pool = Pool(ROOT, 0, Tao(0), nothing, EVEN_WEIGHT, 0)
    root = CurveKind.ONE_TO_ONE
    return Subnet(ROOT, "root", "τ", pool, Price(RAO_PER_TAO), nothing, Tao(0), 0, 0, curve=root)


def free_of(account: Mapping[str, Any]) -> Tao:
    """Spendable TAO of an account: what is free, less what is frozen beyond its reserve."""
    data = account["data"]
    held = max(0, number(data.get("frozen", 0)) - whole(data, "reserved"))
    return Tao(max(0, whole(data, "free") - held))


def _balance_of(account: Mapping[str, Any]) -> Tao:
    """All TAO of an account, what is reserved or frozen too."""
    return Tao(whole(account["data"], "free") + whole(account["data"], "reserved"))


def nonce_of(account: Mapping[str, Any]) -> int:
    """The account's next nonce in that state."""
    return whole(account, "nonce")


def holdings_of(
    address: str,
    account: Mapping[str, Any],
    stakes: Any,
    *,
    locked: Mapping[int, Alpha] | None = None,
    items_of: Callable[[str], StakeItems] = lambda _: StakeItems(),
) -> Holdings:
    """Holdings of one address from its account and its rows of `get_stake_info_for_coldkeys`.

    `locked` is by netuid, None where it is not known; `items_of` gives the storage items of a hotkey.
    """
    rows = tuple(stake_of(row, address, items_of) for row in stakes if whole(row, "stake"))
    ordered = tuple(sorted(rows, key=lambda s: (s.netuid, s.hotkey)))
    return Holdings(address, free_of(account), ordered, locked, balance=_balance_of(account))


def stake_of(
    row: Mapping[str, Any], address: str = "", items_of: Callable[[str], StakeItems] = lambda _: StakeItems()
) -> Stake:
    """One position of the address."""
    netuid, hotkey = whole(row, "netuid"), address_of(row["hotkey"])
    items, registered = items_of(hotkey), row.get("is_registered")
    return Stake(
        netuid,
        hotkey,
        Alpha(whole(row, "stake"), netuid),
        is_own=None if items.owner is None else address_of(items.owner) == address,
        touched_at=items.touched_at if netuid == ROOT else None,
        is_registered=registered if isinstance(registered, bool) else None,
    )


def staked_hotkeys(stakes: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Hotkeys that these accounts have stakes with, and account and hotkey of each stake on root; both bounded."""
    pairs = {
        (address, address_of(row["hotkey"]), whole(row, "netuid")) for address, rows in stakes.items() for row in rows
    }
    hotkeys = sorted({hotkey for _, hotkey, _ in pairs})[:MOST_HOTKEYS]
    on_root = sorted((address, hotkey) for address, hotkey, netuid in pairs if netuid == ROOT)[:MOST_HOTKEYS]
    return tuple(hotkeys), tuple(on_root)


def locked_of(rows: Any) -> dict[int, Alpha]:
    """Locked alpha by netuid, from one account's rows of `get_stake_availability_for_coldkeys`."""
    held = {number(netuid): whole(row, "total") - whole(row, "available") for netuid, row in dict(rows).items()}
    return {netuid: Alpha(rao, netuid) for netuid, rao in held.items() if rao > 0}


def rules_of(
    least_rest_factor: Any, least_stake: Any, root_hold: Any, immunity: Any, subnet_limit: Any = None
) -> StakingRules:
    """The runtime's rules for stakes; an item that it does not have is None here.

    `NominatorMinRequiredStake` is in millionths of `DefaultMinStake` (`get_nominator_min_required_stake`, spec 461).
    """
    is_known = least_rest_factor is not None and least_stake is not None
    return StakingRules(
        least_rest=Tao(number(least_stake) * number(least_rest_factor) // _MILLION) if is_known else None,
        # A runtime without the item has no hold.
        root_hold_blocks=0 if root_hold is None else number(root_hold),
        immunity_blocks=None if immunity is None else number(immunity),
        most_subnets=None if subnet_limit is None else number(subnet_limit),
    )


def simulation_of(answer: Mapping[str, Any]) -> Simulation:
    """The six numbers of a `sim_swap_*`."""
    return Simulation(
        tao_amount=whole(answer, "tao_amount"),
        alpha_amount=whole(answer, "alpha_amount"),
        tao_fee=whole(answer, "tao_fee"),
        alpha_fee=whole(answer, "alpha_fee"),
        tao_slippage=whole(answer, "tao_slippage"),
        alpha_slippage=whole(answer, "alpha_slippage"),
    )


@dataclass(frozen=True, slots=True)
class ValidatorStakes:
    """Storage items of validators that their subnet's metagraph does not contain."""

    takes: Mapping[str, int]
    """In 65535ths, by hotkey."""

    root_stakes: Mapping[str, int]
    """Rao of TAO staked to the hotkey on root."""

    tao_weight: int | None
    last_epochs: Mapping[str, HotkeyDividend] = field(default_factory=dict)
    """What the subnet's last epoch paid to the stakers of each; without those of whom the chain does not tell."""


def validators_of(
    metagraph: Mapping[str, Any], stakes: ValidatorStakes, *, all_earn: bool = False
) -> tuple[Validator, ...]:
    """The validators in a metagraph, the largest stake weight first; by alpha alone where there is no TAO weight."""
    netuid = whole(metagraph, "netuid")
    validators = (
        Validator(
            hotkey=row.hotkey,
            name=row.name,
            netuid=netuid,
            take=min(stakes.takes[row.hotkey], TAKE_PARTS),
            alpha_stake=Alpha(row.alpha_stake, netuid),
            tao_stake=Tao(stakes.root_stakes[row.hotkey]),
            has_permit=row.has_permit,
            all_earn=all_earn,
            last_epoch=stakes.last_epochs.get(row.hotkey),
        )
        for row in candidates_of(metagraph, all_earn=all_earn)
    )

    def rank(validator: Validator) -> tuple[int, str]:
        weight = validator.stake_weight(stakes.tao_weight)
        return -(validator.alpha_stake.rao if weight is None else weight), validator.hotkey

    return tuple(sorted(validators, key=rank))


@dataclass(frozen=True, slots=True)
class Candidate:
    """The columns of a metagraph's row that a staker needs."""

    hotkey: str
    name: str
    has_permit: bool
    alpha_stake: int
    total_stake: int


def candidates_of(metagraph: Mapping[str, Any], *, all_earn: bool = False) -> tuple[Candidate, ...]:
    """Rows that may take stake: with a permit or, where all stake earns or nobody has one, with stake."""
    hotkeys = metagraph["hotkeys"]
    if len(hotkeys) > MOST_NEURONS:
        raise ValueError(f"{len(hotkeys)} neurons")
    rows = tuple(_candidate(metagraph, uid, address_of(hotkey)) for uid, hotkey in enumerate(hotkeys))
    with_stake = all_earn or not any(row.has_permit for row in rows)
    return tuple(row for row in rows if row.has_permit or (with_stake and row.total_stake))


def address_of(value: Any) -> str:
    """An account as SS58, as the codec gives it. Raises TypeError or ValueError."""
    if not isinstance(value, str):
        raise TypeError(f"an address is a {type(value).__name__}")
    if not (value.isascii() and value.isalnum() and len(value) <= 64):
        raise ValueError("an address holds other characters")
    return value


def _candidate(metagraph: Mapping[str, Any], uid: int, hotkey: str) -> Candidate:
    identities = metagraph.get("identities") or ()
    identity = identities[uid] if uid < len(identities) else None
    return Candidate(
        hotkey=hotkey,
        name=text_of(identity["name"]) if identity else "",
        has_permit=bool(metagraph["validator_permit"][uid]),
        alpha_stake=number(metagraph["alpha_stake"][uid]),
        total_stake=number(metagraph["total_stake"][uid]),
    )


def _moving_price_bits(value: Any) -> int | None:
    """The bits of an `I96F32` of TAO per alpha; None where the summary has no valid one.

    Below zero counts as zero, as where the chain compares them (`get_moving_alpha_price`).
    """
    bits = value.get("bits") if isinstance(value, Mapping) else value
    return max(bits, 0) if type(bits) is int and bits <= U64_MAX else None


def _traded(value: Any) -> int | None:
    """The counter of traded TAO, which has 128 bits; None where the summary has no valid one."""
    return value if type(value) is int and 0 <= value < _U128 else None


def _emission(record: Mapping[str, Any], items: PoolItems) -> Tao:
    if whole(record, "netuid") == ROOT:
        return Tao(0)
    injected = items.injected if items.injected is not None else whole(record, "tao_in_emission")
    return Tao(injected + items.excess)


def _name_of(record: Mapping[str, Any]) -> str:
    identity = record.get("subnet_identity") or {}
    own = text_of(identity.get("subnet_name"))
    return own or text_of(record["subnet_name"]) or ("root" if whole(record, "netuid") == ROOT else "unnamed")


def _undone(text: str) -> str | bytes:
    """The codec writes bytes that are no UTF-8 as hex; text that merely looks like hex stays text."""
    if not text.startswith("0x"):
        return text
    try:
        raw = bytes.fromhex(text[2:])
        raw.decode()
    except UnicodeDecodeError:
        return raw
    except ValueError:
        return text
    return text


@lru_cache(maxsize=16384)
def _cleaned(text: str | bytes, limit_cells: int) -> str:
    return cleaned(text, limit_cells)
