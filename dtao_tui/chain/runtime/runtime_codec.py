"""One runtime's SCALE codec: `bittensor_core.Runtime` with names, bounds and the errors of this program.

It decodes nothing whose values would take far more memory than honest answers do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from json import loads
from typing import Any

from bittensor_core import Runtime

from dtao_tui.chain.runtime.decoded_sizes import DecodedSizes

SS58_FORMAT = 42
"""The address format of subtensor chains."""

MEBIBYTE = 2**20
MOST_DECODED = 384 * MEBIBYTE
"""Limit in bytes of the values of one answer, by a high estimate; 4,096 subnets are taken for 100 MiB."""

_METADATA_MAGIC = b"meta"


@dataclass(frozen=True, slots=True)
class StorageEntry:
    """What the metadata declares of one storage item."""

    pallet: str
    name: str
    value_type: str
    is_optional: bool
    default_bytes: bytes

    def decode_type(self, has_data: bool) -> str:
        """The type to decode an answer as: an optional item that is not set is an Option of its type."""
        return self.value_type if has_data or not self.is_optional else f"Option<{self.value_type}>"


class RuntimeCodec:
    """Encodes and decodes by one runtime's metadata. Raises one of `decode_guard.UNREADABLE` for what does not fit."""

    def __init__(self, metadata: bytes, *, spec_version: int, transaction_version: int, spec_name: str = "") -> None:
        """`metadata` is a V15 or V14 blob from `meta` on. Raises ValueError for another."""
        if metadata[:4] != _METADATA_MAGIC:
            raise ValueError("metadata does not begin with its magic")
        self.metadata_bytes = bytes(metadata)
        self.spec_version = spec_version
        self.transaction_version = transaction_version
        self.spec_name = spec_name
        self._runtime = Runtime(self.metadata_bytes, spec_version, transaction_version, SS58_FORMAT)

    @property
    def is_v15(self) -> bool:
        """Whether the metadata describes runtime APIs, too."""
        return bool(self._runtime.is_v15)

    @cached_property
    def apis(self) -> Mapping[str, Mapping[str, Any]]:
        """The runtime APIs by name and method: their `inputs` (name and type) and `output` (type)."""
        found: Mapping[str, Mapping[str, Any]] = self._runtime.runtime_api_map()
        return found

    @cached_property
    def sizes(self) -> DecodedSizes:
        """Estimates of what values of the declared types take."""
        return DecodedSizes(loads(self._runtime.registry_json())["types"])

    def decode(self, type_string: str, data: bytes) -> Any:
        """One value. Raises ValueError where it would take too much memory."""
        self._refuse([type_string], [data])
        return self._runtime.decode(type_string, bytes(data), True)

    def batch_decode(self, type_strings: list[str], datas: list[bytes]) -> list[Any]:
        """Many values in one call. Raises ValueError where they would take too much memory."""
        if not type_strings:
            return []
        self._refuse(type_strings, datas)
        return list(self._runtime.batch_decode(type_strings, datas))

    def storage_entry(self, pallet: str, storage_function: str) -> StorageEntry:
        """The declaration of a storage item. Raises ValueError where the runtime has none."""
        try:
            entry = self._runtime.storage_entry(pallet, storage_function)
        except KeyError as error:
            raise ValueError(f"there is no {pallet}.{storage_function}") from error
        is_optional = entry.modifier != "Default"
        return StorageEntry(pallet, storage_function, entry.value_type, is_optional, bytes(entry.default_bytes))

    def has_item(self, pallet: str, item: str) -> bool:
        """Whether the runtime stores this item."""
        try:
            self.storage_entry(pallet, item)
        except ValueError:
            return False
        return True

    def storage_key(self, entry: StorageEntry, parameters: Sequence[Any]) -> bytes:
        """The key of one entry of an item."""
        return bytes(self._runtime.storage_key(entry.pallet, entry.name, list(parameters)))

    def storage_key_batch(self, entry: StorageEntry, parameters: list[list[Any]]) -> list[bytes]:
        """The keys of many entries of one item."""
        return [bytes(key) for key in self._runtime.storage_key_batch(entry.pallet, entry.name, parameters)]

    def stored_value(self, entry: StorageEntry, raw: bytes | None) -> Any:
        """The value of a storage answer; the declared default where there is none."""
        return self.decode(entry.decode_type(raw is not None), entry.default_bytes if raw is None else raw)

    def constant(self, pallet: str, name: str) -> Any:
        """The value of a pallet's constant, or None where the runtime has none."""
        return self._runtime.constant(pallet, name)

    def encode_api_call(self, api: str, method: str, parameters: Sequence[Any]) -> bytes:
        """The parameters of a runtime API call. Raises KeyError where the runtime does not have it."""
        inputs = self.apis[api][method]["inputs"]
        if len(parameters) != len(inputs):
            raise ValueError(f"{api}.{method} takes {len(inputs)} parameters, not {len(parameters)}")
        encoded = zip(inputs, parameters, strict=True)
        return b"".join(bytes(self._runtime.encode(kind, value)) for (_, kind), value in encoded)

    def decode_api_answer(self, api: str, method: str, raw: bytes) -> Any:
        """The value that a runtime API answers."""
        return self.decode(self.apis[api][method]["output"], raw)

    def compose_call(self, pallet: str, name: str, arguments: Mapping[str, Any]) -> bytes:
        """The bytes of a call; an argument that is a call itself is given as its bytes."""
        return bytes(self._runtime.compose_call(pallet, name, dict(arguments)))

    @cached_property
    def calls(self) -> frozenset[tuple[str, str]]:
        """The declared calls by pallet and name. Takes some 20 ms the first time."""
        pallets = self._runtime.metadata_ir()["pallets"]
        return frozenset((pallet["name"], call["name"]) for pallet in pallets for call in pallet["calls"])

    def signed_extension_identifiers(self) -> list[str]:
        """The names of the declared transaction extensions, in order."""
        return list(self._runtime.signed_extension_identifiers())

    def encode_signed_extrinsic(self, call: bytes, **parts: Any) -> bytes:
        """An extrinsic around a call; `parts` are those of `bittensor_core.Runtime.encode_signed_extrinsic`."""
        extrinsic, _hash = self._runtime.encode_signed_extrinsic(call, tip=0, tip_asset_id=None, **parts)
        return bytes(extrinsic)

    def module_error(self, pallet: int, error: int) -> str:
        """The name of a pallet's error by both numbers."""
        name, _documentation = self._runtime.module_error(pallet, error)
        return str(name)

    def module_error_documentation(self, pallet: int, error: int) -> str:
        """What the metadata says of that error, in its own words and not cleaned."""
        _name, documentation = self._runtime.module_error(pallet, error)
        return " ".join(map(str, documentation))

    def _refuse(self, type_strings: list[str], datas: list[bytes]) -> None:
        taken = 0.0
        for type_string, data in zip(type_strings, datas, strict=True):
            taken += self.sizes.of(type_string, len(data))
            if taken > MOST_DECODED:
                raise ValueError("its values would take more memory than any honest answer's")
