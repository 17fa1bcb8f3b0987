"""Batch storage query for one block: builds the keys of one `state_queryStorageAt`, decodes its answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dtao_tui.chain.reading.pool_records import PoolItems, weight_of
from dtao_tui.chain.reading.storage_changes import told_of
from dtao_tui.chain.reading.translate import StakeItems, ValidatorStakes, number, rules_of
from dtao_tui.chain.runtime.runtime_names import (
    ACCOUNT,
    BY_SUBNET,
    DIVIDENDS,
    EXCESS,
    FEE_RATE,
    IMMUNITY,
    INJECTED,
    IS_OPEN,
    LEAST_REST,
    LEAST_STAKE,
    LIQUIDITY,
    MECHANISM,
    OTHER_CURVE,
    OWNER,
    OWNER_PAYS,
    PROXIES,
    ROOT_HOLD,
    ROOT_TOUCHED,
    STAKE_AT_EPOCH,
    STAKE_OF_HOTKEY,
    SUBNET_LIMIT,
    TAKE,
    TAO_WEIGHT,
    TIME,
    TRANSFERS,
    USER_LIQUIDITY,
    WEIGHT,
    Item,
)
from dtao_tui.domain.market import StakingRules
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.validator_yield import HotkeyDividend

LONGEST_DEFAULT = 512
"""Limit in bytes; an account, the longest item that is asked for, takes 80."""

_KEYS_AT_ONCE = 4096


class StorageDeclaration(Protocol):
    """The metadata's declaration of one storage item."""

    value_type: str
    default_bytes: bytes

    def decode_type(self, has_data: bool) -> str:
        """The type to decode the item as, present or missing."""
        ...


class StorageCodec(Protocol):
    """The part of the runtime codec that storage needs."""

    def storage_entry(self, pallet: str, storage_function: str) -> Any:
        """The item's declaration. Raises ValueError where the runtime has none."""
        ...

    def storage_key_batch(self, entry: Any, params_list: list[list[Any]]) -> list[bytes]:
        """The keys of many entries of one item."""
        ...

    def constant(self, pallet: str, name: str) -> Any:
        """A constant's value, or None where the runtime has none."""
        ...

    def batch_decode(self, type_strings: list[str], datas: list[bytes]) -> list[Any]:
        """Many values at once."""
        ...


_LAST_OF_CALENDAR = 253_370_764_800_000
"""Milliseconds until the year 9999, the last one that can be written as a date."""


@dataclass(frozen=True, slots=True)
class StoragePlaces:
    """What a block's items are asked for: subnets, accounts, and the hotkeys they have stakes with."""

    netuids: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    hotkeys: tuple[str, ...] = ()
    root_stakes: tuple[tuple[str, str], ...] = ()
    """Address and hotkey of each stake on root."""

    grants: tuple[tuple[str, str], ...] = ()
    """Coldkey and proxy of each permission between the addresses."""


