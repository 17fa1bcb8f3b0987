"""Messages between the application and the keyring process, typed on both sides and strictly decoded."""

from msgspec import Struct

from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.wallet.message_frames import FrameReader


class KeyringRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb"):
    """Base of the requests to the keyring."""


class AskState(KeyringRequest, frozen=True, tag="state"):
    """Request for the keyring's state."""


class StorePassword(KeyringRequest, frozen=True, tag="remember"):
    """Request to store a password and read it back."""

    service: str
    user: str
    secret: str

    def __repr__(self) -> str:
        return f"StorePassword({self.user})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("user", self.user)]


class RecallPassword(KeyringRequest, frozen=True, tag="recall"):
    """Request for the stored password."""

    service: str
    user: str


class AskStored(KeyringRequest, frozen=True, tag="remembers"):
    """Request whether a password is stored; the password stays in the child."""

    service: str
    user: str


class ForgetPassword(KeyringRequest, frozen=True, tag="forget"):
    """Request to delete the password; a missing one counts as deleted."""

    service: str
    user: str


class KeyringAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of the keyring's answers."""


class StateTold(KeyringAnswer, frozen=True, tag="state"):
    """The keyring's state."""

    state: KeyringState


class PasswordTold(KeyringAnswer, frozen=True, tag="password"):
    """The stored password, or None."""

    secret: str | None

    def __repr__(self) -> str:
        return "PasswordTold()"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class StoredTold(KeyringAnswer, frozen=True, tag="stored"):
    """Whether a password is stored."""

    is_there: bool


class KeyringDone(KeyringAnswer, frozen=True, tag="done"):
    """The password was stored or deleted, and the result was read back."""


class KeyringFailed(KeyringAnswer, frozen=True, tag="failed"):
    """The request failed; the state says why."""

    state: KeyringState
    error: str = ""
    """The class name of the library's error."""


AnyKeyringRequest = AskState | StorePassword | RecallPassword | AskStored | ForgetPassword
AnyKeyringAnswer = StateTold | PasswordTold | StoredTold | KeyringDone | KeyringFailed

REQUESTS: FrameReader[AnyKeyringRequest] = FrameReader(AnyKeyringRequest)
ANSWERS: FrameReader[AnyKeyringAnswer] = FrameReader(AnyKeyringAnswer)
