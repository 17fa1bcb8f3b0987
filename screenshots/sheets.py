"""Makes contact sheets: each screen of the tests' sights in five sizes side by side, in each look.

Run by hand: `python screenshots/sheets.py FOLDER [--look LOOK]… [--name NAME]…`.
The sheets are not kept in the repository.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import resvg_py

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))
os.environ |= {"TEXTUAL_ANIMATIONS": "none", "DTAO_TUI_NO_TOUR": "1"}

from tests.screen import seen  # noqa: E402 - nothing may be caught in the middle of a motion
from tests.screens.scenes import play  # noqa: E402
from tests.screens.sights import SIGHTS, a_sight, first_size  # noqa: E402

SIZES = ((60, 15), (80, 24), (120, 36), (160, 45), (200, 60))
CELL_WIDTH, CELL_HEIGHT, FRAME = 12.2, 24.4, 60
WIDEST_PIXELS = 2000
LOOKS = {
    "dark": ("desk-night", {}),
    "light": ("desk-day", {}),
    "256": ("desk-night", {"TERM": "xterm-256color", "COLORTERM": ""}),
    "256-light": ("desk-day", {"TERM": "xterm-256color", "COLORTERM": ""}),
    "no-color": ("desk-night", {"NO_COLOR": "1"}),
}
"""The theme and the environment of each look."""


async def sheet(name: str, look: str, folder: Path) -> None:
    """Write a picture of a sight in all sizes, and beside it what is read on each."""
    theme, environment = LOOKS[look]
    os.environ |= {"COLORTERM": "truecolor", **environment}
    drawings, texts = [], []
    with tempfile.TemporaryDirectory() as home:
        os.environ["DTAO_TUI_HOME"] = home
        app, world = a_sight(name, Path(home), theme)
        async with app.run_test(size=first_size(name), notifications=True) as pilot:
            await play(world, *SIGHTS[name].steps)(pilot)
            for size in SIZES:
                await pilot.resize_terminal(*size)
                for _ in range(3):
                    await pilot.pause()
                title = f"{name} · {look} · {size[0]}×{size[1]}"
                drawings.append((size, app.export_screenshot(title=title)))
                texts.append(f"== {title}\n{seen(app)}\n")
    picture = folder / f"{name.replace(' ', '-')}-{look}.png"
    picture.with_suffix(".txt").write_text("\n".join(texts), encoding="utf-8")
    picture.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=joined_drawing(drawings), width=WIDEST_PIXELS)))
    print(picture.name, flush=True)


def joined_drawing(drawings: Sequence[tuple[tuple[int, int], str]]) -> str:
    """One drawing of several, the small ones beside and above the large ones."""
    parts, y = [], 0.0
    wide = max(columns for (columns, _), _ in drawings) * CELL_WIDTH + FRAME
    x = tallest = 0.0
    for (columns, rows), svg in drawings:
        width, height = columns * CELL_WIDTH + FRAME, rows * CELL_HEIGHT + FRAME
        if x and x + width > wide:
            x, y, tallest = 0.0, y + tallest, 0.0
        inner = svg[svg.index("<svg") :].replace("font-family: arial", "font-family: Fira Code")
        parts.append(inner.replace("<svg ", f'<svg x="{x}" y="{y}" width="{width}" height="{height}" ', 1))
        x, tallest = x + width, max(tallest, height)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {y + tallest}">{"".join(parts)}</svg>'


def main() -> int:
    """All sheets, or those of the sights and looks that are named; each in a process of its own, as a look is."""
    reader = ArgumentParser(description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--look", action="append", choices=LOOKS)
    reader.add_argument("--name", action="append", choices=SIGHTS)
    asked = reader.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    looks, names = asked.look or list(LOOKS), asked.name or list(SIGHTS)
    if len(looks) == len(names) == 1:
        asyncio.run(sheet(names[0], looks[0], asked.folder))
        return 0
    each = [[asked.folder, "--look", look, "--name", name] for look in looks for name in names]
    ends = [subprocess.run([sys.executable, __file__, *arguments], check=False).returncode for arguments in each]
    return sum(map(bool, ends))


if __name__ == "__main__":
    sys.exit(main())
