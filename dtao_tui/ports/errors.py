"""What can go wrong outside, named for people's situations; each carries a sentence to act on."""

from dtao_tui.domain.accounts import in_groups
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.keyring_states import KeyringState

_LONGEST_ADDRESS = 64


class Trouble(Exception):
    """Something outside did not work. `str()` is a sentence a person can act on; it never holds a secret."""


class ChainTrouble(Trouble):
    """The network, or its answer, is not usable."""

    short = "no answer"
    """The same in two or three words, for the line on top."""

    wait_seconds: float | None = None
    """How long the endpoint asked us to stay away."""


class NotConnected(ChainTrouble):
    """No endpoint answers."""

    def __init__(self, sentence: str, short: str = ChainTrouble.short) -> None:
        super().__init__(sentence)
        self.short = short


class AskedToWait(NotConnected):
    """The endpoint answers others first and wants to be left alone for a while."""

    def __init__(self, sentence: str, wait_seconds: float) -> None:
        super().__init__(sentence, "asked to wait")
        self.wait_seconds = wait_seconds


class TimedOut(ChainTrouble):
    """The endpoint did not answer in time."""


class WrongNetwork(ChainTrouble):
    """The endpoint serves another chain than the one that was asked for: trading stops."""

    short = "another chain"


class NotUnderstood(ChainTrouble):
    """The answer does not have the shape this program knows."""

    short = "bad answers"


class StateGone(NotUnderstood):
    """The endpoint no longer keeps the state of that block; an archive may."""


class Refused(ChainTrouble):
    """The chain said no before the order reached a block."""

    def __init__(self, sentence: str, name: str = "") -> None:
        super().__init__(sentence)
        self.name = name
        """The chain's own name of the error, such as `SlippageTooHigh`."""


class MetadataUnverifiable(Refused):
    """The chain answers `CannotLookup`: its runtime was built without the metadata hash."""


class FateUnknown(ChainTrouble):
    """The order was sent, and nobody knows yet whether it happened."""


class WalletTrouble(Trouble):
    """A key or a wallet file is not usable."""


class WalletLocked(WalletTrouble):
    """A signature was asked of a locked account."""


class WrongPassword(WalletTrouble):
    """The password does not open the file, or the file is damaged."""


class SigningRefused(WalletTrouble):
    """The signer does not sign this: a foreign chain, another key, or a call that is not on its list."""


class AddressDiffers(WalletTrouble):
    """A backup claims another address than its key has; nothing was written."""

    def __init__(self, address: str, claimed: str) -> None:
        super().__init__(
            f"The backup says {_spelt(claimed) or 'nothing about its address'}, but its key is that of "
            f"{_spelt(address)}. Nothing was written. Import it only if the second one is yours."
        )
        self.address = address
        """The address the key really has; handed back as confirmed it lets the import go on."""


class KeyringTrouble(Trouble):
    """The system keyring did not do what was asked."""

    def __init__(self, sentence: str, state: KeyringState = KeyringState.ERROR) -> None:
        super().__init__(sentence)
        self.state = state


def _spelt(address: str) -> str:
    return " ".join(in_groups(cleaned(address, _LONGEST_ADDRESS)))
