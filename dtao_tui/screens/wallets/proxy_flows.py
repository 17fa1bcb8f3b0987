"""How a coldkey comes to be traded by a key of this machine, as its staking proxy; each flow is awaited in a worker."""

from textual.app import App

from dtao_tui.domain.accounts import Account, AccountKind, OwnerAddress, ProxyGrant, SignerAddress, shortened
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import Trouble
from dtao_tui.ports.networks import NetworkKind
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.dialog import network_kind
from dtao_tui.screens.forms import Answers, Ask, Form, FormScreen
from dtao_tui.screens.wallets.proxy_command import ProxyCommandDialog
from dtao_tui.screens.wallets.unlock_screen import make_able_to_sign
from dtao_tui.screens.wallets.wallet_flows import make_wallet, scheme_ask
from dtao_tui.services.context import AppContext
from dtao_tui.services.trading_desk import NotPlaced
from dtao_tui.trading.ticket.ticket_draft import Ticket

NEW_KEY = "new"
REMOVE = "remove "
"""Before the address in the id of a choice that takes a proxy back."""

_LETTERS = "bcdefghilmopqrstuvwxyz"
"""Letters of choices; j and k move the cursor, and a and n have a meaning of their own."""

WORDS = (
    "A staking proxy trades a coldkey's stake and transfers nothing. Here its key signs and pays the fees; "
    "the coldkey's key stays where it is."
)

UNREAD = "Which keys may act for this coldkey was not read yet; it comes with the next block."
UNPROVEN = (
    "Which keys may act for it, this endpoint alone tells: no second one is asked, so as not to give it your address."
)

WORDS_ELSEWHERE = (
    "Where its own key is in Polkadot Vault or on a machine without a network, name how that signs: orders go there "
    "as QR codes or files, and their signatures come back. A Ledger at this machine is added by i, Import."
)


async def trade_by_proxy(desk: AppState, account: Account) -> Account | None:
    """Let a key of this machine sign for the coldkey of an account; the new account, or None where it was left.

    Where the coldkey's own key is here, it is made a proxy, or taken back, by an order of the coldkey.
    """
    chosen = await _chosen(desk, account)
    if chosen is None:
        return None
    if chosen.startswith(REMOVE):
        await _ordered(desk, account, Op.REMOVE_PROXY, chosen.removeprefix(REMOVE))
        return None
    holder = await _key(desk, chosen)
    if holder is None or not await _is_ready(desk, account, holder):
        return None
    known = next(
        (a for a in desk.parts.session.accounts if (a.owner, a.signer) == (account.owner, holder.signer)), None
    )
    if known is not None:
        return known
    name = account.name if account.kind is AccountKind.WATCH else f"{account.name} by {holder.name}"
    return _added(desk, desk.parts, name, account.owner, holder)


async def add_by_proxy(desk: AppState, name: str, owner: OwnerAddress, proxy: str) -> Account | None:
    """Add a coldkey that is elsewhere, traded by the key of this name or address; None where it was left."""
    holder = key_named(desk.parts, proxy)
    if holder is None or not await _is_known_or_told(desk, owner, holder):
        return None
    return _added(desk, desk.parts, name, owner, holder)


def keys_here(parts: AppContext) -> tuple[Account, ...]:
    """The accounts whose own key is on this machine."""
    able = (account for account in parts.session.accounts if account.can_sign)
    return tuple(account for account in able if not (account.is_proxied or account.signs_elsewhere))


def key_named(parts: AppContext, text: str) -> Account | None:
    """The account of this name or address whose own key is on this machine, or None."""
    wanted = text.strip()
    return next((account for account in keys_here(parts) if wanted in (account.name, account.address)), None)


def proxy_ask(parts: AppContext, address_at: int) -> Ask:
    """The field for a proxy: a wallet of this machine by name or address, or nothing."""

    def objection(answers: Answers) -> str | None:
        typed = answers[-1].strip()
        if not typed:
            return None
        holder = key_named(parts, typed)
        if holder is None:
            return "There is no key of this name or address here. Leave it empty to look only."
        if holder.address == answers[address_at].strip():
            return "An account cannot be its own proxy."
        return None

    return Ask("Staking proxy", "text", "empty, or the name of a wallet here", objection)


async def _chosen(desk: AppState, account: Account) -> str | None:
    """What a person chose: the address of a key here, a new key, or a proxy to remove."""
    told = grants_of(desk, account.owner)
    grants = None if told is None else {grant.delegate for grant in told if grant.can_trade}
    # Two wallets may have the same key, which is one choice.
    others = {key.address: key for key in keys_here(desk.parts) if key.address != account.address}.values()
    letters = iter(_LETTERS)
    choices = [
        DialogChoice(key.address, letter, key.name, f"{shortened(key.address)}   {_standing(key, account, grants)}")
        for key, letter in zip(others, letters, strict=False)
    ]
    choices.append(DialogChoice(NEW_KEY, "n", "New key", "Make a wallet for it; put some TAO there for the fees."))
    if account.can_sign and not account.is_proxied:
        choices += [
            DialogChoice(
                f"{REMOVE}{delegate}", letter, f"Remove {shortened(delegate)}", "It trades nothing from then on."
            )
            for delegate, letter in zip(sorted(grants or ()), letters, strict=False)
        ]
    note = UNREAD if told is None else "" if network_kind(desk.parts) is NetworkKind.PRACTICE else UNPROVEN
    dialog = ChoiceDialog(desk.parts, "Trade by proxy", choices, aside=account.name, note=note)
    return await desk.push_screen_wait(dialog)


