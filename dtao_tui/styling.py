"""Paths of the style sheets, and the variables of this app derived for a theme that is not its own."""

from collections.abc import Mapping
from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "styles"
STYLES = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "styles"
SHARED_SHEETS = ("base", "tables", "cards", "dialogs")
"""The sheets that every screen uses; they come before the sheets of single screens."""

DIM_CONTRAST = 3.9
MUTED_CONTRAST = 5.4
COLOUR_CONTRAST = 4.6
RISE_CONTRAST, FALL_CONTRAST = 8.5, 3.4
"""The least contrast ratios with the background, by WCAG 2; a candle that rose is told from one that fell by theirs."""

_BLACK, _WHITE = "#000000", "#ffffff"
Colours = Mapping[str, str]


def sheet(name: str) -> Path:
    """The path of one style sheet, as CSS_PATH wants it."""
    return STYLES / f"{name}.tcss"


def sheets() -> list[Path]:
    """All sheets: the shared ones in their order, then one per screen or widget, each nested under its name."""
    single = sorted(path for path in STYLES.glob("*.tcss") if path.stem not in SHARED_SHEETS)
    return [sheet(name) for name in SHARED_SHEETS] + single


def derived(theme: Colours) -> dict[str, str]:
    """The variables of this app for a theme that lacks them, from the colours that Textual generates for it."""
    background, foreground = theme["background"], theme["foreground"]
    extreme = _WHITE if contrast(_WHITE, background) > contrast(_BLACK, background) else _BLACK
    panel = blend(background, foreground, 0.06)
    hues = {"lead": "primary", "gain": "success", "loss": "error", "note": "warning"}
    named = {ours: with_contrast(theme[f"text-{theirs}"], background, COLOUR_CONTRAST) for ours, theirs in hues.items()}
    bands = {name: with_contrast(named[hue], background, COLOUR_CONTRAST) for name, hue in _BAND_HUES.items()}
    practice = with_contrast(blend(background, foreground, 0.62), background, MUTED_CONTRAST)
    return {
        **named,
        "rise": with_contrast(named["gain"], background, RISE_CONTRAST),
        "fall": _faded(named["loss"], background, FALL_CONTRAST),
        "bright": blend(foreground, extreme, 0.6),
        "muted": practice,
        "dim": with_contrast(blend(background, foreground, 0.5), background, DIM_CONTRAST),
        "rule": blend(background, foreground, 0.2),
        "grid": blend(background, foreground, 0.18),
        "spark": blend(background, foreground, 0.3),
        "focus": blend(background, named["lead"], 0.75),
        "cursor": blend(background, named["lead"], 0.2),
        "cursor-blurred": blend(background, foreground, 0.08),
        "field": blend(background, foreground, 0.08) if extreme == _WHITE else blend(background, _WHITE, 0.6),
        "bar": panel,
        "chart": named["lead"],
        "ink": _readable_on(named["lead"], background),
        "net-practice": practice,
        "net-practice-ink": _readable_on(practice, background),
        **bands,
        **{f"{name}-ink": _readable_on(colour, background) for name, colour in bands.items()},
    }


def of_terminal(*, is_dark: bool) -> dict[str, str]:
    """The variables of this app in the sixteen colours that a terminal chooses itself, on its dark or light ground."""
    return {**_ANSI, **({} if is_dark else _ANSI_ON_LIGHT)}


def blend(below: str, above: str, part: float) -> str:
    """The blend of two colours: `part` (0 to 1) of the upper one over the lower one."""
    pairs = zip(_channels(below), _channels(above), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * part):02x}" for low, high in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def with_contrast(colour: str, background: str, wanted: float) -> str:
    """The colour, moved towards white or black as little as this contrast with the background needs."""
    towards = _WHITE if contrast(_WHITE, background) > contrast(_BLACK, background) else _BLACK
    steps = (blend(colour, towards, step / 50) for step in range(51))
    return next((step for step in steps if contrast(step, background) >= wanted), towards)


def _faded(colour: str, background: str, wanted: float) -> str:
    """The colour, mixed into the background as far as this contrast with it allows."""
    steps = (blend(background, colour, step / 50) for step in range(51))
    return next((step for step in steps if contrast(step, background) >= wanted), colour)


def _readable_on(area: str, background: str) -> str:
    """The text colour on a filled area: the background colour if it is readable there, else white or black."""
    choices = (background, _WHITE, _BLACK)
    return next((ink for ink in choices if contrast(ink, area) >= COLOUR_CONTRAST), _WHITE)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = ((c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in map(_part, _channels(colour)))
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _part(channel: int) -> float:
    return channel / 255


_BAND_HUES = {"net-test": "note", "net-mainnet": "loss"}
_ANSI = {
    "bright": "ansi_default",
    "muted": "ansi_white",
    "dim": "ansi_bright_black",
    "lead": "ansi_cyan",
    "gain": "ansi_green",
    "loss": "ansi_red",
    "rise": "ansi_bright_green",
    "fall": "ansi_red",
    "note": "ansi_yellow",
    "rule": "ansi_bright_black",
    "grid": "ansi_bright_black",
    "spark": "ansi_bright_black",
    "focus": "ansi_cyan",
    "cursor": "ansi_blue",
    "cursor-blurred": "ansi_default",
    "field": "ansi_default",
    "bar": "ansi_default",
    "chart": "ansi_cyan",
    "ink": "ansi_black",
    "net-practice": "ansi_white",
    "net-practice-ink": "ansi_black",
    "net-test": "ansi_yellow",
    "net-test-ink": "ansi_black",
    "net-mainnet": "ansi_red",
    "net-mainnet-ink": "ansi_bright_white",
}
_ANSI_ON_LIGHT = {
    "muted": "ansi_bright_black",
    "lead": "ansi_blue",
    "note": "ansi_magenta",
    "focus": "ansi_blue",
    "cursor": "ansi_white",
    "chart": "ansi_blue",
    "ink": "ansi_bright_white",
    "net-practice": "ansi_bright_black",
    "net-practice-ink": "ansi_bright_white",
}
"""What is another colour on a light ground: yellow and cyan cannot be read there, nor black on blue."""
