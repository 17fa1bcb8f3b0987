"""Colours of the app's own themes, one for dark and one for light rooms, each for terminals with 16 million or 256."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NIGHT = "desk-night"
DAY = "desk-day"
Colours = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme: those that Textual knows by name, and the variables that only this app has."""

    name: str
    is_dark: bool
    theme: Colours
    variables: Colours


def palettes(*, has_all_colours: bool) -> tuple[Palette, Palette]:
    """The two themes for a terminal with 24 bits a colour, or for one with the usual 256 colours (as over ssh)."""
    return (_NIGHT, _DAY) if has_all_colours else (_NIGHT_256, _DAY_256)


def _palette(name: str, theme: Colours, variables: Colours, *, is_dark: bool) -> Palette:
    return Palette(name, is_dark, MappingProxyType(dict(theme)), MappingProxyType(dict(variables)))


_NIGHT = _palette(
    NIGHT,
    {
        "background": "#0e1217",
        "surface": "#12171d",
        "panel": "#1a212a",
        "foreground": "#d6dde6",
        "primary": "#7fb2dd",
        "accent": "#7fb2dd",
        "secondary": "#8fa3b8",
        "success": "#7cc39e",
        "warning": "#dcae62",
        "error": "#e0675a",
    },
    {
        "bright": "#f1f5f9",
        "muted": "#8c98a6",
        "dim": "#727e8d",
        "lead": "#7fb2dd",
        "gain": "#7cc39e",
        "loss": "#e58d7b",
        "rise": "#7cc39e",
        "fall": "#8f5c53",
        "note": "#dcae62",
        "rule": "#2a343f",
        "grid": "#27303a",
        "spark": "#3a4654",
        "focus": "#5f92bd",
        "cursor": "#1b3043",
        "cursor-blurred": "#1a212a",
        "field": "#1a222b",
        "bar": "#12171d",
        "chart": "#7fb2dd",
        "ink": "#0e1217",
        "net-practice": "#8c98a6",
        "net-test": "#dcae62",
        "net-mainnet": "#c9473c",
        "net-practice-ink": "#0e1217",
        "net-test-ink": "#15110a",
        "net-mainnet-ink": "#ffffff",
    },
    is_dark=True,
)

_DAY = _palette(
    DAY,
    {
        "background": "#f7f8fa",
        "surface": "#eef0f3",
        "panel": "#e6e9ee",
        "foreground": "#1f2730",
        "primary": "#1f5f96",
        "accent": "#1f5f96",
        "secondary": "#4b6075",
        "success": "#1d6f4a",
        "warning": "#8a5a00",
        "error": "#a8281c",
    },
    {
        "bright": "#0b1117",
        "muted": "#55606c",
        "dim": "#6b7682",
        "lead": "#1f5f96",
        "gain": "#1d6f4a",
        "loss": "#a13c2c",
        "rise": "#124b34",
        "fall": "#bf6f60",
        "note": "#8a5a00",
        "rule": "#c6cdd5",
        "grid": "#ccd3da",
        "spark": "#b3bdc8",
        "focus": "#3f7fb5",
        "cursor": "#d0e2f2",
        "cursor-blurred": "#e4e8ed",
        "field": "#e8ecf1",
        "bar": "#e9ecf0",
        "chart": "#1f5f96",
        "ink": "#ffffff",
        "net-practice": "#55606c",
        "net-test": "#e0a63c",
        "net-mainnet": "#b83227",
        "net-practice-ink": "#ffffff",
        "net-test-ink": "#15110a",
        "net-mainnet-ink": "#ffffff",
    },
    is_dark=False,
)

_NIGHT_256 = _palette(
    NIGHT,
    {
        "background": "#121212",
        "surface": "#1c1c1c",
        "panel": "#262626",
        "foreground": "#dadada",
        "primary": "#87afd7",
        "accent": "#87afd7",
        "secondary": "#949494",
        "success": "#87d7af",
        "warning": "#d7af5f",
        "error": "#d75f5f",
    },
    {
        "bright": "#eeeeee",
        "muted": "#949494",
        "dim": "#767676",
        "lead": "#87afd7",
        "gain": "#87d7af",
        "loss": "#d78787",
        "rise": "#87d7af",
        "fall": "#875f5f",
        "note": "#d7af5f",
        "rule": "#3a3a3a",
        "grid": "#303030",
        "spark": "#4e4e4e",
        "focus": "#5f87af",
        "cursor": "#00005f",
        "cursor-blurred": "#262626",
        "field": "#262626",
        "bar": "#1c1c1c",
        "chart": "#87afd7",
        "ink": "#121212",
        "net-practice": "#949494",
        "net-test": "#d7af5f",
        "net-mainnet": "#d70000",
        "net-practice-ink": "#121212",
        "net-test-ink": "#121212",
        "net-mainnet-ink": "#ffffff",
    },
    is_dark=True,
)

_DAY_256 = _palette(
    DAY,
    {
        "background": "#ffffff",
        "surface": "#eeeeee",
        "panel": "#e4e4e4",
        "foreground": "#262626",
        "primary": "#005f87",
        "accent": "#005f87",
        "secondary": "#585858",
        "success": "#005f00",
        "warning": "#875f00",
        "error": "#af0000",
    },
    {
        "bright": "#121212",
        "muted": "#585858",
        "dim": "#6c6c6c",
        "lead": "#005f87",
        "gain": "#005f00",
        "loss": "#af0000",
        "rise": "#005f00",
        "fall": "#af875f",
        "note": "#875f00",
        "rule": "#bcbcbc",
        "grid": "#c6c6c6",
        "spark": "#afafaf",
        "focus": "#0087af",
        "cursor": "#afd7ff",
        "cursor-blurred": "#e4e4e4",
        "field": "#e4e4e4",
        "bar": "#eeeeee",
        "chart": "#005f87",
        "ink": "#ffffff",
        "net-practice": "#585858",
        "net-test": "#d7af5f",
        "net-mainnet": "#af0000",
        "net-practice-ink": "#ffffff",
        "net-test-ink": "#121212",
        "net-mainnet-ink": "#ffffff",
    },
    is_dark=False,
)
