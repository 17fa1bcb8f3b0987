"""Intents of a coldkey about its proxies: letting a key trade its stake, and taking that back."""

from dtao_tui.domain.accounts import STAKING_PROXY, ProxyGrant, SignerAddress
from dtao_tui.domain.trades.calls import Call

PROXY = "Proxy"


def add_proxy(delegate: SignerAddress) -> Call:
    """`add_proxy`: let the key trade the signer's stake at once."""
    return Call(PROXY, "add_proxy", {"delegate": delegate, "proxy_type": STAKING_PROXY, "delay": 0})


def remove_proxy(grant: ProxyGrant) -> Call:
    """`remove_proxy`: take a permission back; all three parts must be those of the permission."""
    return Call(PROXY, "remove_proxy", {"delegate": grant.delegate, "proxy_type": grant.kind, "delay": grant.delay})
