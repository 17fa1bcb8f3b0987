"""What an archive says that cannot be true, or is not what others say: refused with a sentence, and not written."""

from typing import Any

import pytest

from dtao_tui.domain.history.backfills import BackfillState, BackfillWish
from dtao_tui.domain.history.bar_tiers import HOUR
from dtao_tui.domain.history.block_samples import before_next, frame_of, sample_of
from dtao_tui.ports.chain import Head
from dtao_tui.practice.node.node import Node
from tests.archives import WISH, Backfilling
from tests.chain.middleman import Honest, Middleman


def head_of(node: Node, number: int) -> Head:
    found = node.chain.hash_of(number)
    assert found is not None
    return Head(number, "0x" + found.hex())


def twisted_time(answer: Any) -> Any:
    time = int.from_bytes(bytes.fromhex(answer[2:]), "little")
    return "0x" + (time ^ 2**23).to_bytes(8, "little").hex()


def with_number(value: int, place: int) -> Any:
    """Put this number at a place of each answer about storage, from the second one."""
    answers = 0

    def twist(groups: Any) -> Any:
        nonlocal answers
        answers += 1
        if answers == 1:
            return groups
        for group in groups:
            for at, (key, _) in enumerate(group["changes"]):
                if at == place:
                    group["changes"][at] = [key, "0x" + value.to_bytes(8, "little").hex()]
        return groups

    return twist


FIRST_TAO, FIRST_ALPHA, FIRST_REGISTRATION = 1, 4, 7
"""Places in the question: the time, then each item for the three subnets."""


@pytest.mark.parametrize(
    ("method", "twist", "words"),
    [
        ("state_getStorageAt", twisted_time, "out of order"),
        ("state_queryStorageAt", with_number(2**63, FIRST_TAO), "more TAO at block"),
        ("state_queryStorageAt", with_number(2**63, FIRST_ALPHA), "impossible amount of alpha"),
        (
            "state_queryStorageAt",
            with_number(5_000_000, FIRST_REGISTRATION),
            "was registered at block 5,000,000",
        ),
        ("state_queryStorageAt", with_number(12, FIRST_REGISTRATION), "was registered at block 12"),
    ],
)
async def test_what_cannot_be_true_is_refused_and_not_written(
    between: tuple[Node, Middleman, Backfilling], method: str, twist: Any, words: str
) -> None:
    _, middleman, site = between
    middleman.twists[method] = twist
    told = await site.run(middleman.url, WISH)
    assert told.state is BackfillState.FAILED
    assert words in told.sentence
    assert told.sentence.startswith("127.0.0.1:")
    assert len(site.hours) <= 1


async def test_an_archive_that_differs_from_the_endpoint_in_use_is_refused_at_once(
    between: tuple[Node, Middleman, Backfilling],
) -> None:
    _, middleman, site = between
    honest = with_number(10**12 + 1, FIRST_TAO)
    honest([])
    middleman.twists["state_queryStorageAt"] = honest
    told = await site.run(middleman.url, WISH)
    assert (told.state, site.hours) == (BackfillState.FAILED, [])
    assert "other reserves of subnet 1 than the endpoint in use" in told.sentence


async def test_an_archive_of_another_fork_is_refused(between: tuple[Node, Middleman, Backfilling]) -> None:
    node, middleman, site = between

    def other(parameters: list[Any]) -> Any:
        found = node.chain.hash_of(parameters[0])
        if found is None or parameters[0] in (0, node.chain.finalized):
            raise Honest
        return "0x" + (node.chain.hash_of(parameters[0] - 1) or b"").hex()

    middleman.lies["chain_getBlockHash"] = other
    told = await site.run(middleman.url, WISH)
    assert (told.state, site.hours) == (BackfillState.FAILED, [])
    assert "serves another chain" in told.sentence


async def test_an_answer_of_a_giant_ends_it(between: tuple[Node, Middleman, Backfilling]) -> None:
    _, middleman, site = between
    middleman.twists["state_getStorageAt"] = lambda _: "0x" + "00" * 4 * 2**20
    told = await site.run(middleman.url, WISH)
    assert (told.state, site.hours) == (BackfillState.FAILED, [])
    assert "more than a chain's answers can be" in told.sentence


async def test_an_archive_that_differs_from_what_was_recorded_is_refused(
    between: tuple[Node, Middleman, Backfilling],
) -> None:
    node, middleman, site = between
    snapshot = await site.chain.market.snapshot(head_of(node, 8), ())
    sample = sample_of(snapshot)
    assert sample is not None
    site.store.claim()
    site.store.append(snapshot.genesis, [frame_of(sample, None)], before_next(sample))
    honest = await site.run(middleman.url, BackfillWish(HOUR, 1, 50.0))
    assert (honest.state, honest.written) == (BackfillState.DONE, 11)
    middleman.twists["state_queryStorageAt"] = with_number(10**12 + 1, FIRST_TAO)
    told = await site.run(middleman.url, WISH)
    assert (told.state, told.written) == (BackfillState.FAILED, 0)
    assert "other reserves of subnet 1 at block 8 than were recorded" in told.sentence
