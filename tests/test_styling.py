import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from textual.theme import BUILTIN_THEMES, Theme

import dtao_tui
from dtao_tui import styling
from dtao_tui.palettes import DAY, NIGHT
from dtao_tui.screens.theme import own_themes, variables_for

OWN = {theme.name: theme for theme in own_themes("truecolor")}
COLOURED = sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi)
ANSI = sorted(name for name, theme in BUILTIN_THEMES.items() if theme.ansi)
OF_TEXTUAL = ("CommandInput", "CommandList", "SearchIcon", "Toast")
"""Widgets that Textual makes itself."""

HUES = ("lead", "gain", "loss", "note")


def colours_of(name: str) -> dict[str, str]:
    theme = OWN.get(name) or BUILTIN_THEMES[name]
    return {**theme.to_color_system().generate(), **variables_for(theme)}


@pytest.mark.parametrize("name", [*OWN, *COLOURED])
def test_text_can_be_read_on_the_ground_of_every_theme(name: str) -> None:
    colours = colours_of(name)
    ground = colours["background"]
    assert styling.contrast(colours["dim"], ground) >= styling.DIM_CONTRAST
    assert styling.contrast(colours["muted"], ground) >= styling.MUTED_CONTRAST
    for hue in HUES:
        assert styling.contrast(colours[hue], ground) >= styling.COLOUR_CONTRAST, hue


@pytest.mark.parametrize("name", [*OWN, *COLOURED])
def test_the_bands_and_the_filled_button_can_be_read_in_every_theme(name: str) -> None:
    colours = colours_of(name)
    for network in ("practice", "test", "mainnet"):
        area, ink = colours[f"net-{network}"], colours[f"net-{network}-ink"]
        assert styling.contrast(ink, area) >= 4.5, network
    assert styling.contrast(colours["ink"], colours["lead"]) >= 4.5


@pytest.mark.parametrize("name", [*OWN, *COLOURED])
def test_a_candle_that_rose_is_told_from_one_that_fell_without_hue(name: str) -> None:
    colours = colours_of(name)
    rise, fall = (styling.contrast(colours[one], colours["background"]) for one in ("rise", "fall"))
    assert fall > 3.2
    assert rise > 2.4 * fall


def shown_with_256(colour: str) -> str:
    """What a terminal with 256 colours makes of it."""
    number = Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number
    assert number is not None
    return Color.from_ansi(number).get_truecolor().hex


def is_grey(colour: str) -> bool:
    return len({colour[1:3], colour[3:5], colour[5:7]}) == 1


@pytest.mark.parametrize("theme", own_themes("256"), ids=lambda theme: theme.name)
def test_our_themes_can_be_read_with_256_colours_as_they_are_shown_there(theme: Theme) -> None:
    shown = {name: shown_with_256(colour) for name, colour in theme.variables.items()}
    assert theme.background is not None
    for ground, eased in ((shown_with_256(theme.background), 0.0), (shown["cursor"], 0.8)):
        assert styling.contrast(shown["dim"], ground) >= styling.DIM_CONTRAST - eased
        assert styling.contrast(shown["muted"], ground) >= styling.MUTED_CONTRAST - eased
        for hue in HUES:
            assert styling.contrast(shown[hue], ground) >= styling.COLOUR_CONTRAST - eased, hue
    for network in ("practice", "test", "mainnet"):
        assert styling.contrast(shown[f"net-{network}-ink"], shown[f"net-{network}"]) >= 4.5, network


@pytest.mark.parametrize("theme", own_themes("256"), ids=lambda theme: theme.name)
def test_grounds_and_frames_stay_grey_with_256_colours(theme: Theme) -> None:
    """Cursor rows, frames and rules turned teal there, and a frame without focus was as bright as the focused one."""
    for name in ("rule", "grid", "spark", "cursor-blurred", "field", "bar"):
        assert is_grey(shown_with_256(theme.variables[name])), name
    assert theme.background is not None
    ground = shown_with_256(theme.background)
    focused, blurred = (shown_with_256(theme.variables[name]) for name in ("focus", "rule"))
    assert styling.contrast(focused, ground) > 1.9 * styling.contrast(blurred, ground)


@pytest.mark.parametrize("name", [NIGHT, DAY])
def test_our_themes_are_the_same_few_colours_in_both_kinds_of_terminal(name: str) -> None:
    all_colours, few = (
        next(theme for theme in own_themes(system) if theme.name == name) for system in ("truecolor", "256")
    )
    assert all_colours.variables.keys() == few.variables.keys() == OWN[NIGHT].variables.keys()
    assert all_colours.dark == few.dark


@pytest.mark.parametrize("name", COLOURED)
def test_what_is_bright_is_never_duller_than_plain_text(name: str) -> None:
    colours = colours_of(name)
    ground = colours["background"]
    assert styling.contrast(colours["bright"], ground) >= styling.contrast(colours["foreground"], ground)


@pytest.mark.parametrize("name", [*COLOURED, *ANSI])
def test_every_theme_knows_all_our_variables(name: str) -> None:
    assert variables_for(BUILTIN_THEMES[name]).keys() == OWN[NIGHT].variables.keys()


def test_the_light_theme_gets_the_colours_that_were_drawn_for_it() -> None:
    colours = colours_of("textual-light")
    assert colours["lead"].upper() == "#002D4F"
    assert colours["loss"].upper() == "#7A273C"


def test_contrast_is_that_of_the_web_guidelines() -> None:
    assert styling.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert styling.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_each_sheet_begins_by_saying_what_it_dresses() -> None:
    for path in styling.sheets():
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("/* "), path.name
        assert first.endswith(" */"), path.name


def test_no_sheet_names_a_colour_by_its_number() -> None:
    for path in styling.sheets():
        assert not [line for line in path.read_text(encoding="utf-8").splitlines() if "#" in line and ": #" in line]


def test_every_type_that_a_sheet_dresses_is_a_class_of_a_widget() -> None:
    rules = [re.sub(r"/\*.*?\*/", "", Path(sheet).read_text(), flags=re.S) for sheet in styling.sheets()]
    heads = [head for text in rules for head in re.findall(r"([^{};]+)\{", text)]
    dressed = {word for head in heads for word in re.findall(r"(?<![\w.#:$-])[A-Z]\w+", head)}
    known: set[str] = set()
    for module in pkgutil.walk_packages(dtao_tui.__path__, "dtao_tui."):
        if module.name.startswith(("dtao_tui.screens", "dtao_tui.widgets", "dtao_tui.app")):
            known |= set(vars(importlib.import_module(module.name)))
    assert dressed - known - set(OF_TEXTUAL) == set()
