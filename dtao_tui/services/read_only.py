"""The read-only switch of a session: while it is on, nothing is handed to the signer, whatever key is open."""

from enum import Enum

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.settings import Settings


class ReadOnlyCause(Enum):
    """What turned it on; the value is the sentence that says so."""

    FLAG = "Read-only: the program was started with --read-only, and nothing is signed before it ends."
    SETTING = "Read-only by your settings: nothing is signed. Leave it by the password: ctrl+p, Read-only."
    COMMAND = "Read-only: nothing is signed. Leave it by the password: ctrl+p, Read-only."


class ReadOnlySwitch:
    """Whether a session signs nothing. It is left for one account at a time, the one whose password was typed."""

    def __init__(self, settings: Settings) -> None:
        self._cause = ReadOnlyCause.SETTING if settings.read_only else None
        if settings.stays_read_only:
            self._cause = ReadOnlyCause.FLAG
        self._left_for: set[str] = set()

    def cause_for(self, address: str) -> ReadOnlyCause | None:
        """Why nothing is signed for this account; None where it may be."""
        return None if address in self._left_for else self._cause

    def sentence_for(self, address: str) -> str:
        """The same as a sentence, or empty."""
        cause = self.cause_for(address)
        return cause.value if cause else ""

    @property
    def stays(self) -> bool:
        """Whether it cannot be left before the program ends."""
        return self._cause is ReadOnlyCause.FLAG

    def turn_on(self) -> None:
        """Sign nothing from now on, for any account."""
        self._cause = self._cause or ReadOnlyCause.COMMAND
        self._left_for.clear()

    def leave(self, address: str) -> None:
        """Sign for this account again; its password was typed. Raises WalletTrouble where `--read-only` stays."""
        if self.stays:
            raise WalletTrouble(ReadOnlyCause.FLAG.value)
        self._left_for.add(address)
