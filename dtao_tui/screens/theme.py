"""Our theme, and our variables in all others."""

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