@dataclass(frozen=True, slots=True)
class StorageAnswer:
    """Decoded values by item, then by netuid or address; items that the runtime lacks are absent."""

    values: Mapping[Item, Mapping[Any, Any]]
    present: frozenset[tuple[Item, Any]]
    """Item and place of each value that has an entry, rather than the default."""

    rules: StakingRules = field(default_factory=StakingRules)

    @property
    def tao_weight(self) -> int | None:
        """`SubtensorModule.TaoWeight`, in 2**-64; None where the chain has no such item."""
        value = self.values.get(TAO_WEIGHT, {}).get(None)
        return None if value is None else int(value)

    @property
    def time_ms(self) -> int | None:
        """When the block was made, by the chain's clock; None where it does not tell, or no calendar has the time."""
        value = self.values.get(TIME, {}).get(None)
        told = 0 if value is None else number(value)
        return told if 0 < told < _LAST_OF_CALENDAR else None

    def account(self, address: str) -> Mapping[str, Any]:
        """The account of one address."""
        account: Mapping[str, Any] = self.values[ACCOUNT][address]
        return account

    def owner_pays(self, owner: str, delegate: str) -> bool:
        """Whether the coldkey pays the fee of the proxy's calls."""
        return (OWNER_PAYS, (owner, delegate)) in self.present

    def proxies(self, address: str) -> Any:
        """The permissions that the address has given; None where the runtime has none."""
        return self._of(PROXIES, address)

    def pool_items(self, netuid: int) -> PoolItems:
        """The items of one subnet."""
        usual = PoolItems()
        weight, fee_rate, liquidity = (self._of(item, netuid) for item in (WEIGHT, FEE_RATE, LIQUIDITY))
        return PoolItems(
            has_weights=WEIGHT in self.values,
            quote_weight=None if weight is None else weight_of(weight),
            fee_rate=None if fee_rate is None else number(fee_rate),
            has_user_liquidity=self._of(USER_LIQUIDITY, netuid) is True,
            liquidity=None if liquidity is None else number(liquidity),
            mechanism=number(self._of(MECHANISM, netuid, usual.mechanism)),
            is_open=self._of(IS_OPEN, netuid, usual.is_open) is True,
            transfers_are_on=self._switch(TRANSFERS, netuid),
            excess=number(self._of(EXCESS, netuid, usual.excess)),
            injected=self._of(INJECTED, netuid),
            has_other_curve=(OTHER_CURVE, netuid) in self.present,
        )

    def stake_items(self, address: str, hotkey: str) -> StakeItems:
        """The items of one account's stakes with one hotkey."""
        is_present = (OWNER, hotkey) in self.present
        touched = self._of(ROOT_TOUCHED, (address, hotkey))
        return StakeItems(
            owner=self._of(OWNER, hotkey) if is_present else None,
            touched_at=number(touched) if touched is not None else None,
        )

    def and_also(self, other: "StorageAnswer") -> "StorageAnswer":
        """Both answers merged, with the rules of this one."""
        items = {*self.values, *other.values}
        merged = {item: {**self.values.get(item, {}), **other.values.get(item, {})} for item in items}
        return StorageAnswer(merged, self.present | other.present, self.rules)

    def _switch(self, item: Item, where: Any) -> bool | None:
        value = self._of(item, where)
        return value if isinstance(value, bool) else None

    def _of(self, item: Item, where: Any, otherwise: Any = None) -> Any:
        return self.values.get(item, {}).get(where, otherwise)


class StorageQuery:
    """Keys of several items, in the order they were added, and how to read the answer."""

    def __init__(self, codec: StorageCodec) -> None:
        self._codec = codec
        self._keys: dict[str, tuple[Item, Any]] = {}
        self._entries: dict[Item, StorageDeclaration] = {}

    @property
    def keys(self) -> list[str]:
        """The storage keys in hexadecimal."""
        return list(self._keys)

    def read(self, groups: Iterable[Mapping[str, Any]]) -> StorageAnswer:
        """Decode the answer; keys that were not asked for are left out. Raises ValueError where one is missing."""
        told = told_of(groups, self._keys)
        kinds, datas, present = [], [], set()
        for key, (item, where) in self._keys.items():
            entry = self._entries[item]
            value = told[key]
            kinds.append(entry.decode_type(value is not None))
            datas.append(entry.default_bytes if value is None else bytes.fromhex(value.removeprefix("0x")))
            if value is not None:
                present.add((item, where))
        return StorageAnswer(self._placed(self._decoded(kinds, datas)), frozenset(present))

    def _add(self, item: Item, places: Sequence[Any], *, is_optional: bool = False) -> None:
        """Ask for the item at each place: None for the only one, a tuple for several keys."""
        try:
            entry = self._codec.storage_entry(*item)
        except ValueError:
            if not is_optional:
                raise
            return
        if len(entry.default_bytes) > LONGEST_DEFAULT:
            # It is decoded once for each place that has no entry of its own.
            raise ValueError(f"{'.'.join(item)} has a default of {len(entry.default_bytes):,} bytes")
        self._entries[item] = entry
        parameters = [_parameters(where) for where in places]
        keys = self._codec.storage_key_batch(entry, parameters) if parameters else []
        self._keys.update(("0x" + key.hex(), (item, where)) for key, where in zip(keys, places, strict=True))

    def _decoded(self, kinds: list[str], datas: list[bytes]) -> list[Any]:
        values: list[Any] = []
        for at in range(0, len(kinds), _KEYS_AT_ONCE):
            values.extend(self._codec.batch_decode(kinds[at : at + _KEYS_AT_ONCE], datas[at : at + _KEYS_AT_ONCE]))
        return values

    def _placed(self, values: list[Any]) -> dict[Item, dict[Any, Any]]:
        placed: dict[Item, dict[Any, Any]] = {item: {} for item in self._entries}
        for (item, where), value in zip(self._keys.values(), values, strict=True):
            placed[item][where] = value
        return placed


