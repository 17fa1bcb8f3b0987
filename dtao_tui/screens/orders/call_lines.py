"""The call of a review as lines: each argument as the signer read it in the bytes, calls inside it likewise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.content import Content

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.assets import alpha_of
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.operations.swap_intents import ExitSubnet
from dtao_tui.domain.text import cleaned
from dtao_tui.domain.trades.calls import Argument, Call
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.text_lines import address_in_groups, digits, folded, labelled
from dtao_tui.widgets.trade.quote_view import TAO

LABEL_CELLS = 14
LONGEST_NAME = 26
"""So long that what follows, that the name is the owner's own word, is never pushed away."""

_ORIGIN = "   decoded from the bytes to sign"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of addresses, by address."""

    validators: Mapping[str, str]
    """Each validator's own word."""

    accounts: Mapping[str, str]
    """What a person calls the accounts in Wallets."""


def call_lines(review: Review, names: Names, width: int) -> list[Content]:
    """The call's name and arguments, and those of the calls inside it; nothing that is signed is cut."""
    call = review.decoded.call
    lines = [_heading(call, _ORIGIN), Content(""), *_arguments(call, review, names, width)]
    return [part for line in lines for part in folded(line, width, LABEL_CELLS)]


def _heading(call: Call, aside: str = "", mark: str = "") -> Content:
    return Content.assemble(
        (mark, "$muted"), (f"{call.pallet}.", "$muted"), (call.name, "bold $bright"), (aside, "$muted")
    )


def _arguments(call: Call, review: Review, names: Names, width: int) -> list[Content]:
    values = dict(call.arguments)
    lines: list[Content] = []
    for name, value in values.items():
        if name == "allow_partial":
            continue
        if isinstance(value, Call | tuple):
            lines += _calls_inside(value, review, names, width)
            continue
        lines.append(_argument_line(name, value, call, review))
        if name.endswith("hotkey"):
            who = _validator(str(value), names, review, width - LABEL_CELLS)
            lines += [labelled("", line, LABEL_CELLS) for line in who]
        if str(value) == review.intent.recipient:
            lines.append(labelled("", _recipient(str(value), names, review), LABEL_CELLS))
    if call.name == "remove_stake_full_limit":
        pays = digits(fine(_whole_position(str(values["hotkey"]), review)))
        now = Content.assemble("the whole position  ", ("now ", "$muted"), pays, f" {review.subnet.symbol}")
        lines.insert(-1, labelled("amount", now, LABEL_CELLS))
    return lines


def _calls_inside(value: Call | tuple[Call, ...], review: Review, names: Names, width: int) -> Iterator[Content]:
    """The nested calls, each behind an empty line; several are counted."""
    calls = value if isinstance(value, tuple) else (value,)
    for number, call in enumerate(calls, 1):
        yield Content("")
        yield _heading(call, mark=f"{number} of {len(calls)}  " if len(calls) > 1 else "└ ")
        yield from _arguments(call, review, names, width)


def _validator(hotkey: str, names: Names, review: Review, width: int) -> list[Content]:
    """The name of the hotkey and the doubt about it, below the name where both have no room in a line."""
    name = cleaned(names.validators.get(hotkey, ""), LONGEST_NAME)
    origin = Content.styled("   named so by itself" if name else "", "$muted")
    doubt = Content.styled(_hotkey_doubt(hotkey, review), "$note")
    who = Content(name) if name else Content.styled("no name", "$muted")
    lines = (Content.assemble(who, origin, doubt), Content.assemble(who, doubt))
    whole = next((line for line in lines if line.cell_length <= width), None)
    return [whole] if whole is not None else [who + origin, Content.styled(doubt.plain.strip(), "$note")]


def _recipient(address: str, names: Names, review: Review) -> Content:
    """What Wallets calls the account that is given to, and whether this account ever gave anything to it."""
    name = cleaned(names.accounts.get(address, ""), LONGEST_NAME)
    who = Content.assemble(name, ("   in your Wallets", "$muted")) if name else Content.styled("no name", "$muted")
    doubt = "   new to this account" if review.doubts.is_new_recipient else ""
    return Content.assemble(who, (doubt, "$note"))


def _hotkey_doubt(hotkey: str, review: Review) -> str:
    """The doubt that this account has stake with the hotkey, or an empty text."""
    doubts = review.doubts
    is_held = hotkey == review.intent.pays_from
    is_known = is_held or (not doubts.is_new_hotkey and hotkey == review.intent.hotkey)
    if not is_known:
        return "   new to this account"
    if doubts.comparison is not None and doubts.is_stake_hearsay and doubts.must_type_hotkey(hotkey):
        return "   yours by this endpoint's word alone"
    return ""


