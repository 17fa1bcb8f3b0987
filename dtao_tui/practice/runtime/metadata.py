"""The runtime's metadata (V15), made from its declarations, and the codec parsed from it.

The layout is frame-metadata's V15. There are two passes: the codec of the first encodes the defaults and constants of
the second.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from bittensor_core import Runtime, metadata_digest

from dtao_tui.practice.runtime.declared import announcement_edition
from dtao_tui.practice.runtime.declared.api_records import RECORD_CHOICES, RECORDS
from dtao_tui.practice.runtime.declared.declaration_schema import (
    Api,
    CallDeclaration,
    Choice,
    Constant,
    EventKind,
    Item,
    Method,
    Pallet,
    Variant,
)
from dtao_tui.practice.runtime.declared.named_types import CHOICES, STRUCTS
from dtao_tui.practice.runtime.declared.pallet_list import PALLETS
from dtao_tui.practice.runtime.declared.runtime_apis import APIS
from dtao_tui.practice.runtime.declared.transaction_extensions import EXTENSIONS, Extensions, extra_of, extrinsic_types
from dtao_tui.practice.runtime.declared.validity_types import VALIDITY_CHOICES, VALIDITY_STRUCTS
from dtao_tui.practice.runtime.type_registry import TypeRegistry, compact, sequence, text
from dtao_tui.practice.state.storage import Value

SPEC_NAME = "node-subtensor"
SPEC_VERSION = 475
TRANSACTION_VERSION = 1
SS58_FORMAT = 42
TOKEN = "TAO"
DECIMALS = 9

VERSION = "System.Version"
MAGIC = b"meta"
EXTRINSIC_VERSION = 4
NONE, SOME = b"\x00", b"\x01"

Part = TypeVar("Part", CallDeclaration, EventKind, Item, Constant, Method)
Encode = Callable[[str, Value], bytes]


@dataclass(frozen=True, slots=True)
class Edition:
    """The runtime to describe: the present one, or an older or newer one for tests."""

    constants: Mapping[str, Value] = field(default_factory=dict)
    """The values of constants such as "Aura.SlotDuration"."""

    spec_version: int = SPEC_VERSION
    lacks: frozenset[str] = frozenset()
    """Missing pallets ("MevShield") and runtime APIs, and of others "Pallet.Name" of missing parts."""

    has: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    """By pallet, additional items."""

    extensions: Extensions = EXTENSIONS
    """The transaction extensions, in the order in which they are signed."""

    def pallets(self) -> tuple[Pallet, ...]:
        """The pallets of this runtime."""
        return tuple(
            replace(
                pallet,
                items=(*self._kept(pallet.name, pallet.items), *self.has.get(pallet.name, ())),
                calls=self._kept(pallet.name, pallet.calls),
                events=self._kept(pallet.name, pallet.events),
                constants=tuple(self._set(pallet, each) for each in self._kept(pallet.name, pallet.constants)),
            )
            for pallet in PALLETS
            if pallet.name not in self.lacks
        )

    def apis(self) -> tuple[Api, ...]:
        """The runtime APIs of this runtime."""
        return tuple(
            replace(api, methods=self._kept(api.name, api.methods)) for api in APIS if api.name not in self.lacks
        )

    def announced(self) -> list[tuple[bytes, int]]:
        """The identifiers and versions of its runtime APIs."""
        return [(api.identifier, api.version) for api in self.apis() if api.methods]

    def version(self) -> dict[str, Value]:
        """The runtime's version."""
        apis: list[Value] = [*self.announced()]
        return {
            "spec_name": SPEC_NAME,
            "impl_name": SPEC_NAME,
            "authoring_version": 1,
            "spec_version": self.spec_version,
            "impl_version": 1,
            "apis": apis,
            "transaction_version": TRANSACTION_VERSION,
            "system_version": 1,
        }

    def _kept(self, group: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(part for part in parts if f"{group}.{part.name}" not in self.lacks)

    def _set(self, pallet: Pallet, constant: Constant) -> Constant:
        name = f"{pallet.name}.{constant.name}"
        value = self.version() if name == VERSION else self.constants.get(name, constant.value)
        return replace(constant, value=value)


@dataclass(frozen=True)
class Description:
    """A runtime's metadata with the codec parsed from it."""

    edition: Edition
    metadata: bytes
    runtime: Runtime
    pallets: Mapping[str, Pallet]
    apis: tuple[Api, ...]
    numbers: Mapping[str, int]
    """The number of each declared type in the registry: names alone are not unique there."""

    legacy: bytes
    """The metadata as V14, which knows no runtime APIs; `state_getMetadata` gives it, as on every Substrate node."""

    def encode(self, kind: str, value: Value) -> bytes:
        """The SCALE bytes of a value of a declared type. Raises ValueError when it has another shape."""
        return bytes(self.runtime.encode(f"scale_info::{self.numbers[kind]}", value))

    def decode(self, kind: str, data: bytes) -> Value:
        """The value in these bytes. Raises ValueError for another value or trailing bytes."""
        value: Value = self.runtime.decode(f"scale_info::{self.numbers[kind]}", data)
        return value

    @property
    def spec_version(self) -> int:
        """The version of the runtime."""
        return self.edition.spec_version

    @cached_property
    def digest(self) -> bytes:
        """The RFC-78 digest that `CheckMetadataHash` signs."""
        return bytes(metadata_digest(self.metadata, self.spec_version, SPEC_NAME, SS58_FORMAT, DECIMALS, TOKEN))

    @cached_property
    def fingerprint(self) -> bytes:
        """A digest of the metadata."""
        return hashlib.blake2b(self.metadata, digest_size=32).digest()

    def declares(self, item: str) -> bool:
        """Whether a pallet declares this storage item, "Pallet.Name"."""
        pallet, _, name = item.partition(".")
        return pallet in self.pallets and any(each.name == name for each in self.pallets[pallet].items)

    def event(self, pallet: str, name: str) -> tuple[int, EventKind]:
        """The number of a pallet, and one of its events."""
        found = self.pallets[pallet]
        return found.index, next(event for event in found.events if event.name == name)

    def error_index(self, pallet: str, name: str) -> tuple[int, int]:
        """The numbers of a pallet and of one of its errors."""
        found = self.pallets[pallet]
        return found.index, found.errors.index(name)


def describe(edition: Edition | None = None) -> Description:
    """The metadata of a practice runtime."""
    edition = edition or Edition()
    structs = {**STRUCTS, **extrinsic_types(edition.extensions), **RECORDS, **VALIDITY_STRUCTS}
    book = TypeRegistry(structs, {**CHOICES, **RECORD_CHOICES, **VALIDITY_CHOICES})
    _define_enums(book, edition.pallets())
    draft = _described(book, edition, lambda _kind, _value: b"")
    return _described(book, edition, draft.encode)


def defaults() -> dict[str, Value]:
    """Every declared item of any age, "Pallet.Name", and its default."""
    then = {
        f"{pallet}.{item.name}": item.default for pallet, items in announcement_edition.HAS.items() for item in items
    }
    return then | {f"{pallet.name}.{item.name}": item.default for pallet in PALLETS for item in pallet.items}


def _described(book: TypeRegistry, edition: Edition, encode: Encode) -> Description:
    pallets, apis = edition.pallets(), edition.apis()
    entries = [_pallet(book, pallet, encode) for pallet in pallets]
    metadata = _v15(book, entries, apis, edition.extensions)
    legacy = _v14(book, entries, edition.extensions)
    runtime = Runtime(metadata, edition.spec_version, TRANSACTION_VERSION, SS58_FORMAT)
    named = {pallet.name: pallet for pallet in pallets}
    return Description(edition, metadata, runtime, named, apis, book.numbers, legacy)


def _v15(book: TypeRegistry, pallets: list[bytes], apis: tuple[Api, ...], extensions: Extensions) -> bytes:
    documented = sequence([pallet + sequence([]) for pallet in pallets])
    parts = ("MultiAddress", "RuntimeCall", "MultiSignature", extra_of(extensions))
    extrinsic = bytes([EXTRINSIC_VERSION]) + b"".join(compact(book.number(name)) for name in parts)
    runtime = compact(book.number("Runtime"))
    methods = sequence([_api(book, api) for api in apis])
    outer = b"".join(compact(book.number(name)) for name in ("RuntimeCall", "RuntimeEvent", "RuntimeError"))
    # The records of events are known to clients by their path, though only as the value of an item.
    book.number("Vec<EventRecord>")
    rest = documented + extrinsic + _extensions(book, extensions) + runtime + methods + outer + sequence([])
    return MAGIC + bytes([15]) + book.encoded() + rest


def _v14(book: TypeRegistry, pallets: list[bytes], extensions: Extensions) -> bytes:
    whole = compact(book.number("UncheckedExtrinsic"))
    extrinsic = whole + bytes([EXTRINSIC_VERSION]) + _extensions(book, extensions)
    runtime = compact(book.number("Runtime"))
    return MAGIC + bytes([14]) + book.encoded() + sequence(pallets) + extrinsic + runtime


def _extensions(book: TypeRegistry, extensions: Extensions) -> bytes:
    return sequence(
        [text(name) + compact(book.number(name)) + compact(book.number(signed)) for name, signed in extensions]
    )


def _define_enums(book: TypeRegistry, pallets: tuple[Pallet, ...]) -> None:
    for pallet in pallets:
        book.define(f"{pallet.name}Call", _calls(pallet))
        book.define(f"{pallet.name}Event", _events(pallet))
        book.define(f"{pallet.name}Error", _errors(pallet))
    for part, has in (("Call", _has_calls), ("Event", _has_events), ("Error", _has_errors)):
        variants = [Variant(p.index, p.name, ((None, f"{p.name}{part}"),)) for p in pallets if has(p)]
        book.define(f"Runtime{part}", Choice(f"node_subtensor_runtime::Runtime{part}", tuple(variants)))


def _has_calls(pallet: Pallet) -> bool:
    return bool(pallet.calls)


def _has_events(pallet: Pallet) -> bool:
    return bool(pallet.events)


def _has_errors(pallet: Pallet) -> bool:
    return bool(pallet.errors)


def _calls(pallet: Pallet) -> Choice:
    variants = tuple(Variant(call.index, call.name, call.arguments) for call in pallet.calls)
    return Choice(f"{pallet.crate}::Call", variants, pallet.parameters)


def _events(pallet: Pallet) -> Choice:
    variants = tuple(Variant(event.index, event.name, event.fields) for event in pallet.events)
    return Choice(f"{pallet.crate}::Event", variants, pallet.event_parameters)


def _errors(pallet: Pallet) -> Choice:
    variants = tuple(Variant(index, name) for index, name in enumerate(pallet.errors))
    return Choice(f"{pallet.crate}::Error", variants, pallet.parameters)


def _pallet(book: TypeRegistry, pallet: Pallet, encode: Encode) -> bytes:
    entries = sequence([_item(book, item, encode) for item in pallet.items])
    storage = SOME + text(pallet.name) + entries if pallet.items else NONE
    values = []
    for constant in pallet.constants:
        data = encode(constant.type, constant.value)
        number = compact(book.number(constant.type))
        values.append(text(constant.name) + number + compact(len(data)) + data + sequence([]))
    return (
        text(pallet.name)
        + storage
        + _optional(book, f"{pallet.name}Call", _has_calls(pallet))
        + _optional(book, f"{pallet.name}Event", _has_events(pallet))
        + sequence(values)
        + _optional(book, f"{pallet.name}Error", _has_errors(pallet))
        + bytes([pallet.index])
    )


def _optional(book: TypeRegistry, name: str, is_there: bool) -> bytes:
    return SOME + compact(book.number(name)) if is_there else NONE


def _item(book: TypeRegistry, item: Item, encode: Encode) -> bytes:
    modifier = 0 if item.default is None else 1
    default = NONE if item.default is None else encode(item.type, item.default)
    return text(item.name) + bytes([modifier]) + _place(book, item) + compact(len(default)) + default + sequence([])


def _place(book: TypeRegistry, item: Item) -> bytes:
    value = compact(book.number(item.type))
    if not item.keys:
        return bytes([0]) + value
    hashers = sequence([bytes([hasher.value]) for hasher, _ in item.keys])
    kinds = [kind for _, kind in item.keys]
    key = kinds[0] if len(kinds) == 1 else f"({', '.join(kinds)})"
    return bytes([1]) + hashers + compact(book.number(key)) + value


def _api(book: TypeRegistry, api: Api) -> bytes:
    return text(api.name) + sequence([_method(book, method) for method in api.methods]) + sequence([])


def _method(book: TypeRegistry, method: Method) -> bytes:
    inputs = sequence([text(name) + compact(book.number(kind)) for name, kind in method.inputs])
    return text(method.name) + inputs + compact(book.number(method.output)) + sequence([])
