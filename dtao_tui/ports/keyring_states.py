"""The states of the system keyring with a sentence for each; the keyring process imports this, too."""

from enum import StrEnum


class KeyringState(StrEnum):
    """Whether the keyring can be used, or why it cannot."""

    READY = "ready"
    OFF = "off"
    NO_BACKEND = "no-backend"
    NO_SESSION_BUS = "no-session-bus"
    NOT_RUNNING = "activatable-not-running"
    NO_COLLECTION = "no-default-collection"
    LOCKED = "locked"
    TIMEOUT = "timeout"
    VERIFY_FAILED = "verify-failed"
    ERROR = "error"

    @property
    def sentence(self) -> str:
        """The sentence that says what it means and what happens instead."""
        return _SENTENCES[self]


_SENTENCES = {
    KeyringState.READY: "The system keyring is ready.",
    KeyringState.OFF: "The system keyring is switched off in the settings; the password is typed each time.",
    KeyringState.NO_BACKEND: "No system keyring here; the password is typed each time.",
    KeyringState.NO_SESSION_BUS: "No session bus, so no system keyring; the password is typed each time.",
    KeyringState.NOT_RUNNING: "The system keyring is not running; the password is typed each time.",
    KeyringState.NO_COLLECTION: "The system keyring has no default collection; the password is typed each time.",
    KeyringState.LOCKED: "The system keyring is locked; unlock it on your desktop to use it.",
    KeyringState.TIMEOUT: "The system keyring does not answer; the password is typed each time.",
    KeyringState.VERIFY_FAILED: "The system keyring lost what was written to it; the password is typed each time.",
    KeyringState.ERROR: "The system keyring cannot be used; the password is typed each time.",
}
