"""The signer's own rule about nonces: none above that of an order that may still be carried out is ever signed.

The application keeps the same rule; each side refuses by itself.
"""

from collections.abc import Iterable

from dtao_tui.wallet.signer.signing_policy import NotAllowed

_WAITS = "An order of this account with a lower number may still be carried out. The next one waits for its end."
_FORGOTTEN = (
    "An order of this account with a lower number was signed here, and the journal does not know it. Nothing is signed "
    "before it is known what became of it."
)


class SignedNonces:
    """The nonces that this process has signed for one chain, by address."""

    def __init__(self) -> None:
        self._signed: dict[str, set[int]] = {}

    def check(self, signer: str, nonce: int, unproven: Iterable[int], ended: Iterable[int]) -> None:
        """Raise NotAllowed where an order below the asked nonce may still be carried out, or is not accounted for."""
        below = {each for each in self._signed.get(signer, ()) if each < nonce}
        if any(each < nonce for each in unproven):
            raise NotAllowed(_WAITS)
        if below.difference(ended):
            raise NotAllowed(_FORGOTTEN)

    def remember(self, signer: str, nonce: int) -> None:
        """Take note that this order is signed now."""
        self._signed.setdefault(signer, set()).add(nonce)
