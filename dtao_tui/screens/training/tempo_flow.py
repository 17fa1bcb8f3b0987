"""The change of the practice network's tempo, and what is said of it."""

from dtao_tui.ports.chain import PracticeTempo
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.training.epoch_pace import changed_sentence


def change_tempo(desk: AppState, blocks: int) -> None:
    """Let the epochs of the practice network come each so many blocks."""
    tempo = desk.parts.tempo
    if tempo is not None:
        change = _change(desk, tempo, blocks)
        desk.run_worker(change, name="tempo", group="tempo", exclusive=True, exit_on_error=True)


async def _change(desk: AppState, tempo: PracticeTempo, blocks: int) -> None:
    try:
        await tempo.change(blocks)
    except Trouble as trouble:
        desk.notify(str(trouble), title="Practice tempo", severity="warning", markup=False)
        return
    seconds = desk.snapshot.block_seconds if desk.snapshot else 0.0
    desk.notify(changed_sentence(blocks, seconds), title="Practice tempo", markup=False, timeout=12)
