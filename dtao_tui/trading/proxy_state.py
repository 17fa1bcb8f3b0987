"""What the chain says of the staking proxy that signs for the chosen account, and whether it may trade."""

from dataclasses import dataclass

from dtao_tui.domain.accounts import STAKING_PROXY, Account, ProxyGrant, SignerAddress, shortened
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot

NOT_TOLD = "This chain does not tell who may act for a coldkey, so nothing is signed by a proxy."
NOT_READ = "It was not read yet whether the proxy may act for this coldkey; it comes with the next block."


@dataclass(frozen=True, slots=True)
class ProxyState:
    """The proxy that signs for the chosen account, at one block."""

    signer: SignerAddress
    grants: tuple[ProxyGrant, ...] | None
    """What the coldkey permits to whom; None where the chain does not tell."""

    free: Tao | None
    """The proxy's own free TAO, which pays the network's fee unless the coldkey does; None where it was not read."""

    is_read: bool = True
    """Whether the coldkey was read in this block."""

    @property
    def owner_pays(self) -> bool:
        """Whether the coldkey pays the network's fee of an order that the proxy makes."""
        return any(grant.owner_pays for grant in self.grants or () if grant.delegate == self.signer)

    @property
    def objection(self) -> str:
        """Why the chain would not let the proxy trade, as a sentence, or empty."""
        return objection_to_grants(self.signer, self.grants) if self.is_read else NOT_READ


def proxy_state_of(account: Account, snapshot: Snapshot) -> ProxyState | None:
    """The proxy at the snapshot's block; None for an account that signs for itself."""
    if not account.is_proxied:
        return None
    owner, own = snapshot.holdings_of(account.owner), snapshot.holdings_of(account.signer)
    grants = owner.proxies if owner else None
    return ProxyState(account.signer, grants, own.free if own else None, is_read=owner is not None)


def objection_to_grants(signer: SignerAddress, grants: tuple[ProxyGrant, ...] | None) -> str:
    """Why a coldkey's permissions do not let the key trade at once, as a sentence, or empty."""
    if grants is None:
        return NOT_TOLD
    ours = [grant for grant in grants if grant.delegate == signer]
    if any(grant.can_trade for grant in ours):
        return ""
    key = shortened(signer)
    if not ours:
        return f"The chain does not know {key} as a proxy of this coldkey; it was never added, or it was removed."
    if any(grant.kind == STAKING_PROXY for grant in ours):
        return f"The proxy {key} must announce each order and wait; only one without a delay trades here."
    kinds = ", ".join(dict.fromkeys(grant.kind for grant in ours))
    return f"The proxy {key} is of the kind {kinds}; only a {STAKING_PROXY} proxy trades here."
