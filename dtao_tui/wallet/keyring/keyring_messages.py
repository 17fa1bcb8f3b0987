"""Messages between the application and the keyring's child process, typed on both sides and strictly decoded."""

from msgspec import Struct

from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.wallet.message_frames import FrameReader


class KeyringRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb"):
    """A question to the keyring."""


class AskState(KeyringRequest, frozen=True, tag="state"):
    """Whether it can be used."""


class StorePassword(KeyringRequest, frozen=True, tag="remember"):
    """Store a password, and read it back."""

    service: str
    user: str
    secret: str

    def __repr__(self) -> str:
        return f"StorePassword({self.user})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("user", self.user)]


class RecallPassword(KeyringRequest, frozen=True, tag="recall"):
    """Give the password."""

    service: str
    user: str


class AskStored(KeyringRequest, frozen=True, tag="remembers"):
    """Whether a password is stored; it does not leave the child."""

    service: str
    user: str


class ForgetPassword(KeyringRequest, frozen=True, tag="forget"):
    """Delete the password; a missing one is a success."""

    service: str
    user: str


class KeyringAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """An answer of the keyring."""


class StateTold(KeyringAnswer, frozen=True, tag="state"):
    """How the keyring is."""

    state: KeyringState


class PasswordTold(KeyringAnswer, frozen=True, tag="password"):
    """The password, or None where none is stored."""

    secret: str | None

    def __repr__(self) -> str:
        return "PasswordTold()"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class StoredTold(KeyringAnswer, frozen=True, tag="stored"):
    """Whether one is stored."""

    is_there: bool


class KeyringDone(KeyringAnswer, frozen=True, tag="done"):
    """It is done, and was read back."""


class KeyringFailed(KeyringAnswer, frozen=True, tag="failed"):
    """It was not done; the state says why."""

    state: KeyringState
    error: str = ""
    """The name of the library's own error."""


AnyKeyringRequest = AskState | StorePassword | RecallPassword | AskStored | ForgetPassword
AnyKeyringAnswer = StateTold | PasswordTold | StoredTold | KeyringDone | KeyringFailed

REQUESTS: FrameReader[AnyKeyringRequest] = FrameReader(AnyKeyringRequest)
ANSWERS: FrameReader[AnyKeyringAnswer] = FrameReader(AnyKeyringAnswer)
