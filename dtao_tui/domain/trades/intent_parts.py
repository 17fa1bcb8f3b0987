"""What several intents answer alike, each a class that they share: whom they give to, what they touch and pass."""

from typing import NamedTuple, Protocol

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT


class Hop(NamedTuple):
    """One passage through a subnet's pool."""

    netuid: int
    side: Side
    amount: Alpha | None = None
    """What is paid in; None for the intent's whole amount, or for what the passage before brought."""


class _Named(Protocol):
    @property
    def netuid(self) -> int: ...

    @property
    def hotkey(self) -> str: ...


class OneAccount:
    """What intents share that give nothing to another account."""

    __slots__ = ()

    @property
    def recipient(self) -> str:
        """None."""
        return ""


class OneSubnet:
    """What intents share that stay on their subnet."""

    __slots__ = ()

    def touches(self: _Named) -> tuple[int, ...]:
        """Its one subnet."""
        return (self.netuid,)


class NoSubnet:
    """What intents share that change no stake, no pool and nothing of a validator."""

    __slots__ = ()

    @property
    def netuid(self) -> int:
        """Root's, as TAO is root's unit; no subnet is touched."""
        return ROOT

    def touches(self) -> tuple[int, ...]:
        """No subnet."""
        return ()


class NoPool:
    """What intents share that pass no pool."""

    __slots__ = ()

    def route(self) -> tuple[Hop, ...]:
        """No pool."""
        return ()


class OneValidator:
    """What intents share that name one validator, and ask for nothing else besides an amount."""

    __slots__ = ()

    def hotkeys(self: _Named) -> tuple[str, ...]:
        """Its one validator."""
        return (self.hotkey,)

    def unfilled(self: _Named) -> tuple[str, ...]:
        """The validator, while none is chosen."""
        return empty_fields(hotkey=self.hotkey)


class NoValidator:
    """What intents share that name no validator."""

    __slots__ = ()

    @property
    def hotkey(self) -> str:
        """No validator."""
        return ""

    def hotkeys(self) -> tuple[str, ...]:
        """No validator."""
        return ()


class NoPosition:
    """What intents share that no position pays for."""

    __slots__ = ()

    @property
    def pays_from(self) -> str:
        """No position."""
        return ""


def empty_fields(**chosen: str | int | None) -> tuple[str, ...]:
    """The names of those that are empty text or None."""
    return tuple(name for name, value in chosen.items() if value is None or value == "")
