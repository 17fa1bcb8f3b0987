"""Checks of the validators that an intent names: chosen, known, registered where stake goes, with a permit there."""

from dtao_tui.domain.market import every_stake_earns
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent, is_complete
from dtao_tui.domain.trades.operations import FieldKind, Source
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.measured import HotkeyPlace, called, destination_of, origin_of, validator_of

_CHOOSE = {FieldKind.VALIDATOR: "a validator", FieldKind.SUBNET: "a subnet", FieldKind.ACCOUNT: "an account"}
UNKNOWN_HOTKEY = "The chain does not know this hotkey; choose another validator."


def hotkey(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether each validator is chosen and none unknown to the chain; a note where stake goes to one not registered."""
    named = intent.hotkeys()
    caption = "hotkeys" if len(named) > 1 else "hotkey"
    # Another subnet or account that is still to be chosen has a check of its own.
    if "" in named or (not named and not is_complete(intent)):
        return Check("hotkey", False, _what_is_missing(intent, circumstances), caption, "none chosen")
    if circumstances.unknown_hotkeys.intersection(named):
        return Check("hotkey", False, UNKNOWN_HOTKEY, caption, "not known to the chain")
    goes_to, lies_with = destination_of(intent), origin_of(intent)
    places = [place for place in (lies_with, goes_to) if place is not None]
    states = [_is_registered(place, circumstances) for place in dict.fromkeys(places)]
    if goes_to is not None and _is_registered(goes_to, circumstances) is False:
        who = called(goes_to, circumstances)
        sentence = f"{who} is not registered on subnet {goes_to.netuid}: stake with it earns nothing there."
        return Check("hotkey", True, sentence, caption, f"{who} is not on {goes_to.netuid}", is_note=True)
    return Check("hotkey", True, caption=caption, fact=_fact(states, places, circumstances))


def another_hotkey(intent: SingleIntent, _quote: Quote | None, _circumstances: Circumstances) -> Check | None:
    """Whether stake goes to another validator than it is with, where it does not."""
    if not intent.hotkey or intent.hotkey != intent.pays_from:
        return None
    sentence = "The stake is with this validator already; choose another."
    return Check("hotkey", False, sentence, "to another", "the same validator")


def permit(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the validator that stake goes to may set weights there: one that may not pays no dividends.

    Under null consensus (spec 475) one validator has the permit and all stake earns. On root there is none. None where
    the validators were not heard of yet.
    """
    place = destination_of(intent)
    if place is None or place.netuid == ROOT or place.netuid not in circumstances.validators:
        return None
    validator, who = validator_of(place, circumstances), called(place, circumstances)
    if validator is not None and validator.has_permit:
        return Check("permit", True, fact=f"{who} has one")
    others = circumstances.validators[place.netuid]
    if every_stake_earns(others):
        has_one = any(other.has_permit for other in others)
        return Check("permit", True, fact="one has it, all stake earns" if has_one else "no validator has one")
    sentence = f"{who} has no validator permit on subnet {place.netuid}: without one, stake with it earns no dividends."
    return Check("permit", True, sentence, fact=f"{who} has none", is_note=True)


def _what_is_missing(intent: SingleIntent, circumstances: Circumstances) -> str:
    """Which field of the ticket is to be filled in next, or that there is nothing to take from."""
    name = intent.unfilled()[0]
    field = next((field for field in ROW_OF[intent.op].fields if field.name == name), None)
    if field and field.source is Source.OWN_STAKE and circumstances.holdings is not None:
        here = circumstances.held_on(intent.netuid)
        if not here.amount:
            return f"This account has nothing staked on {circumstances.subnet_of(intent).label}."
    kind = _CHOOSE.get(field.kind) if field else None
    return f"Choose {kind} for “{field.label}”." if field and kind else "Choose a validator."


def _is_registered(place: HotkeyPlace, circumstances: Circumstances) -> bool | None:
    """By the account's own stake there, else by the list of validators, all of which are registered."""
    holdings = circumstances.holdings
    for stake in holdings.stakes if holdings else ():
        if (stake.hotkey, stake.netuid) == (place.hotkey, place.netuid) and stake.is_registered is not None:
            return stake.is_registered
    return True if validator_of(place, circumstances) is not None else None


def _fact(states: list[bool | None], places: list[HotkeyPlace], circumstances: Circumstances) -> str:
    if not states or None in states:
        return "chosen" if len(states) < 2 else "both chosen"
    if all(states):
        return "registered" if len(states) < 2 else "both registered"
    return f"{called(places[0], circumstances)} is not registered any more"
