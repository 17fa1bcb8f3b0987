"""Orders of accounts whose key is on another device: laid out after their review, and given the signature later."""

from dataclasses import dataclass, replace
from pathlib import Path

from dtao_tui.domain.orders.nonce_choice import known_nonces
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.ledger import Ledger
from dtao_tui.ports.outside_signing import ED25519, SR25519, LaidOutOrder, OutsideDevices
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.trading.order_review import NotPlaced, Review


@dataclass(frozen=True, slots=True)
class AwayOrder:
    """A reviewed order on its way to a device and back; its nonce and its era are fixed meanwhile."""

    review: Review
    laid_out: LaidOutOrder
    block_seconds: float

    @property
    def last_block(self) -> int:
        """The last block that can include it."""
        return self.laid_out.unsigned.last_valid_block

    def blocks_left(self, block: int) -> int:
        """How many more blocks can include it; 0 once its time is over."""
        return max(self.last_block - block, 0)


class OutsideOrders:
    """Lays orders out for a device, and joins them with what comes back. It signs and sends nothing."""

    def __init__(self, ports: TradingPorts, desk: TradingDesk, devices: OutsideDevices, ledger: Ledger) -> None:
        self._trading = ports.trading
        self._signer = ports.signer
        self._desk = desk
        self._devices = devices
        self._ledger = ledger

    async def lay_out(self, review: Review) -> AwayOrder:
        """Fix nonce and era and lay the order out. Raises NotPlaced, ChainTrouble or SigningRefused."""
        if review.shield.is_sealed:
            raise NotPlaced("A sealed order is signed twice and at once, which a key on another device cannot do.")
        unsigned = await self._trading.anchored(review.unsigned)
        scheme = ED25519 if review.account.keyholder.is_ed25519 else SR25519
        of_account = tuple(order for order in self._desk.orders if order.signer == unsigned.signer)
        laid_out = await self._signer.lay_out(unsigned, scheme, known_nonces(of_account), accepted=review.accepted)
        if laid_out.decoded != review.decoded or laid_out.unsigned != unsigned:
            raise NotPlaced("The signer laid out something else than what was shown; nothing was signed.")
        return AwayOrder(replace(review, unsigned=unsigned), laid_out, review.facts.block_seconds)

    def frames(self, away: AwayOrder, most_bytes: int, *, with_proof: bool) -> tuple[bytes, ...]:
        """The order as the contents of QR codes."""
        return self._devices.frames(away.laid_out, most_bytes, with_proof=with_proof)

    def write(self, away: AwayOrder) -> Path:
        """Write the order to a file. Raises WalletTrouble."""
        return self._devices.write(away.laid_out)

    def signed(self, away: AwayOrder, text: str) -> Review:
        """The review with the signature in this text or file, once it verifies. Raises WalletTrouble."""
        return replace(away.review, brought=self._devices.read(text, away.laid_out))

    async def signed_on_ledger(self, away: AwayOrder, seconds: float) -> Review:
        """The review with the signature of the account's Ledger, once it was approved there and verifies.

        A caller that is cancelled leaves nothing running. Raises WalletTrouble; nothing is signed then.
        """
        path = away.review.account.keyholder.ledger
        if path is None:
            raise WalletTrouble("The key of this account is in no Ledger.")
        return self.signed(away, await self._ledger.signature(away.laid_out, path, seconds))