def _whole_position(hotkey: str, review: Review) -> Tao | Alpha:
    """What the position with this validator holds now, of an order that sells several, too."""
    intent = review.intent
    if isinstance(intent, ExitSubnet):
        return next((sold.amount for sold in intent.positions if sold.hotkey == hotkey), Alpha(0, intent.netuid))
    return intent.amount


def _argument_line(name: str, value: Argument, call: Call, review: Review) -> Content:
    label = _label_of(name)
    match name.rpartition("_")[2], value:
        case "hotkey", str(address):
            return labelled(label, address_in_groups(address), LABEL_CELLS)
        case "netuid", int(netuid):
            return labelled(label, _subnet_named(netuid, review), LABEL_CELLS)
        case (("staked" | "unstaked" | "amount" | "value"), int(rao)):
            figure = digits(fine(rao), "bold $bright")
            return labelled("amount", Content.assemble(figure, f" {_unit_of(name, call, review)}"), LABEL_CELLS)
        case "price", int(limit):
            return _limit_line(limit, call, review)
        case (("dest" | "coldkey"), str(address)):
            return labelled("gives to", address_in_groups(address), LABEL_CELLS)
        case "enabled", False:
            return labelled("perpetual", Content("no: it decays from now on"), LABEL_CELLS)
        case _:
            return _proxy_line(name, value) or labelled(label, Content(cleaned(str(value))), LABEL_CELLS)


def _proxy_line(name: str, value: Argument) -> Content | None:
    """An argument of the proxy pallet's calls; None for any other."""
    match name, value:
        case "real", str(address):
            return labelled("for", address_in_groups(address), LABEL_CELLS)
        case "delegate", str(address):
            return labelled("key", address_in_groups(address), LABEL_CELLS)
        case (("force_proxy_type" | "proxy_type"), str(kind)):
            told = Content.assemble(cleaned(kind, LONGEST_NAME), (" proxy   transfers nothing", "$muted"))
            return labelled("as its" if name.startswith("force") else "as a", told, LABEL_CELLS)
        case "delay", int(blocks):
            return labelled(name, Content(f"{blocks} blocks" if blocks else "none, it trades at once"), LABEL_CELLS)
        case _:
            return None


def _limit_line(limit: int, call: Call, review: Review) -> Content:
    """A price in TAO, or of a call between subnets the ratio of two prices."""
    word = "part of it if need be" if call.arguments.get("allow_partial") else "all or nothing"
    origin, destination = call.arguments.get("origin_netuid"), call.arguments.get("destination_netuid")
    sold = _symbol(origin if isinstance(origin, int) else _netuid_of(call, review), review)
    is_ratio = isinstance(destination, int)
    unit = f" {_symbol(destination, review) if isinstance(destination, int) else TAO} per {sold}"
    shown = Content.assemble(digits(fine(Price(limit))), unit, (f"   {word}", "$muted"))
    return labelled("limit ratio" if is_ratio else "limit price", shown, LABEL_CELLS)


def _unit_of(name: str, call: Call, review: Review) -> str:
    """The unit of an amount among a call's arguments."""
    return TAO if name in ("amount_staked", "value") else _symbol(_netuid_of(call, review), review)


def _netuid_of(call: Call, review: Review) -> int:
    """The subnet whose alpha a call moves: its own argument, else the one that is reviewed."""
    named = call.arguments.get("origin_netuid", call.arguments.get("netuid"))
    return named if isinstance(named, int) else review.subnet.netuid


def _symbol(netuid: int, review: Review) -> str:
    return alpha_of(netuid).symbol({number: subnet.symbol for number, subnet in review.snapshot.subnets.items()})


def _label_of(name: str) -> str:
    """An argument's name, short enough to fit beside its value."""
    for long, short in (("origin_", "from "), ("destination_", "to ")):
        if name.startswith(long):
            return short + cleaned(name.removeprefix(long))
    return cleaned(name)


def _subnet_named(netuid: int, review: Review) -> Content:
    subnet = review.snapshot.subnets.get(netuid)
    number = Content.styled(str(netuid), "bold $bright")
    if subnet is None or netuid not in (review.subnet.netuid, *review.intent.touches()):
        return number
    name = cleaned(subnet.name, LONGEST_NAME)
    return Content.assemble(number, f"   {subnet.symbol} {name}", _named_by(subnet, review))


def _named_by(subnet: Subnet, review: Review) -> tuple[str, str]:
    """The source of the subnet's name, with its style: one that storage does not hold is the endpoint's own."""
    if subnet.is_root:
        return "", "$muted"
    comparison = review.doubts.comparison
    if comparison is not None and comparison.is_agreed and not comparison.is_name_told:
        return "   named so by this endpoint alone", "$note"
    return "   named so by its owner", "$muted"
