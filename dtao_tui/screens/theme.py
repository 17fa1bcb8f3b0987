"""The themes desk-night and desk-day, our variables in all others, and the stylesheet that holds what was parsed."""

from textual.css.stylesheet import Stylesheet
from textual.theme import BUILTIN_THEMES, Theme

from dtao_tui import styling
from dtao_tui.domain.text import quoted
from dtao_tui.palettes import DAY, NIGHT, Palette, palettes


def own_themes(color_system: str | None) -> tuple[Theme, Theme]:
    """The app's own themes, dark and light, for the colours that the terminal has (as Rich names them)."""
    has_all_colours = color_system not in ("256", "standard")
    dark, light = (_theme(palette) for palette in palettes(has_all_colours=has_all_colours))
    return dark, light


def theme_fault(name: str) -> str:
    """Why no theme of this name can be taken, as a sentence, or empty."""
    known = {NIGHT, DAY, *BUILTIN_THEMES}
    return (
        ""
        if not name or name in known
        else f"There is no theme {quoted(name, 40)}; known are {', '.join(sorted(known))}."
    )


def variables_for(theme: Theme) -> dict[str, str]:
    """Our variables for this theme; our own themes name them themselves."""
    if theme.name in (NIGHT, DAY):
        return dict(theme.variables)
    if theme.ansi:
        return styling.of_terminal(is_dark=theme.dark)
    return styling.derived(theme.to_color_system().generate())


def _theme(palette: Palette) -> Theme:
    theme = palette.theme
    return Theme(
        palette.name,
        primary=theme["primary"],
        secondary=theme["secondary"],
        accent=theme["accent"],
        success=theme["success"],
        warning=theme["warning"],
        error=theme["error"],
        foreground=theme["foreground"],
        background=theme["background"],
        surface=theme["surface"],
        panel=theme["panel"],
        dark=palette.is_dark,
        variables=dict(palette.variables),
    )


class CachedStylesheet(Stylesheet):
    """Stylesheet that parses each source once for a set of variables.

    Textual 8.2 parses every sheet four times before the first frame: each `refresh_css` sets the same variables again,
    which drops what was parsed, and then parses into a second sheet.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parsed_with = dict(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other variables; nothing changes where they are the same."""
        if variables != self._parsed_with:
            self._parsed_with = dict(variables)
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is not parsed yet with these variables; an error leaves the rules as they were."""
        self.parse()
