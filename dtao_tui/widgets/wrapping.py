"""Breaking our own sentences into lines."""

from dtao_tui.domain.text import cells


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many cells, broken between words; a longer word has a line of its own."""
    lines = [""]
    for word in text.split():
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
