"""Check of a typed password in a signer process of its own, which opens the key file and ends; an open key stays so."""

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import SigningRefused, WalletTrouble
from dtao_tui.processes.child_process import Child, ChildTrouble, isolated
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of
from dtao_tui.wallet.signer import signer_translation
from dtao_tui.wallet.signer.signer_messages import ANSWERS, PasswordRight, SignerRequest, SigningRefusal

_DESCRIBE_SECONDS = 10.0
_CHECK_SECONDS = 60.0
_ENDED = (
    "The password could not be checked, most likely for want of memory: that needs 600 MB for three seconds. "
    "Nothing was signed."
)


def refuse_without_key(account: Account) -> None:
    """Raise SigningRefused or WalletTrouble for an account that has no key file here which could be opened."""
    if account.signs_elsewhere:
        raise SigningRefused("The key of this address is on another device; there is nothing to unlock here.")
    if account.kind is AccountKind.WATCH:
        raise SigningRefused("There is no private key for this address here; it can only be watched.")
    if account.trouble is not None:
        raise WalletTrouble(account.trouble)


async def check(signer: str, account: Account, password: str, facts: ChainFacts | None) -> None:
    """Have a new process of this module open the account's key file. A caller that is cancelled ends it.

    Raises WrongPassword, SigningRefused or WalletTrouble.
    """
    if facts is None:
        raise WalletTrouble("The signer does not know the chain yet. Wait until the network is connected.")
    try:
        child = await Child.start(isolated(signer, needs=("bittensor_core", "msgspec")))
    except ChildTrouble as error:
        raise WalletTrouble(f"{error} Close something and try again.") from error
    try:
        await _asked(child, signer_translation.chain_description(facts), _DESCRIBE_SECONDS)
        answer = await _asked(child, signer_translation.password_request(account, password), _CHECK_SECONDS)
    finally:
        await child.end()
    if not isinstance(answer, PasswordRight) or answer.address != account.address:
        raise WalletTrouble("The signer answered something else than it was asked. Nothing was signed.")


async def _asked(child: Child, request: SignerRequest, deadline: float) -> object:
    """The answer to one request. Raises the error of a refusal, or WalletTrouble."""
    try:
        answer = ANSWERS.read(await child.ask(frame_of(request), deadline))
    except UnreadableFrame as error:
        raise WalletTrouble("What was typed holds characters that are none.") from error
    except ChildTrouble as error:
        raise WalletTrouble(_ENDED) from error
    if isinstance(answer, SigningRefusal):
        raise signer_translation.error_of_refusal(answer)
    return answer
