"""Plain line mode, `dtao-tui --plain`: questions and orders as lines of text, for screen readers and plain terminals.

The same parts as the app's: one connection for the session, the same judgement, signer, journal and confirmation.
"""

import asyncio
import shlex
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from dtao_tui.cli import event_loop
from dtao_tui.cli.composition import connected_parts, joined, refuse_unknown_wallet
from dtao_tui.cli.console import Stopped, answer, complain
from dtao_tui.cli.orders.headless_trade import TradeWish, carried_out, newest_of, reviewed
from dtao_tui.cli.orders.order_arguments import OrderArguments, operation_named
from dtao_tui.domain.amounts import NotAnAmount
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.operations.operation_rows import OPERATIONS, ROW_OF
from dtao_tui.domain.text import quoted
from dtao_tui.domain.trades.operations import FieldKind, Ground
from dtao_tui.output import spoken_lines
from dtao_tui.ports.errors import NotConnected, Trouble
from dtao_tui.ports.networks import NetworkKind, kind_of
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.services.context import AppContext
from dtao_tui.services.trading_desk import NotPlaced
from dtao_tui.settings import Settings

SHOWN_SUBNETS = 20
MOST_ORDERS = 10
PROMPT = "dtao-tui> "

_HELP = (
    "market: the largest subnets; market all: every one; market NAME: those of that name or number",
    "subnet NUMBER: everything about one subnet",
    "portfolio: what this account holds, at the price and when sold now",
    "stake NUMBER AMOUNT, unstake NUMBER AMOUNT, lock NUMBER AMOUNT: an amount is 12.5, 25% or max",
    "swap NUMBER TO-NUMBER AMOUNT; move NUMBER AMOUNT hotkey ADDRESS; transfer NUMBER AMOUNT to ADDRESS",
    "exit NUMBER; pay AMOUNT to ADDRESS; claim; end-lock NUMBER",
    "behind an order can stand: tolerance PERCENT, hotkey ADDRESS, from ADDRESS, to ADDRESS, part, open",
    "try ORDER: its review, and nothing is signed",
    "orders: the last orders and how they stand",
    "account: which account this is; account NAME: use another",
    "lock-key: lock the key now",
    "quit",
)


def open_lines(settings: Settings) -> int:
    """Answer lines from standard input until its end or `quit`; the exit status. Raises Stopped, NotASetting."""
    with joined(settings) as parts:
        try:
            return event_loop.run(LineSession(parts).run())
        except Trouble as trouble:
            raise Stopped(str(trouble)) from trouble


class LineSession:
    """A session of typed lines, each answered by lines with one fact."""

    def __init__(self, parts: AppContext) -> None:
        self._parts = parts
        self._commands: Mapping[str, Callable[[Sequence[str]], Awaitable[None]]] = {
            "market": self._market,
            "subnet": self._subnet,
            "portfolio": self._portfolio,
            "orders": self._orders,
            "account": self._account,
            "lock-key": self._lock,
            "help": self._help,
            **{op.value.replace(" ", "-"): self._order_of(op.value.replace(" ", "-")) for op in OPERATIONS},
            "try": self._try,
        }

    async def run(self) -> int:
        """Connect, and answer until the end. Raises ChainTrouble where there is no connection to begin with."""
        refuse_unknown_wallet(self._parts.settings, self._parts.session.accounts)
        async with connected_parts(self._parts):
            facts = self._parts.market.facts
            stake = "money is real" if kind_of(facts.network) is NetworkKind.MAINNET else "nothing is at stake"
            _tell([f"dtao-tui on {facts.network}, {stake}" if facts.network != "test" else "dtao-tui on test"])
            _tell([f"Account: {self._account_name()}", "Type help for the commands"])
            while (line := await _typed_line()) is not None:
                if line in ("quit", "q"):
                    break
                if line:
                    await self._answer(line)
        return 0

    async def _answer(self, line: str) -> None:
        """One command; whatever is wrong with it is said, and the session goes on."""
        try:
            name, *words = shlex.split(line)
        except ValueError:
            complain("A quotation mark is missing.")
            return
        command = self._commands.get(name.lower())
        if command is None:
            complain(f"There is no command {quoted(name, 40)}; type help.")
            return
        try:
            await self._connected(lambda: command(words))
        except (Stopped, NotPlaced, NotAnAmount, Trouble) as trouble:
            complain(spoken_lines.spoken(str(trouble)))

    async def _connected(self, work: Callable[[], Awaitable[None]]) -> None:
        """The work, once more after connecting again where the connection was lost before anything was sent."""
        try:
            await self._parts.market.head()
        except NotConnected:
            await self._parts.market.connect()
        await work()

    async def _market(self, words: Sequence[str]) -> None:
        snapshot = await self._snapshot()
        wanted = " ".join(words).lower()
        shown = sorted(snapshot.subnets.values(), key=lambda each: (-each.market_cap.rao, each.netuid))
        if not wanted:
            shown = shown[:SHOWN_SUBNETS]
        elif wanted != "all":
            shown = [each for each in shown if wanted == str(each.netuid) or wanted in each.name.lower()]
        past = {each.netuid: self._parts.memory.past(each.id) for each in shown}
        _tell(spoken_lines.market_lines(snapshot, shown, past))

    async def _subnet(self, words: Sequence[str]) -> None:
        snapshot = await self._snapshot()
        subnet = _named(snapshot, words)
        validators = await self._parts.desk.validators(subnet.netuid, snapshot)
        past = self._parts.memory.past(subnet.id)
        _tell(spoken_lines.subnet_lines(snapshot, subnet, past, validators, self._parts.session.chosen))

    async def _portfolio(self, _: Sequence[str]) -> None:
        account = self._parts.session.chosen
        if account is None:
            raise Stopped("There is no account here; make or import one in the app.")
        snapshot = await self._snapshot()
        _tell(spoken_lines.portfolio_lines(snapshot, account, portfolio_of(snapshot, account.owner)))

    async def _orders(self, _: Sequence[str]) -> None:
        await self._parts.desk.reconcile()
        orders = self._parts.desk.orders[:MOST_ORDERS]
        _tell(line for order in orders for line in spoken_lines.order_lines(order))
        if not orders:
            _tell(["There are no orders yet"])

    async def _account(self, words: Sequence[str]) -> None:
        if words:
            name = " ".join(words)
            refuse_unknown_wallet(replace(self._parts.settings, wallet=name), self._parts.session.accounts)
            account = next(each for each in self._parts.session.accounts if each.name == name)
            self._parts.session.choose(account.address, account.name)
        _tell([f"Account: {self._account_name()}"])

    async def _lock(self, _: Sequence[str]) -> None:
        await self._parts.session.lock()
        _tell(["The key is locked"])

    async def _help(self, _: Sequence[str]) -> None:
        _tell(_HELP)

    async def _try(self, words: Sequence[str]) -> None:
        wish = TradeWish(order_of(words), is_dry=True)
        wish.order.refuse_surplus()
        _tell(spoken_lines.review_lines(await reviewed(self._parts, wish)))

    def _order_of(self, name: str) -> Callable[[Sequence[str]], Awaitable[None]]:
        async def place(words: Sequence[str]) -> None:
            is_open = "open" in words
            wish = TradeWish(order_of([name, *(word for word in words if word != "open")]), is_shielded=not is_open)
            wish.order.refuse_surplus()
            review = await reviewed(self._parts, wish)
            _tell(spoken_lines.review_lines(review))
            _tell(spoken_lines.order_lines(await carried_out(self._parts, wish, review, as_json=False)))

        return place

    async def _snapshot(self) -> Snapshot:
        snapshot = await newest_of(self._parts)
        await self._parts.memory.observe(snapshot)
        return snapshot

    def _account_name(self) -> str:
        account = self._parts.session.chosen
        return f"{account.name}, {account.address}" if account else "none"


