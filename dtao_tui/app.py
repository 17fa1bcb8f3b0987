"""Textual app: modes, keys, theme and the subscription to blocks. Everything else is on the screens."""

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, ClassVar

from textual import events, on, work
from textual.actions import ActionParseResult
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.screen import Screen

from dtao_tui.domain.market import Snapshot
from dtao_tui.processes import job_control
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.base import BaseModal, BaseScreen
from dtao_tui.screens.commands.app_commands import AppCommands
from dtao_tui.screens.market.market_screen import MarketScreen
from dtao_tui.screens.secret_cleanup import SecretsHandled, forgetful, overwrite_secrets
from dtao_tui.screens.theme import CachedStylesheet, own_themes, variables_for
from dtao_tui.services.alerts.alert_teller import AlertFired
from dtao_tui.services.alerts.alert_watch import AlertNotice, AlertsChanged
from dtao_tui.services.block_events.market_tape import TapeUnread, TradesSeen
from dtao_tui.services.context import AppContext
from dtao_tui.services.feed import Interruption
from dtao_tui.services.gc_schedule import GcSchedule
from dtao_tui.services.history.market_memory import PastRead
from dtao_tui.services.history.recorder import RecorderNotice
from dtao_tui.services.hub import OrdersReconciled, PlansChanged, SubscriberFailed
from dtao_tui.services.ledger.ledger_recorder import LedgerChanged
from dtao_tui.styling import sheets
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.training import tour_guide
from dtao_tui.widgets.keys.key_bindings import OPENING_ACTIONS, bindings
from dtao_tui.widgets.keys.key_table import EVERYWHERE

PRELOAD_SECONDS = 0.3
"""After the first block is on the screen."""

NO_SHELL = "No shell started this program as a job, so none could continue it. {quit} leaves it."

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)

_LOG = logging.getLogger(__name__)


