"""The name of a `DispatchError` as a codec decodes it, by the metadata of the block's runtime."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec

_INNER = ("Token", "Arithmetic", "Transactional")
"""Kinds whose variant is the useful name: `FundsUnavailable`, not `Token`."""


@dataclass(frozen=True, slots=True)
class NamedError:
    """A dispatch error by the metadata of a runtime, not cleaned."""

    name: str
    documentation: str = ""
    """What the metadata says of a pallet's error; empty for others."""


def named_error(error: Any, codec: "RuntimeCodec") -> NamedError:
    """The chain's name of a dispatch error and what its metadata says of it. Raises what a codec raises."""
    is_pallets = isinstance(error, Mapping) and "Module" in error
    documentation = codec.module_error_documentation(*_module_numbers(error["Module"])) if is_pallets else ""
    return NamedError(error_name(error, codec), documentation)


def error_name(error: Any, codec: "RuntimeCodec") -> str:
    """The chain's name of a dispatch error, such as `SlippageTooHigh`. Raises what a codec raises."""
    if isinstance(error, str):
        return error
    if not isinstance(error, Mapping) or len(error) != 1:
        return "DispatchError"
    kind, detail = next(iter(error.items()))
    if kind == "Module":
        return codec.module_error(*_module_numbers(detail)) or "DispatchError"
    if kind in _INNER:
        variant = next(iter(detail), None) if isinstance(detail, Mapping) else detail
        return str(variant or kind)
    return str(kind)


def _module_numbers(detail: Any) -> tuple[int, int]:
    """The numbers of the pallet and of its error."""
    pallet, error = detail if isinstance(detail, tuple) else (detail["index"], detail["error"])
    if isinstance(error, str):
        # `[u8; 4]` as hexadecimal text, of which the first byte is the error's number.
        error = int(error[2:4], 16)
    elif isinstance(error, (list, tuple, bytes)):
        error = error[0]
    return int(pallet), int(error)