class BlockQuery(StorageQuery):
    """The query about subnets and accounts; built once and reused until either changes."""

    def __init__(self, codec: StorageCodec, places: StoragePlaces) -> None:
        super().__init__(codec)
        self.places = places
        for item in BY_SUBNET:
            self._add(item, places.netuids, is_optional=True)
        for item in (TAO_WEIGHT, TIME, LEAST_REST, ROOT_HOLD, IMMUNITY, SUBNET_LIMIT):
            self._add(item, (None,), is_optional=True)
        self._add(ACCOUNT, places.addresses)
        self._add(PROXIES, places.addresses, is_optional=True)
        self._add(OWNER_PAYS, places.grants, is_optional=True)
        self._add(OWNER, places.hotkeys, is_optional=True)
        self._add(ROOT_TOUCHED, places.root_stakes, is_optional=True)
        self._least_stake = codec.constant(*LEAST_STAKE)

    def fits(self, codec: StorageCodec, places: StoragePlaces) -> bool:
        """Whether this query was built for that runtime and those places."""
        return self._codec is codec and self.places == places

    def read(self, groups: Iterable[Mapping[str, Any]]) -> StorageAnswer:
        """Decode the answer, with the runtime's rules for stakes."""
        answer = super().read(groups)
        told = {item: answer.values.get(item, {}).get(None) for item in (LEAST_REST, ROOT_HOLD, IMMUNITY, SUBNET_LIMIT)}
        rules = rules_of(told[LEAST_REST], self._least_stake, told[ROOT_HOLD], told[IMMUNITY], told[SUBNET_LIMIT])
        return replace(answer, rules=rules)


class ValidatorQuery(StorageQuery):
    """The query about some validators of one subnet."""

    def __init__(self, codec: StorageCodec, netuid: int, hotkeys: Sequence[str]) -> None:
        super().__init__(codec)
        self._netuid = netuid
        self._hotkeys = tuple(hotkeys)
        self._add(DIVIDENDS, tuple((netuid, hotkey) for hotkey in hotkeys), is_optional=True)
        self._add(STAKE_AT_EPOCH, tuple((hotkey, netuid) for hotkey in hotkeys), is_optional=True)
        self._add(TAKE, self._hotkeys)
        self._add(STAKE_OF_HOTKEY, tuple((hotkey, ROOT) for hotkey in hotkeys))
        self._add(TAO_WEIGHT, (None,), is_optional=True)

    def stakes(self, groups: Iterable[Mapping[str, Any]]) -> ValidatorStakes:
        """Decode the answer."""
        answer = self.read(groups)
        dividends = _dividends_of(answer.values, [(self._netuid, hotkey) for hotkey in self._hotkeys])
        return ValidatorStakes(
            takes={hotkey: number(answer.values[TAKE][hotkey]) for hotkey in self._hotkeys},
            root_stakes={hotkey: number(answer.values[STAKE_OF_HOTKEY][hotkey, ROOT]) for hotkey in self._hotkeys},
            tao_weight=answer.tao_weight,
            last_epochs={hotkey: dividend for (_, hotkey), dividend in dividends.items()},
        )


class DividendQuery(StorageQuery):
    """The query about what the last epochs shared out to some hotkeys, by netuid and hotkey."""

    def __init__(self, codec: StorageCodec, places: Sequence[tuple[int, str]]) -> None:
        super().__init__(codec)
        self._places = tuple(places)
        self._add(DIVIDENDS, self._places, is_optional=True)
        self._add(STAKE_AT_EPOCH, tuple((hotkey, netuid) for netuid, hotkey in places), is_optional=True)

    def dividends(self, groups: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], HotkeyDividend]:
        """Decode the answer; nothing of a runtime that does not tell both."""
        return _dividends_of(self.read(groups).values, self._places)


class TakeQuery(StorageQuery):
    """The query about what some validators keep."""

    def __init__(self, codec: StorageCodec, hotkeys: Sequence[str]) -> None:
        super().__init__(codec)
        self._hotkeys = tuple(hotkeys)
        self._add(TAKE, self._hotkeys, is_optional=True)

    def takes(self, groups: Iterable[Mapping[str, Any]]) -> dict[str, int]:
        """Decode the answer; nothing of a runtime that does not tell it."""
        told = self.read(groups).values.get(TAKE, {})
        return {hotkey: number(told[hotkey]) for hotkey in self._hotkeys if hotkey in told}


def _dividends_of(
    told: Mapping[Item, Mapping[Any, Any]], places: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], HotkeyDividend]:
    if DIVIDENDS not in told or STAKE_AT_EPOCH not in told:
        return {}
    return {
        (netuid, hotkey): HotkeyDividend(
            number(told[DIVIDENDS][netuid, hotkey]), number(told[STAKE_AT_EPOCH][hotkey, netuid])
        )
        for netuid, hotkey in places
    }


def _parameters(where: Any) -> list[Any]:
    if where is None:
        return []
    return list(where) if isinstance(where, tuple) else [where]
