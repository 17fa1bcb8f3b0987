"""Theme desk-night, our variables in all other themes, and the stylesheet that holds what was parsed with them."""

from textual.css.stylesheet import Stylesheet
from textual.theme import Theme

from dtao_tui import styling

DESK_NIGHT = Theme(
    styling.DESK_NIGHT,
    primary=styling.PALETTE["primary"],
    secondary=styling.PALETTE["secondary"],
    accent=styling.PALETTE["accent"],
    success=styling.PALETTE["success"],
    warning=styling.PALETTE["warning"],
    error=styling.PALETTE["error"],
    foreground=styling.PALETTE["foreground"],
    background=styling.PALETTE["background"],
    surface=styling.PALETTE["surface"],
    panel=styling.PALETTE["panel"],
    dark=True,
    variables=styling.VARIABLES,
)


def variables_for(theme: Theme) -> dict[str, str]:
    """Our variables for this theme; desk-night names them itself."""
    if theme.name == styling.DESK_NIGHT:
        return dict(styling.VARIABLES)
    return styling.derived(theme.to_color_system().generate(), is_ansi=theme.ansi)


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
