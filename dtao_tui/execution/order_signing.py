"""Signs a review once: open, or sealed for the MEV shield."""

from dataclasses import dataclass

from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.domain.orders.order import Order
from dtao_tui.execution.order_steps import begun
from dtao_tui.execution.sealed_steps import CARRIER_CALL, begun_sealed
from dtao_tui.ports.extrinsics import DecodedCall, Sealed, Signed
from dtao_tui.ports.wallet import OrderSigner
from dtao_tui.trading.order_review import NotPlaced, Review


@dataclass(frozen=True, slots=True)
class SignedOrder:
    """An order with the one extrinsic that is sent for it: its own, or the carrier where it is sealed."""

    order: Order
    extrinsic: bytes
    decoded: DecodedCall
    """The call of that extrinsic."""

    @property
    def recorded(self) -> tuple[bytes, ...]:
        """The signed bytes by extrinsic; those of a sealed order never left the signer, so they are empty."""
        return (self.extrinsic, *[b""] * (len(self.order.extrinsics) - 1))


async def sign_once(signer: OrderSigner, review: Review, known: KnownNonces, now: Moment) -> SignedOrder:
    """Have the signer sign what was reviewed. Raises NotPlaced where it signed anything else, or WalletTrouble."""
    if review.account.signs_elsewhere:
        if review.brought is None:
            raise NotPlaced("The key of this account is on another device, and no signature came from there.")
        signed = await signer.attach(review.unsigned, review.brought, known, accepted=review.accepted)
        _check(signed, review)
        return SignedOrder(begun(review, signed, now), signed.extrinsic, signed.decoded)
    if not review.shield.is_sealed:
        signed = await signer.sign(review.unsigned, known, accepted=review.accepted)
        _check(signed, review)
        return SignedOrder(begun(review, signed, now), signed.extrinsic, signed.decoded)
    sealed = await signer.seal(review.unsigned, review.shield.key, known, accepted=review.accepted)
    _check(sealed, review)
    return SignedOrder(begun_sealed(review, sealed, now), sealed.carrier, CARRIER_CALL)


def _check(signed: Signed | Sealed, review: Review) -> None:
    if signed.decoded != review.decoded or signed.unsigned != review.unsigned:
        raise NotPlaced("The signer signed something else than what was shown; nothing was sent.")
