"""Console of the commands: answers on standard output, complaints on standard error, and what ends a command."""

import sys
from typing import cast

import typer

from dtao_tui.domain.text import without_controls
from dtao_tui.output import charset

UsageError = cast(type[Exception], typer.BadParameter.__base__)
"""What Typer raises for a command line that it does not understand; it exports one kind of it only."""


class Stopped(Exception):
    """A command that cannot do its job; its text is the sentence for standard error."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def answer(text: str) -> None:
    """Put an answer on standard output, without control characters that could drive a terminal.

    Raises Stopped where it cannot be written; a reader may leave early.
    """
    if sys.stdout is None:
        raise Stopped("Standard output is closed, so the answer was not written.")
    try:
        charset.put(sys.stdout, without_controls(text))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Stopped(f"The answer could not be written: {error.strerror}.") from error


def complain(sentence: str) -> None:
    """Put one line on standard error."""
    charset.tell(f"dtao-tui: {without_controls(' '.join(sentence.split()))}")


def complain_each(sentences: str) -> None:
    """Put each line of these sentences on standard error, as a line of its own."""
    for sentence in sentences.splitlines():
        complain(sentence)


def show(text: str) -> None:
    """Put a text of any number of lines on standard error, for a person beside a document on standard output."""
    charset.tell(without_controls(text))


def typed(prompt: str) -> str:
    """What a person types at this prompt, which stands on standard error. Raises EOFError, KeyboardInterrupt."""
    charset.tell(without_controls(prompt), end="")
    return input()
