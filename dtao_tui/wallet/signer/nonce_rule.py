"""Refuses to sign a nonce above that of an order that may still be carried out.

The application has the same rule; each side enforces it by itself.
"""

from collections.abc import Iterable

from dtao_tui.wallet.signer.signing_policy import NotAllowed

_WAITS = "An order of this account with a lower number may still be carried out. The next one waits for its end."
_FORGOTTEN = (
    "An order of this account with a lower number was signed here, and the journal does not know it. Nothing is signed "
    "before it is known what became of it."
)


class SignedNonces:
    """The nonces that this process has signed, by signing account."""

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
        """Record a signed nonce."""
        self._signed.setdefault(signer, set()).add(nonce)
