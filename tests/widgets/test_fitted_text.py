"""Text whose lines depend on its width is measured at the width it gets, whatever width it had."""

from textual.app import App, ComposeResult
from textual.content import Content

from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.text_lines import stacked, wrapped

SENTENCE = "ten words in a row are more than one line"


class Sentence(FittedText):
    """A sentence in lines."""

    DEFAULT_CSS = "Sentence { height: auto; display: none; }"

    def text_at(self, width: int) -> Content:
        """The sentence; a line a word where there is no width."""
        return stacked([Content(line) for line in wrapped(SENTENCE, width)])


class OneSentence(App[None]):
    """Shows it, once that is asked for."""

    def compose(self) -> ComposeResult:
        """The sentence, hidden."""
        yield Sentence()


async def test_it_is_measured_at_the_width_it_will_have_and_not_at_the_one_it_has() -> None:
    async with OneSentence().run_test(size=(30, 20)) as pilot:
        sentence, room = pilot.app.query_one(Sentence), pilot.app.size
        assert sentence.size.width == 0
        assert sentence.get_content_height(room, room, 30) == 2
        assert sentence.get_content_height(room, room, 9) == 5
        sentence.display = True
        await pilot.pause()
        assert sentence.size.height == 2
