"""Reads the keys that may act for a coldkey (`Proxy.Proxies`) as plain values."""

from typing import Any

from dtao_tui.chain.reading.translate import address_of, text_of, whole
from dtao_tui.domain.accounts import ProxyGrant, SignerAddress

MOST_GRANTS = 64
"""`MaxProxies` is 20 in specs 419 to 461."""


def grants_of(stored: Any) -> tuple[ProxyGrant, ...] | None:
    """The grants in a stored entry, or in its default; None for a runtime without the item.

    Raises ValueError, TypeError or KeyError for another shape.
    """
    if stored is None:
        return None
    definitions, _deposit = stored
    if len(definitions) > MOST_GRANTS:
        raise ValueError(f"{len(definitions)} proxies")
    return tuple(
        ProxyGrant(SignerAddress(address_of(each["delegate"])), text_of(str(each["proxy_type"])), whole(each, "delay"))
        for each in definitions
    )
