"""Reads the keys that may act for a coldkey (`Proxy.Proxies`) as plain values."""

from collections.abc import Callable, Sequence
from typing import Any

from dtao_tui.chain.reading.translate import address_of, text_of, whole
from dtao_tui.domain.accounts import ProxyGrant, SignerAddress

MOST_GRANTS = 64
"""`MaxProxies` is 20 in specs 419 to 461."""


def grants_of(stored: Any, owner_pays: Callable[[str], bool] = lambda _: False) -> tuple[ProxyGrant, ...] | None:
    """The grants in a stored entry, or in its default; None for a runtime without the item.

    `owner_pays` says of a proxy whether the coldkey pays its fees. Raises ValueError, TypeError or KeyError for another
    shape.
    """
    if stored is None:
        return None
    definitions, _deposit = stored
    if len(definitions) > MOST_GRANTS:
        raise ValueError(f"{len(definitions)} proxies")
    return tuple(
        ProxyGrant(
            delegate := SignerAddress(address_of(each["delegate"])),
            text_of(str(each["proxy_type"])),
            whole(each, "delay"),
            owner_pays=owner_pays(delegate),
        )
        for each in definitions
    )


def pairs_between(addresses: Sequence[str], stored_of: Callable[[str], Any]) -> tuple[tuple[str, str], ...]:
    """Coldkey and proxy of each grant between these addresses. Raises as `grants_of` does."""
    known = frozenset(addresses)
    found = ((owner, grant.delegate) for owner in addresses for grant in grants_of(stored_of(owner)) or ())
    return tuple(dict.fromkeys(pair for pair in found if pair[1] in known))
