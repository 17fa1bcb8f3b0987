"""A field for passwords and phrases: shown as dots, never copied, emptied when it is read."""

from dtao_tui.widgets.inputs.edit_keys import EditKeys


class SecretField(EditKeys):
    """One line of secret text. Nothing leaves it but through `pop_text`."""

    ALLOW_SELECT = False

    def __init__(self, *, placeholder: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            placeholder=placeholder, password=True, select_on_focus=False, id=id, classes=classes, compact=True
        )
        self.cursor_blink = False

    def pop_text(self) -> str:
        """Empty the field and return its secret."""
        secret = self.value
        self.value = ""
        return secret

    @property
    def selected_text(self) -> str:
        """Always empty, so that nothing can be copied from here."""
        return ""

    def action_copy(self) -> None:
        """Copy nothing, and stop the key here."""

    def action_cut(self) -> None:
        """Delete the selection without copying it."""
        self.delete_selection()