def _standing(key: Account, account: Account, grants: set[SignerAddress] | None) -> str:
    """What choosing a key does; `grants` is None where they were not read."""
    if grants is None:
        return "not read yet whether it is one"
    if key.signer in grants:
        return "is its staking proxy"
    return "an order makes it one" if account.can_sign else "its key is here"


async def _key(desk: AppState, chosen: str) -> Account | None:
    """The chosen key: one of this machine, or a new one."""
    if chosen == NEW_KEY:
        made = await make_wallet(desk, desk.parts)
        desk.parts.session.refresh()
        return made
    return next((key for key in keys_here(desk.parts) if key.address == chosen), None)


async def _is_ready(desk: AppState, account: Account, holder: Account) -> bool:
    """Whether the key is a proxy of the coldkey, was made one by an order, or will be made one elsewhere."""
    is_known = _is_known(desk, account.owner, holder)
    if account.can_sign and not account.is_proxied and is_known is None:
        desk.notify(UNREAD, title="Nothing was signed", severity="warning", markup=False)
        return False
    if account.can_sign and not account.is_proxied and not is_known:
        return await _ordered(desk, account, Op.ALLOW_PROXY, holder.address)
    return await _is_known_or_told(desk, account.owner, holder)


async def _is_known_or_told(desk: AppState, owner: OwnerAddress, holder: Account) -> bool:
    """Whether the chain knows the key as a proxy, or a person goes on after seeing how to make it one."""
    is_known = _is_known(desk, owner, holder)
    if is_known:
        return True
    dialog = ProxyCommandDialog(desk.parts, owner, holder, is_read=is_known is not None)
    wanted: bool | None = await desk.push_screen_wait(dialog)
    return wanted is True


def _is_known(desk: AppState, owner: OwnerAddress, holder: Account) -> bool | None:
    """Whether the endpoint in use says that the key is a staking proxy of the coldkey; None where it was not read."""
    grants = grants_of(desk, owner)
    if grants is None:
        return None
    return any(grant.delegate == holder.address and grant.can_trade for grant in grants)


async def _ordered(desk: AppState, account: Account, op: Op, delegate: str) -> bool:
    """Whether an order of the coldkey about this key was confirmed; it is reviewed and placed like any other."""
    parts, snapshot = desk.parts, desk.snapshot
    if snapshot is None:
        return False
    try:
        parts.session.choose(account.address, account.name, account.signer)
        if not await make_able_to_sign(desk, parts):
            return False
        await parts.desk.network_fee(op, account)
        ticket = Ticket(op, snapshot.subnets[ROOT].id, {}, "", str(parts.settings.tolerance), recipient=delegate)
        draft = parts.desk.draft(ticket, snapshot)
        return await desk.place(draft, snapshot)
    except (Trouble, NotPlaced) as trouble:
        desk.notify(str(trouble), title="Nothing was signed", severity="warning", markup=False, timeout=12)
        return False


def grants_of(desk: AppState, owner: OwnerAddress) -> tuple[ProxyGrant, ...] | None:
    """What the chain said last of the keys that may act for a coldkey; None where that was not read."""
    holdings = desk.snapshot.holdings_of(owner) if desk.snapshot else None
    return holdings.proxies if holdings else None


def what_stays(desk: AppState, account: Account) -> str:
    """What the chain still lets the proxy of a removed account do, as a sentence behind another; else empty."""
    is_known = _is_known(desk, account.owner, account.keyholder) if account.is_proxied else False
    if is_known is False:
        return ""
    still = "The chain still lets" if is_known else "It was not read whether the chain still lets"
    by = desk.changed_keys.worded("{wallets.proxy}")
    return (
        f" {still} {account.keyholder.name} trade it: remove the proxy where the coldkey is, by {by} in "
        "Wallets or “btcli tx remove-proxy”."
    )


def _added(app: App[None], parts: AppContext, name: str, owner: OwnerAddress, holder: Account) -> Account | None:
    try:
        return parts.wallets.watch(name, owner, holder.address)
    except Trouble as trouble:
        app.notify(str(trouble), title="Nothing was added", severity="warning", markup=False)
        return None


async def ask_for_address(desk: AppState) -> Account | None:
    """Ask for an address to look at, to trade by a proxy of this machine, or to sign for on another device."""
    parts = desk.parts
    asks = (
        Ask("Name", "text", "such as cold storage", lambda a: None if a[0].strip() else "Give it a name."),
        Ask("Address", "text", "5…", lambda a: parts.wallets.address_trouble(a[1].strip())),
        proxy_ask(parts, 1),
        scheme_ask(),
    )
    form = Form("Add an address", asks, "Add", f"Everything of it can be seen. {WORDS} {WORDS_ELSEWHERE}")
    answers = await desk.push_screen_wait(FormScreen(parts, form))
    if answers is None:
        return None
    name, address, proxy, scheme = (answer.strip() for answer in answers)
    if proxy and not scheme:
        return await add_by_proxy(desk, name, OwnerAddress(address), proxy)
    try:
        return parts.wallets.watch(name, address, proxy, scheme.lower())
    except Trouble as trouble:
        desk.notify(str(trouble), title="The address is not watched", severity="warning", markup=False)
        return None
