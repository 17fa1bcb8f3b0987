"""Actions of the app that open palette, command line, help, themes and drills; each screen is imported when wanted."""

from textual import work

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseScreen
from dtao_tui.services.alerts.alert_teller import AlertFired
from dtao_tui.services.alerts.alert_watch import AlertNotice, AlertsChanged
from dtao_tui.widgets.keys.command import line_name
from dtao_tui.widgets.keys.key_table import COMMANDS, EVERYWHERE, SETTINGS
from dtao_tui.widgets.keys.order_keys import SLICES
from dtao_tui.widgets.text_lines import wrapped

TOAST_CELLS = 54
"""Cells of a line in a message at the edge of the screen."""


_SETTINGS_KEY = next(command for command in COMMANDS[EVERYWHERE] if command.id == "settings")


class AppCommands(AppState):
    """The app with the actions that find commands by name."""

    def tell_setting_faults(self) -> None:
        """Tell a person what of the settings file is not followed, and why: all of it, as far as it has room."""
        faults = self.setting_faults
        settings_key = self.changed_keys.shown(_SETTINGS_KEY).key_words
        rows = [len(wrapped(fault, TOAST_CELLS)) for fault in faults]
        most = self.size.height // 2
        told = max((number for number in range(1, len(rows) + 1) if sum(rows[:number]) <= most), default=1)
        more = [f"And {len(faults) - told} more: {settings_key} shows all."] if told < len(faults) else []
        if faults:
            words = "\n".join([*faults[:told], *more])
            self.notify(words, title="Not followed in your settings", severity="warning", markup=False, timeout=20)

    def action_limits(self) -> None:
        """Change the spend limits of the chosen account."""
        self.show_limits(self.parts.session.chosen)

    def show_limits(self, account: Account | None) -> None:
        """Let a person change what an account may spend."""
        self._change_limits(account)

    @work(group="limits", exclusive=True, exit_on_error=True)
    async def _change_limits(self, account: Account | None) -> None:
        from dtao_tui.screens.wallets.guard_flows import change_limits

        await change_limits(self, account)

    @work(group="read-only", exclusive=True, exit_on_error=True)
    async def action_read_only(self) -> None:
        """Sign nothing from now on, or leave that."""
        from dtao_tui.screens.wallets.guard_flows import switch_read_only

        await switch_read_only(self)

    @work(group="rate", exclusive=True, exit_on_error=True)
    async def action_rate(self) -> None:
        """Type a rate of TAO in a currency, by which totals are told, or take it away."""
        from dtao_tui.screens.portfolio.fiat_flow import ask_for_rate

        await ask_for_rate(self)

    def action_show_plan(self) -> None:
        """Show the plan under way, else the last one."""
        from dtao_tui.screens.plans.plan_flow import show_plan

        show_plan(self)

    async def action_make_plan(self, mode: str, plan: str) -> None:
        """Begin a plan on the first screen of the mode in which it is put together."""
        if self.current_mode != mode or len(self.screen_stack) > 1:
            await self.run_action(f"go('{mode}')")
        # A screen that is new does it once it is composed and shows a block.
        self.screen.call_later(self.screen.run_action, plan)

    def action_slices(self) -> None:
        """Slice an order on the chosen subnet, else on one that is asked for."""
        from dtao_tui.screens.commands.palette import PaletteScreen
        from dtao_tui.screens.commands.palette_entries import slices_of, subnet_entries

        netuid = self.screen.traded_netuid if isinstance(self.screen, BaseScreen) else None
        if netuid is not None:
            slices_of(self, netuid)
        else:
            self.push_screen(PaletteScreen(tuple(subnet_entries(self, SLICES.name)), "Slices: which subnet?"))

    def action_alerts(self) -> None:
        """Show the alerts, or leave them; a new one begins with the subnet that is shown alone."""
        from dtao_tui.screens.alerts.alerts_screen import AlertsScreen
        from dtao_tui.screens.subnet.subnet_screen import SubnetScreen

        if isinstance(self.screen, AlertsScreen):
            self.pop_screen()
        else:
            netuid = self.screen.netuid if isinstance(self.screen, SubnetScreen) else None
            self.push_screen(AlertsScreen(netuid))

    def action_settings(self) -> None:
        """Show the settings, or leave them."""
        if isinstance(self.screen, BaseScreen) and SETTINGS in self.screen.own_scopes:
            self.pop_screen()
        else:
            self.push_screen(lazy_screens.settings())

    def show_alerts(self, _: AlertsChanged) -> None:
        """Show what is known of alerts."""
        self.alert_changes += 1

    def tell_alert_notice(self, notice: AlertNotice) -> None:
        """Tell a person what is wrong with the record of alerts; everything else goes on."""
        self.notify(notice.sentence, title="Alerts", severity="warning", markup=False, timeout=12)

    def tell_alert(self, fired: AlertFired) -> None:
        """Tell a person that an alert has fired, as it says."""
        from dtao_tui.domain.alerts.alert_text import firing_sentence

        alert = fired.alert
        if alert.shows_toast:
            condition = self.parts.alerts.register.condition(alert)
            words = firing_sentence(alert, fired.kept.firing, condition)
            self.notify(words, title=f"! {alert.name}", severity="warning", markup=False, timeout=15)
        if alert.rings_bell:
            self.bell()

    async def action_tape(self) -> None:
        """Show the tape of the chosen subnet, else of one that is asked for, or close the one that is shown."""
        from dtao_tui.screens.commands.palette import PaletteScreen
        from dtao_tui.screens.commands.palette_entries import tape_entries
        from dtao_tui.screens.subnet.tape_host import TapeHost

        netuid = self.screen.traded_netuid if isinstance(self.screen, BaseScreen) else None
        if isinstance(self.screen, TapeHost):
            await self.screen.toggle_tape()
        elif netuid is not None:
            self.push_screen(lazy_screens.tape(netuid))
        elif isinstance(self.screen, BaseScreen):
            self.push_screen(PaletteScreen(tuple(tape_entries(self)), "Tape: of which subnet?"))

    def action_backfill(self) -> None:
        """Show the backfill, or what is asked before one."""
        from dtao_tui.screens.market.backfill_dialog import show_backfill

        show_backfill(self)

    def action_drills(self) -> None:
        """Show the list of drills."""
        from dtao_tui.screens.training.drill_flow import choose_drill

        choose_drill(self)

    def end_or_ask(self) -> None:
        """End the program; while an order is on its way or a plan runs, say what becomes of it and ask."""
        from dtao_tui.screens.commands.quit_dialog import ask_to_leave, reasons_to_stay

        reasons = reasons_to_stay(self.orders, has_plan=self.parts.plans.running is not None)
        if reasons:
            ask_to_leave(self, reasons)
        else:
            self.exit()

    @work(group="since", exclusive=True, exit_on_error=True)
    async def tell_since(self, *, is_asked: bool) -> None:
        """Show what happened since the last look."""
        from dtao_tui.screens.market.since_flow import tell_since

        await tell_since(self, is_asked=is_asked)

    async def action_since(self) -> None:
        """Show what happened since the last look, above the market."""
        if self.current_mode != "market" or len(self.screen_stack) > 1:
            await self.run_action("go('market')")
        self.tell_since(is_asked=True)

    def action_since_statement(self) -> None:
        """Show what was gained since the last look, and why."""
        from dtao_tui.screens.market.since_flow import show_statement

        show_statement(self)

    def hide_since(self) -> bool:
        """Take the panel of the last look away; whether there was one."""
        from dtao_tui.screens.market.since_flow import hide_since

        return hide_since(self)

    def action_tour(self) -> None:
        """Begin the tour for newcomers, or end it."""
        from dtao_tui.screens.training.tour_flow import begin_or_end_tour

        begin_or_end_tour(self)

    def action_command_palette(self) -> None:
        """Search all commands and subnets."""
        from dtao_tui.screens.commands.palette import PaletteScreen
        from dtao_tui.screens.commands.palette_entries import command_entries

        if isinstance(self.screen, BaseScreen):
            self.push_screen(PaletteScreen(tuple(command_entries(self.screen)), "Search for commands…"))

    def action_command_line(self) -> None:
        """Type a command by its name."""
        from dtao_tui.screens.commands.command_line import CommandLine

        if isinstance(self.screen, BaseScreen):
            self.push_screen(CommandLine(self.screen))

    def action_ask_subnet(self, op: str) -> None:
        """Ask for the subnet of an operation, and open its ticket there."""
        from dtao_tui.screens.commands.palette import PaletteScreen
        from dtao_tui.screens.commands.palette_entries import subnet_entries

        entries = tuple(subnet_entries(self, line_name(OPERATIONS[Op(op)].title)))
        self.push_screen(PaletteScreen(entries, f"{OPERATIONS[Op(op)].title}: which subnet?"))

    def action_change_theme(self) -> None:
        """Search all themes."""
        from dtao_tui.screens.commands.palette import PaletteScreen
        from dtao_tui.screens.commands.palette_entries import theme_entries

        self.push_screen(PaletteScreen(tuple(theme_entries(self)), "Search for themes…"))

    def action_help(self) -> None:
        """Show the help, or leave it."""
        from dtao_tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        else:
            scopes = self.screen.scopes if isinstance(self.screen, BaseScreen) else ()
            self.push_screen(HelpScreen(scopes))
