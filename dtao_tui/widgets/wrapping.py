"""Breaking our own sentences into lines."""

import re

from dtao_tui.domain.text import cells

BREAK = re.compile(r"(?<!\d) +| +(?!\d{3}(?!\d)|%|[^\x00-\x7f–](?!\w))")
"""Where a line may end: never between the groups of a number's digits, nor before its unit."""


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many cells, broken between words; a longer word has a line of its own."""
    lines = [""]
    for word in BREAK.split(text.strip()):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
