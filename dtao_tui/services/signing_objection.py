"""Why an account cannot sign on a chain at all, whatever the order is."""

from dtao_tui.domain.accounts import Account, AccountKind, shortened
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.networks import FINNEY_GENESIS
from dtao_tui.settings import PRACTICE


def signing_objection(account: Account | None, facts: ChainFacts | None) -> str:
    """The reason as a sentence, or empty; being locked is none. Without facts nothing is connected yet."""
    if account is None:
        return "There is no account yet; make one in Wallets."
    if account.trouble:
        return account.trouble
    if account.kind is AccountKind.WATCH:
        return f"{account.name} is watched only: its private key is not here, so nothing can be signed."
    holder = account.keyholder
    if holder.trouble:
        return holder.trouble
    if holder.kind is AccountKind.WATCH:
        return (
            f"The key of the proxy {shortened(holder.address)} of {account.name} is not among the wallets here, "
            "so nothing can be signed."
        )
    return _objection_on(holder, facts)


def _objection_on(holder: Account, facts: ChainFacts | None) -> str:
    """Why this account's key does not sign on this chain."""
    if facts is None:
        return "Not connected yet."
    if not facts.is_trusted:
        return "This endpoint serves another chain than the one that was asked for; nothing is signed."
    if holder.kind is AccountKind.PRACTICE and facts.network != PRACTICE:
        return "The practice account signs on the practice network only."
    if facts.genesis == FINNEY_GENESIS and (holder.warning or not holder.is_encrypted):
        return holder.warning or "This key file is not encrypted; on mainnet it is not used."
    return ""
