"""The signer's own rule about nonces: none above that of an order that may still be carried out is ever signed.

It imports the standard library alone. The application keeps the same rule; each side refuses by itself.
"""

from collections.abc import Iterable, Mapping

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

    def check(self, question: Mapping[str, object]) -> None:
        """Raise NotAllowed where an order below the asked nonce may still be carried out, or is not accounted for."""
        nonce = _whole(question["nonce"])
        unproven, ended = _numbers(question["unproven"]), _numbers(question["ended"])
        below = {each for each in self._signed.get(str(question["address"]), ()) if each < nonce}
        if any(each < nonce for each in unproven):
            raise NotAllowed(_WAITS)
        if below - ended:
            raise NotAllowed(_FORGOTTEN)

    def remember(self, question: Mapping[str, object]) -> None:
        """Take note that this order is signed now."""
        self._signed.setdefault(str(question["address"]), set()).add(_whole(question["nonce"]))


def _numbers(value: object) -> frozenset[int]:
    if not isinstance(value, list):
        raise ValueError("Nonces are a list.")
    items: Iterable[object] = value
    return frozenset(_whole(item) for item in items)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("A nonce is a whole number.")
    return value
