"""AppState: base class of the app with the context and the reactive state that screens watch."""

import asyncio

from rich.console import RenderableType
from textual.reactive import var

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.last_look import SinceReport
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.session_prices import SessionPrices
from dtao_tui.palettes import NIGHT
from dtao_tui.screens.held_keys import HeldKeys
from dtao_tui.screens.textual_internals import CrashWithoutLocals
from dtao_tui.screens.theme import theme_fault
from dtao_tui.services.context import AppContext
from dtao_tui.services.feed import Interruption
from dtao_tui.settings_memory import ThemeMemory
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.training.drill_guide import Task
from dtao_tui.widgets.keys.changed_keys import changed_keys

MODES = ("market", "portfolio", "activity", "wallets")
"""The modes in the order of their keys 1 to 4."""


class AppState(CrashWithoutLocals):
    """The app as screens see it. Screens watch its reactives and never change them, but for `orders`."""

    snapshot: var[Snapshot | None] = var(None, init=False)
    """The newest block, or None before the first."""

    interruption: var[Interruption | None] = var(None, init=False)
    """Why no block comes now, or None."""

    orders: var[tuple[Order, ...]] = var((), init=False)
    """The journal, newest first; set from the desk after an order was placed or reconciled."""

    plan_changes: var[int] = var(0, init=False)
    """Counts the changes of plans; screens that show one follow it."""

    past_reads: var[int] = var(0, init=False)
    """Counts how often a past came to be known between two blocks."""

    alert_changes: var[int] = var(0, init=False)
    """Counts the changes of alerts; the screen that shows them follows it."""

    tape_changes: var[int] = var(0, init=False)
    """Counts the changes of the tape; screens that show it follow it."""

    money_changes: var[int] = var(0, init=False)
    """Counts what happened to the accounts' money; screens that tell costs or gains follow it."""

    drill: var[Task | None] = var(None, init=False)
    """What is to be done in the drill that is on, or None."""

    since: var[SinceReport | None] = var(None, init=False)
    """What the panel tells of the time since the last look; None while it is not shown."""

    beats: var[int] = var(0, init=False)
    """Seconds since the start; screens tick with it."""

    def __init__(self, parts: AppContext) -> None:
        super().__init__()
        self.parts = parts
        self.prices: SessionPrices = parts.prices
        if parts.settings.calm:
            self.animation_level = "none"
        self.changed_keys = changed_keys(parts.settings.keys)
        self.set_keymap(self.changed_keys.keymap())
        self.held_keys = HeldKeys(self)
        self.news = asyncio.Event()
        """Set by each new block and each change of the orders; who waits for it clears it first."""

        self.is_ending = False
        """Whether the app was told to end; screens then go without anyone's doing."""

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End the app."""
        self.is_ending = True
        super().exit(result, return_code, message)

    @property
    def setting_faults(self) -> tuple[str, ...]:
        """What of the settings file is not followed, one sentence each; what keeps the app from opening is none."""
        theme = theme_fault(self.parts.settings.theme)
        return (*((theme,) if theme else ()), *self.changed_keys.faults)

    def wanted_theme(self) -> str:
        """The theme of the settings, else the one last chosen, else the app's own dark one."""
        settings = self.parts.settings
        wanted = settings.theme or ThemeMemory(settings.places.theme).load()
        return wanted if wanted and self.get_theme(wanted) else NIGHT

    def choose_theme(self, name: str) -> None:
        """Take a theme, now and at the next start."""
        self.theme = name
        settings = self.parts.settings
        try:
            ThemeMemory(settings.places.theme).remember(name)
        except OSError as error:
            self.notify(f"The theme cannot be remembered: {error.strerror}.", title="Theme", markup=False)
            return
        if settings.theme not in ("", name):
            self.notify(
                self.changed_keys.worded(
                    f"The settings file names {settings.theme}, so the next start takes that; {{settings}} changes it."
                ),
                title="Theme",
                markup=False,
            )

    def watch_snapshot(self) -> None:
        """Tell who waits for a block."""
        self.news.set()

    def watch_orders(self) -> None:
        """Tell who waits for an order."""
        self.news.set()

    async def place(self, draft: Draft, snapshot: Snapshot) -> bool:
        """Review a draft of a screen without a ticket, and place it once confirmed; to be awaited in a worker.

        The app implements it. Raises NotPlaced and Trouble where nothing was signed.
        """
        raise NotImplementedError

    def show_limits(self, account: Account | None) -> None:
        """Let a person change what an account may spend; the app implements it."""
        raise NotImplementedError

    @property
    def holdings(self) -> Holdings | None:
        """What the chosen account has at the newest block."""
        account = self.parts.session.chosen
        return self.snapshot.holdings_of(account.address) if self.snapshot and account else None