class DtaoApp(AppCommands):
    """A desk for moving between TAO and subnet alpha."""

    TITLE = "dtao-tui"
    CSS_PATH: ClassVar[list[str | PurePath]] = [*sheets()]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "market": MarketScreen,
        "portfolio": lazy_screens.portfolio,
        "activity": lazy_screens.activity,
        "wallets": lazy_screens.wallets,
    }
    DEFAULT_MODE = "market"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-broad")]  # noqa: RUF012 - Textual types it as an instance variable
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-middle"), (42, "-tall")]  # noqa: RUF012 - as above
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, parts: AppContext, *, offers_tour: bool = False) -> None:
        """`offers_tour` begins with the line that offers a newcomer the tour."""
        super().__init__(parts)
        self._offers_tour = offers_tour
        self._gc_schedule = GcSchedule()
        self.stylesheet = CachedStylesheet(variables=self.get_css_variables())
        dark, light = own_themes(self.console.color_system)
        self.register_theme(dark)
        self.register_theme(light)
        self.theme = self.wanted_theme()

    def get_driver_class(self) -> type[Driver]:
        """The terminal driver, without the buffers that would hold typed secrets."""
        return forgetful(super().get_driver_class())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The theme variables of this app for the current theme."""
        return variables_for(self.current_theme)

    def on_mount(self) -> None:
        """Start the clock and the subscription to blocks, and handle the signals that end the program."""
        for ending in ENDING_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(ending, self.end)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, self.pause)
        self.set_interval(1.0, self.beat)
        self._gc_schedule.begin()
        self.orders = self.parts.desk.orders
        if self._offers_tour:
            self.drill = tour_guide.OFFER
        self.tell_setting_faults()
        self.follow_the_chain()

    async def on_unmount(self) -> None:
        """Stop a plan, lock the key, drop the subscribers, end the record, and leave the second endpoint."""
        self._gc_schedule.end()
        await self.parts.plans.stop_now()
        await self.parts.session.lock()
        await self.parts.hub.close()
        await self.parts.looks.close()
        await self.parts.events.close()
        if self.parts.backfills is not None:
            await self.parts.backfills.cancel()
        await self.parts.tape_recorder.close()
        await self.parts.dividends.close()
        await self.parts.recorder.close()
        await self.parts.account_ledger.close()
        await self.parts.alerts.close()
        await self.parts.notes.close()
        await self.parts.desk.safeguards.close()

    def end(self) -> None:
        """End in order: the key is locked and the terminal restored."""
        self.exit()

    @work(group="pause", exclusive=True, exit_on_error=True)
    async def pause(self, stop: Callable[[], None] = job_control.stop_alone) -> None:
        """Lock the key, restore the terminal and stop until this process is continued (SIGCONT)."""
        await self.parts.session.lock()
        loop = asyncio.get_running_loop()
        # Stopping the whole job by SIGTSTP shall stop this process, too, not ask it to pause once more.
        loop.remove_signal_handler(signal.SIGTSTP)
        # Textual's driver resumes at SIGCONT, too: a late one would start a second reader of keys, and quitting hang.
        at_continue = signal.signal(signal.SIGCONT, signal.SIG_IGN)
        try:
            with self.suspend():
                stop()
        finally:
            signal.signal(signal.SIGCONT, at_continue or signal.SIG_DFL)
        loop.add_signal_handler(signal.SIGTSTP, self.pause)
        self.beats += 1

    def beat(self) -> None:
        """Do what is due each second: lock an idle key, update ages, collect garbage."""
        if self.parts.session.tick():
            self.notify("Locked, since nobody was here.", title="Wallet", markup=False)
        self.beats += 1
        if self._gc_schedule.tick():
            self.overwrite_secrets()

    @on(SecretsHandled)
    def forget_secrets(self) -> None:
        """Schedule the overwriting of a secret that was typed and used."""
        self._gc_schedule.forget_soon()

    @work(group="forget", exclusive=True, exit_on_error=True)
    async def overwrite_secrets(self) -> None:
        """Overwrite freed memory of this process, where passwords and phrases were."""
        await overwrite_secrets()

    @work(group="feed", exclusive=True, exit_on_error=True)
    async def follow_the_chain(self) -> None:
        """Subscribe to the hub behind the services, and run it."""
        hub = self.parts.hub
        hub.subscribe(Snapshot, self.TITLE, self.take, is_vital=True)
        hub.subscribe(Interruption, self.TITLE, self.interrupt, is_vital=True)
        hub.subscribe(OrdersReconciled, self.TITLE, self.show_orders, is_vital=True)
        hub.subscribe(PlansChanged, self.TITLE, self.show_plans, is_vital=True)
        hub.subscribe(SubscriberFailed, self.TITLE, self.tell_failure, is_vital=True)
        hub.subscribe(PastRead, self.TITLE, self.show_past, is_vital=True)
        hub.subscribe(TradesSeen, self.TITLE, self.show_tape, is_vital=True)
        hub.subscribe(TapeUnread, self.TITLE, self.show_tape, is_vital=True)
        hub.subscribe(RecorderNotice, self.TITLE, self.tell_notice, is_vital=True)
        hub.subscribe(AlertsChanged, self.TITLE, self.show_alerts, is_vital=True)
        hub.subscribe(LedgerChanged, self.TITLE, self.show_money, is_vital=True)
        hub.subscribe(AlertFired, self.TITLE, self.tell_alert, is_vital=True)
        hub.subscribe(AlertNotice, self.TITLE, self.tell_alert_notice, is_vital=True)
        await hub.run()

    def take(self, snapshot: Snapshot) -> None:
        """Show a new block."""
        self.interruption = None
        is_first = self.snapshot is None
        self.snapshot = snapshot
        if is_first:
            self._gc_schedule.set_aside()
            self.set_timer(PRELOAD_SECONDS, lazy_screens.preload)
            self.tell_since(is_asked=False)

    def interrupt(self, interruption: Interruption) -> None:
        """Show that no block comes now."""
        self.interruption = interruption

    def show_orders(self, _: OrdersReconciled) -> None:
        """Show what the chain said about open orders."""
        self.orders = self.parts.desk.orders

    def show_plans(self, _: PlansChanged) -> None:
        """Show what happens to a plan, and to the orders of its steps."""
        self.orders = self.parts.desk.orders
        self.plan_changes += 1

    def show_past(self, _: PastRead) -> None:
        """Show the newest block again, with the past that is known now."""
        self.past_reads += 1

    def show_tape(self, _: TradesSeen | TapeUnread) -> None:
        """Show the trades of another block."""
        self.tape_changes += 1

    def show_money(self, _: LedgerChanged) -> None:
        """Something happened to the accounts' money."""
        self.money_changes += 1

    def tell_failure(self, failure: SubscriberFailed) -> None:
        """Tell a person that a service failed; blocks go on being shown."""
        words = f"{failure.name} has failed; the log says more. Everything else goes on."
        self.notify(words, severity="warning", markup=False, timeout=12)

    def tell_notice(self, notice: RecorderNotice) -> None:
        """Tell a person why the market is not recorded; everything else goes on."""
        self.notify(notice.sentence, title="Record", severity="warning", markup=False, timeout=12)

    async def on_event(self, event: events.Event) -> None:
        """Count keys, pastes and the mouse as activity; nothing else delays the automatic lock."""
        if isinstance(event, (events.Key, events.Paste, events.MouseEvent)):
            self.parts.session.touch()
            self._gc_schedule.disturb()
        if self.held_keys.takes(event):
            event.stop()
            return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Say of a key that nothing takes that it does nothing."""
        screen = self.held_keys.top
        if isinstance(screen, BaseScreen):
            screen.tell_unused_key(event)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action. Keys typed before its dialog is mounted are held for that dialog."""
        if action not in OPENING_ACTIONS:
            return await super().run_action(action, default_namespace, namespaces)
        before, workers = self.held_keys.top, set(self.workers)
        is_run = await super().run_action(action, default_namespace, namespaces)
        if is_run:
            self.held_keys.until_screen_after(before, workers)
        return is_run

    async def action_go(self, mode: str) -> None:
        """Switch to a mode; from within one, return to its first screen."""
        if self.current_mode == mode:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        else:
            await self.switch_mode(mode)

    async def action_back(self) -> None:
        """Leave what is open within the screen on top, else that screen, if it is not the first."""
        screen = self.screen
        if isinstance(screen, BaseScreen) and await screen.leave_part():
            return
        if len(self.screen_stack) > 1:
            await self.pop_screen()
        elif self.hide_since():
            return
        elif self.drill is tour_guide.OFFER:
            self.drill = None

    async def action_back_or_quit(self) -> None:
        """Leave the screen on top, or the program; while an order is on its way, that is asked first."""
        if len(self.screen_stack) > 1:
            await self.pop_screen()
        else:
            self.end_or_ask()

    def action_suspend(self) -> None:
        """Stop this program, to be continued by the shell; where no shell could, say so."""
        if job_control.is_there():
            self.pause(job_control.stop_job)
        else:
            self.notify(self.changed_keys.worded(NO_SHELL), title="Not suspended", markup=False)

    async def action_lock(self) -> None:
        """Lock the key."""
        await self.parts.session.lock()
        self.beats += 1
        self.notify("The key is locked.", title="Wallet", markup=False)

    async def place(self, draft: Draft, snapshot: Snapshot) -> bool:
        """Review a draft of a screen without a ticket, and place it once confirmed."""
        from dtao_tui.screens.orders.order_flow import review_and_place

        return await review_and_place(self, draft, snapshot, {}, lambda _words: None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the command palette above a dialog that shows or takes a secret."""
        if action == "command_palette" and isinstance(self.screen, BaseModal) and self.screen.is_secret:
            return False
        return super().check_action(action, parameters)
