"""What is about to be signed, as the signer itself reads it in the bytes."""

import time

from textual.content import Content

from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.formatting import count, fine
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.ports.networks import NetworkKind, host_of, kind_of
from dtao_tui.screens.orders.call_lines import LABEL_CELLS, Names, call_lines
from dtao_tui.screens.orders.review_gifts import limit_lines
from dtao_tui.screens.orders.review_guard import guard_lines
from dtao_tui.screens.orders.review_outcome import outcome_lines
from dtao_tui.screens.orders.shield_lines import nonces, shield_lines
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.text_lines import address_in_groups, folded, labelled, stacked, wrapped
from dtao_tui.widgets.trade.quote_view import TAO

GENESIS_DIGITS = 8
MOST_NAMED = 2


class ReviewSheet(FittedText):
    """The call with every argument, who signs it, where it goes, and what it brings now and at worst."""

    def __init__(
        self,
        review: Review,
        now: float,
        names: Names,
    ) -> None:
        """`now` is in seconds since 1970."""
        super().__init__()
        self._review = review
        self._now = now
        self._names = names

    def show_time(self, now: float) -> None:
        """Show until when the order could happen if it were signed now."""
        is_another = _end_of_era(self._review, now) != _end_of_era(self._review, self._now)
        self._now = now
        if is_another:
            self.refresh()

    def text_at(self, width: int) -> Content:
        """Three groups between rules."""
        review = self._review
        rule = Content.styled("─" * width, "$rule")
        lines = [
            *call_lines(review, self._names, width),
            rule,
            *_signing_lines(review, self._now, width),
            rule,
            *_note_lines(review.notes, width),
            *_jump_lines(review, width),
            *limit_lines(review, width),
            *outcome_lines(review, self._names.validators, width),
        ]
        return stacked([part for line in lines for part in folded(line, width, LABEL_CELLS)])


def _note_lines(notes: tuple[str, ...], width: int) -> list[Content]:
    return [Content.styled(line, "$note") for note in notes for line in wrapped(note, width)]


def _signing_lines(review: Review, now: float, width: int) -> list[Content]:
    name = cleaned(review.account.keyholder.name, 20)
    address = address_in_groups(review.unsigned.signer)
    if LABEL_CELLS + cells(name) + 2 + address.cell_length <= width:
        signs = [labelled("signs", Content.assemble((name, "bold"), "  ", address), LABEL_CELLS)]
    else:
        signs = [labelled("signs", Content.styled(name, "bold"), LABEL_CELLS), labelled("", address, LABEL_CELLS)]
    return [
        *signs,
        *_proxy_lines(review),
        labelled("on", _network(review), LABEL_CELLS),
        *_cautions(review),
        labelled("through", Content(_endpoint(review.facts.endpoint)), LABEL_CELLS),
        *_comparison_lines(review.doubts.comparison, width),
        *guard_lines(review, width, LABEL_CELLS),
        labelled("sent as", _sending(review, now), LABEL_CELLS),
        *shield_lines(review, width, LABEL_CELLS),
    ]


def _proxy_lines(review: Review) -> list[Content]:
    """For whom a proxy signs, and that it pays; nothing where an account signs for itself."""
    if not review.account.is_proxied:
        return []
    name = cleaned(review.account.name, 20)
    pays = ", which pays the network fee" if review.owner_pays else ", and pays the network fee"
    told = Content.assemble("as the staking proxy of ", (name, "bold"), (pays, "$muted"))
    return [labelled("", told, LABEL_CELLS)]


def _comparison_lines(comparison: Comparison | None, width: int) -> list[Content]:
    """The second endpoint's answer, where the network has one or should have one."""
    if comparison is None:
        return []
    if comparison.is_missing:
        return _in_lines("compared", f"with none: {comparison.not_compared}", width, "$note")
    if not comparison.is_agreed or comparison.block is None:
        return _in_lines("compared", "with none: one endpoint only, no second one is known", width, "$muted")
    told = Content.assemble(
        cleaned(comparison.second, 40), (f"   says the same of block {count(comparison.block)}", "$muted")
    )
    return [labelled("compared", told, LABEL_CELLS)]