def order_of(words: Sequence[str]) -> OrderArguments:
    """The order in a line such as `stake 3 10 tolerance 1`. Raises Stopped with what is missing or odd."""
    if not words:
        raise Stopped("Name the order, such as stake 3 10.")
    op = operation_named(words[0].lower())
    spec, rest = ROW_OF[op], list(words[1:])
    netuid = _number(rest) if spec.ground is Ground.SUBNET else None
    there = _number(rest) if "another_subnet" in spec.checks else None
    has_amount = spec.field(FieldKind.AMOUNT) is not None
    amount = rest.pop(0) if has_amount and rest and rest[0] not in _NAMED else None
    named = _named_words(rest)
    is_tao = spec.pays(spec.netuid_at(netuid or 0)).is_tao
    return OrderArguments(
        op,
        netuid,
        amount if is_tao else None,
        None if is_tao else amount,
        hotkey=named.get("hotkey", ""),
        from_hotkey=named.get("from", ""),
        to_netuid=there,
        to=named.get("to", ""),
        tolerance=named.get("tolerance", ""),
        allow_partial="part" in named,
    )


_NAMED = frozenset({"hotkey", "from", "to", "tolerance", "part"})


def _named_words(words: Sequence[str]) -> dict[str, str]:
    named, left = dict[str, str](), list(words)
    while left:
        name = left.pop(0)
        if name not in _NAMED:
            raise Stopped(f"{quoted(name, 40)} is not understood here; type help.")
        if name == "part":
            named[name] = name
        elif left:
            named[name] = left.pop(0)
        else:
            raise Stopped(f"Something is missing behind {name}.")
    return named


def _number(words: list[str]) -> int:
    if not words or not (words[0].isascii() and words[0].isdigit()):
        raise Stopped("Name the subnet by its number, such as stake 3 10.")
    return int(words.pop(0))


def _named(snapshot: Snapshot, words: Sequence[str]) -> Subnet:
    wanted = " ".join(words).lower()
    found = [each for each in snapshot.subnets.values() if wanted in (str(each.netuid), each.name.lower())]
    if not found:
        raise Stopped(f"There is no subnet {quoted(wanted, 40)}." if wanted else "Name the subnet by its number.")
    if len(found) > 1:
        raise Stopped(f"{len(found)} subnets have this name: {', '.join(str(each.netuid) for each in found)}.")
    return found[0]


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        answer(line)


async def _typed_line() -> str | None:
    """The next line of standard input without its end; None at the end of it.

    The loop goes on meanwhile, so that the connection stays alive.
    """
    if sys.stdin.isatty():
        print(PROMPT, end="", flush=True)  # noqa: T201 - a prompt has no line of its own
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    try:
        loop.add_reader(sys.stdin, ready.set)
    except (OSError, ValueError):
        # A regular file is always ready, and cannot be waited for.
        ready.set()
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin)
    line = sys.stdin.readline()
    return line.strip() if line else None
