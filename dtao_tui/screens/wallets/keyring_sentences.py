"""What the state of the system keyring means, in one sentence each."""

_SENTENCES = {
    "ready": "The system keyring is ready.",
    "off": "The system keyring is switched off in the settings; the password is typed each time.",
    "no-backend": "No system keyring here; the password is typed each time.",
    "no-session-bus": "No session bus, so no system keyring; the password is typed each time.",
    "bus-unreachable": "The session bus does not answer, so no system keyring; the password is typed each time.",
    "activatable-not-running": "The system keyring is not running; the password is typed each time.",
    "no-default-collection": "The system keyring has no default collection; the password is typed each time.",
    "locked": "The system keyring is locked; unlock it on your desktop to use it.",
    "timeout": "The system keyring does not answer; the password is typed each time.",
    "verify-failed": "The system keyring lost what was written to it; the password is typed each time.",
}


def keyring_sentence(state: str) -> str:
    """Why the keyring is used or not."""
    return _SENTENCES.get(state, "The system keyring cannot be used; the password is typed each time.")