def _in_lines(label: str, sentence: str, width: int, style: str) -> list[Content]:
    """A sentence beside a label, wrapped and never clipped."""
    lines = wrapped(sentence, max(width - LABEL_CELLS, 1))
    labels = [label, *[""] * (len(lines) - 1)]
    return [labelled(word, Content.styled(line, style), LABEL_CELLS) for word, line in zip(labels, lines, strict=True)]


def _jump_lines(review: Review, width: int) -> list[Content]:
    """Where a price is far from another one, with both numbers; of several subnets, by its name."""
    lines: list[Content] = []
    for jump in review.doubts.jumps:
        subnet = review.snapshot.subnets.get(jump.netuid)
        which = f"{cleaned(subnet.label, 30)}: " if subnet and len(review.intent.touches()) > 1 else ""
        sentence = f"{which}{fine(jump.before)} {TAO} {jump.against.value}, now {fine(jump.now)} {TAO}"
        lines += _in_lines("price jumped", sentence, width, "$note")
    return lines


def _endpoint(url: str) -> str:
    """Scheme and host: what tells endpoints apart, without anything that may be secret in the address."""
    return cleaned(f"{url.partition('://')[0]}://{host_of(url)}", 60)


def _network(review: Review) -> Content:
    facts = review.facts
    is_mainnet = kind_of(facts.network) is NetworkKind.MAINNET
    genesis = review.unsigned.genesis.removeprefix("0x")
    proof = "   its metadata proven" if review.decoded.terms.is_proven else ""
    return Content.assemble(
        ("mainnet" if is_mainnet else cleaned(facts.network, 24), "bold $loss" if is_mainnet else "bold"),
        (f"   genesis {genesis[:GENESIS_DIGITS]} … {genesis[-GENESIS_DIGITS:]}{proof}", "$muted"),
    )


def _cautions(review: Review) -> list[Content]:
    """What the signature does not prove, and extensions of the chain that the signed layout has no byte of."""
    terms = review.decoded.terms
    unproven = [] if terms.is_proven else [_caution("", "its description is not proven")]
    parts = [f"{part.rstrip('.')}." for part in review.caution.split(". ") if part]
    unconfirmed = [_caution("" if at else "quote", part) for at, part in enumerate(parts)]
    names = terms.unknown_extensions
    shown = ", ".join(cleaned(name, 32) for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    unknown = [_caution("extension", f"{shown}{more}"), _caution("", "not known here; nothing is signed for it")]
    return [*unproven, *(unknown if names else []), *unconfirmed, *_number_cautions(review)]


def _number_cautions(review: Review) -> list[Content]:
    """The chain's own number of this call beside the known one."""
    if review.accepted is None:
        return []
    numbers = review.accepted.numbers
    declared, known = (f"{pallet},{call}" for pallet, call in (numbers.declared, numbers.known))
    return [
        _caution("call number", f"{declared} on this chain; known here as {known}"),
        _caution("", "two operators describe this runtime alike"),
    ]


def _caution(label: str, words: str) -> Content:
    return labelled(label, Content.styled(words, "$note"), LABEL_CELLS)


def _sending(review: Review, now: float) -> Content:
    unsigned = review.unsigned
    until = f"   can happen until {_end_of_era(review, now)}"
    return Content.assemble(nonces(review), until, (f"   {unsigned.era_period} blocks from now", "$muted"))


def _end_of_era(review: Review, now: float) -> str:
    """The time of day, by this machine's own clock: an endpoint could name any block and any time."""
    seconds = review.unsigned.era_period * review.facts.block_seconds
    return time.strftime("%H:%M", time.localtime(now + seconds))
