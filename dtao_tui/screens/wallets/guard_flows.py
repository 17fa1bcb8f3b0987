"""Flows of the spend guard: setting limits, and switching read-only on and off; each is awaited in a worker."""

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import NotAnAmount, Tao
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.spending.spend_limits import NEVER, SpendLimits
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.forms import Answers, Ask, Form, FormScreen
from dtao_tui.screens.wallets.typed_password import TypedPasswordScreen
from dtao_tui.services.limit_settings import LimitSettings, LimitView

_NEVER = "never"
_WORDS = (
    "At the worst price, and in both directions: a sale counts what is sold, a transfer all that is given. Lower "
    "limits hold at once; to raise or remove one, the password is typed."
)
_LOOSER = "A higher limit, or none, takes the password."
_IN_DOUBT = "To go on with what is known of your limits and orders takes the password."
_FIELDS = ("order", "day", "reauth_above")


async def change_limits(app: AppState, account: Account | None) -> bool:
    """Show the limits of an account and save what is changed; True if something was saved."""
    facts, snapshot = app.parts.feed.facts, app.snapshot
    if account is None or not account.can_sign:
        app.notify("Limits belong to an account that can sign; choose one in Wallets.", markup=False)
        return False
    if facts is None or snapshot is None:
        app.notify("Not connected yet: limits are kept for each network.", markup=False)
        return False
    settings = LimitSettings(app.parts.desk, app.parts.session)
    try:
        view = await settings.view(account, facts, snapshot.block)
    except Trouble as trouble:
        app.notify(str(trouble), title="The limits cannot be read", severity="warning", markup=False, timeout=12)
        return False
    answers = await app.push_screen_wait(FormScreen(app.parts, _form(view), _given(view)))
    return answers is not None and await _save(app, settings, view, _limits(answers))


async def switch_read_only(app: AppState) -> None:
    """Sign nothing from now on; or, where that is so, sign again by the password."""
    session = app.parts.session
    if not session.read_only:
        await session.go_read_only()
        app.notify("Read-only: the key is locked, and nothing is signed.", title="Wallet", markup=False)
    elif await _leave_read_only(app):
        app.notify("Orders can be signed again.", title="Wallet", markup=False)
    app.beats += 1


async def _leave_read_only(app: AppState) -> bool:
    session = app.parts.session
    account = session.chosen
    if session.stays_read_only or account is None or not account.can_sign:
        app.notify(session.read_only, severity="warning", markup=False)
        return False
    holder = account.keyholder
    if not holder.has_password:
        await session.leave_read_only("")
        return True
    reason = "To sign orders again, type the password."
    return await app.push_screen_wait(TypedPasswordScreen(app.parts, holder, reason, session.leave_read_only))


async def _save(app: AppState, settings: LimitSettings, view: LimitView, limits: SpendLimits) -> bool:
    if settings.needs_password(view, limits):
        holder = view.spender.account.keyholder

        async def save(password: str) -> None:
            await settings.save(view, limits, password)

        reason = _IN_DOUBT if view.trouble else _LOOSER
        is_saved = await app.push_screen_wait(TypedPasswordScreen(app.parts, holder, reason, save))
    else:
        is_saved = await _saved_freely(app, settings, view, limits)
    if is_saved:
        app.notify(f"{_in_words(limits)} They hold for this account on {view.spender.facts.network}.", markup=False)
        app.beats += 1
    return is_saved


async def _saved_freely(app: AppState, settings: LimitSettings, view: LimitView, limits: SpendLimits) -> bool:
    try:
        await settings.save(view, limits)
    except Trouble as trouble:
        app.notify(str(trouble), title="The limits were not saved", severity="warning", markup=False, timeout=12)
        return False
    return True


def _form(view: LimitView) -> Form:
    above = "1 τ, or a tenth of what you have" if view.spender.is_mainnet else "no size"
    asks = (
        Ask("Per order, τ", "text", "no limit", lambda answers: _objection(view, answers)),
        Ask("In any 24 hours, τ", "text", "no limit", lambda answers: _objection(view, answers)),
        Ask("Type the password again above, τ", "text", above, lambda answers: _objection(view, answers)),
    )
    told = [view.trouble, _used(view), _WORDS, _named(view.named)]
    return Form("Spend limits", asks, "Save", "\n".join(line for line in told if line))


def _used(view: LimitView) -> str:
    allowance = view.allowance
    return "" if allowance.limits.day is None else f"Of the 24-hour limit, {allowance.fact}."


def _named(named: SpendLimits) -> str:
    """What the settings file says besides."""
    told = [f"{field} {with_unit(limit)}" for field in _FIELDS if (limit := getattr(named, field)) is not None]
    return f"Your settings file limits besides: {', '.join(told)}." if told else ""


def _given(view: LimitView) -> Answers:
    limits = view.allowance.limits
    return tuple(_typed(getattr(limits, field)) for field in _FIELDS)


def _typed(limit: Tao | None) -> str:
    """A limit as a person would type it."""
    if limit is None:
        return ""
    return _NEVER if limit == NEVER else str(limit).rstrip("0").removesuffix(".")


def _objection(view: LimitView, answers: Answers) -> str | None:
    """What is wrong with the last answer."""
    field = _FIELDS[len(answers) - 1]
    try:
        limit = _limit_of(field, answers[-1])
    except NotAnAmount as error:
        return str(error)
    named: Tao | None = getattr(view.named, field)
    if named is not None and (limit is None or limit > named):
        return f"Your settings file keeps this at {with_unit(named)}; raise it there first."
    return None


def _limit_of(field: str, text: str) -> Tao | None:
    """A typed limit; None is none. Raises NotAnAmount."""
    typed = text.strip().lower()
    if not typed:
        return None
    if field == "reauth_above" and typed == _NEVER:
        return NEVER
    return Tao.parse(typed)


def _limits(answers: Answers) -> SpendLimits:
    return SpendLimits(*(_limit_of(field, text) for field, text in zip(_FIELDS, answers, strict=True)))


def _in_words(limits: SpendLimits) -> str:
    if not limits.has_any:
        return "No spend limits."
    order = f"{with_unit(limits.order)} per order" if limits.order is not None else "no limit per order"
    day = f"{with_unit(limits.day)} in 24 hours" if limits.day is not None else "no limit in 24 hours"
    return f"Limits: {order}, {day}."
