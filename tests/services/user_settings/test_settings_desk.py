"""The desk of the settings: where a value comes from, what may be written, and what holds from when on."""

from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.services.user_settings.known_settings import SETTINGS, Kind
from dtao_tui.services.user_settings.settings_desk import SettingsDesk
from dtao_tui.settings import load, prepare
from dtao_tui.settings_file import RULES, NotAValue
from dtao_tui.trading.spend_guard import Spender
from tests.fakes import World, a_world, some_facts


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def a_desk_of(world: World, text: str = "", **environment: str) -> SettingsDesk:
    """The desk of a program that was started with this file and this environment."""
    places = world.parts.settings.places
    if text:
        places.settings_file.write_text(text)
    settings = load({"DTAO_TUI_HOME": str(places.config.parent), **environment})
    prepare(places)
    desk = SettingsDesk(settings, world.desk.guard)
    desk.read()
    return desk


def test_every_setting_of_a_file_is_known_and_explained() -> None:
    assert {setting.name for setting in SETTINGS} == set(RULES)
    assert all(setting.sentence.endswith(".") for setting in SETTINGS)
    kinds = {setting.name: setting.kind for setting in SETTINGS}
    assert (kinds["calm"], kinds["keyring"], kinds["noted_move"]) == (Kind.FLAG, Kind.CHOICE, Kind.NUMBER)
    assert (kinds["tolerance"], kinds["limits"]) == (Kind.TEXT, Kind.TABLE)


def test_where_a_value_comes_from(world: World) -> None:
    desk = a_desk_of(world, 'network = "test"\ncalm = true\n[limits.finney]\nday = "3"\n', BT_NETWORK="local")
    places = [("network",), ("calm",), ("theme",), ("limits", "finney", "day"), ("limits", "finney", "order")]
    assert [desk.origin(place) for place in places] == ["BT_NETWORK", "the file", "usual", "the file", "usual"]
    settings = load({"DTAO_TUI_HOME": str(desk.running.places.config.parent)}).choosing("finney", "trader")
    assert settings.named_by == {"network": "the command line", "wallet": "the command line"}


@pytest.mark.parametrize(
    ("place", "given", "sentence"),
    [
        (("noted_move",), 0, "It can be 1 to 100 per cent."),
        (("noted_move",), "many", "It has to be a whole number."),
        (("tolerance",), "99", "A tolerance is more than 0 % and at most 50 %."),
        (("keyring",), "plain", "It is either “auto” or “off”."),
        (("network",), "mainet", "There is no network “mainet”; known are"),
        (("endpoints", "finney"), ["http://x"], "Each network there needs a list of ws:// or wss:// addresses."),
        (("endpoints", "finney"), ["ws://node.example"], "node.example is another machine; only wss:// may be used"),
        (("limits", "finney", "order"), "much", "This is not a number; type an amount such as 12.5."),
        (("limits", "elsewhere", "order"), "1", "Name one of finney, local, practice, test, or a genesis hash."),
    ],
)
def test_the_objection_is_the_sentence_of_the_start(
    world: World, place: tuple[str, ...], given: object, sentence: str
) -> None:
    desk = a_desk_of(world)
    assert sentence in desk.objection(place, given)  # type: ignore[arg-type]  # wrong ones, too
    with pytest.raises(NotAValue):
        desk.change(place, given)  # type: ignore[arg-type]  # as above
    assert not desk.running.places.settings_file.exists()


def test_a_change_holds_at_once_or_at_the_next_start(world: World) -> None:
    desk = a_desk_of(world)
    assert desk.change(("noted_move",), 20).noted_move == 20
    assert desk.change(("lock_after_minutes",), 3).lock_after_minutes == 5
    assert desk.in_file("lock_after_minutes") == 3
    text = desk.running.places.settings_file.read_text()
    assert text == "noted_move = 20\nlock_after_minutes = 3\n"


def test_a_lower_limit_holds_at_once_and_a_higher_one_does_not(world: World) -> None:
    desk, place = a_desk_of(world), ("limits", "practice", "order")
    account = world.session.chosen
    assert account is not None
    spender = Spender(some_facts(), account)
    desk.change(place, "10")
    assert world.desk.guard.named(spender).order == Tao.parse("10")
    desk.change(place, "4")
    assert world.desk.guard.named(spender).order == Tao.parse("4")
    desk.change(place, "900")
    assert (desk.running.limits["practice"]["order"], desk.in_file("limits")) == ("4", {"practice": {"order": "900"}})
    desk.change(place, None)
    assert world.desk.guard.named(spender).order == Tao.parse("4")
