"""A runtime's metadata comes from memory, then from the endpoint's own folder, then from the endpoint."""

from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.runtime.runtime_loader import MOST_CODECS, RuntimeVersion
from dtao_tui.ports.errors import NotUnderstood
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, a_desk
from tests.chain.middleman import Honest, Middleman, Objection

METADATA = "Metadata_metadata_at_version"


def cached(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "between").rglob("*") if path.is_file())


def fetches(middleman: Middleman) -> int:
    return middleman.asked.count("state_call")


async def test_a_damaged_file_is_fetched_again_and_replaced(middleman: Middleman, tmp_path: Path, node: Node) -> None:
    async with a_desk(middleman.url, cache=tmp_path / "between"):
        (file,) = cached(tmp_path)
    file.write_bytes(b"meta\x0f and nothing that follows")
    middleman.asked.clear()
    async with a_desk(middleman.url, cache=tmp_path / "between") as desk:
        assert desk.facts.metadata == node.chain.description.metadata
    assert fetches(middleman) == 1
    assert file.read_bytes() == node.chain.description.metadata


async def test_metadata_of_another_transaction_version_is_not_taken(
    middleman: Middleman, tmp_path: Path, node: Node
) -> None:
    async with a_desk(middleman.url, cache=tmp_path / "between"):
        pass
    middleman.asked.clear()
    middleman.twists["state_getRuntimeVersion"] = lambda version: {**version, "transactionVersion": 99}
    async with a_desk(middleman.url, cache=tmp_path / "between") as desk:
        assert desk.facts.transaction_version == 99
    assert fetches(middleman) == 1


async def test_a_runtime_is_loaded_once_for_all_who_ask_at_once(between: Desk, middleman: Middleman) -> None:
    head = await between.market.head()
    middleman.twists["state_getRuntimeVersion"] = lambda version: {**version, "specVersion": 470}
    middleman.asked.clear()
    client = between.connection.client
    assert sorted([await client.runtime_of_state(head.hash), await client.runtime_of_state(head.hash)]) == [False, True]
    assert fetches(middleman) == 1


async def test_few_runtimes_are_kept_in_memory(between: Desk) -> None:
    loader = between.connection.client._runtimes
    for spec in range(500, 500 + 2 * MOST_CODECS):
        await loader.of_version(RuntimeVersion(spec, 1, "node-subtensor"), None)
    assert len(loader._codecs) == MOST_CODECS


async def test_a_block_is_decoded_by_the_runtime_that_made_it(between: Desk, node: Node) -> None:
    client = between.connection.client
    assert node.faults is not None
    node.step()
    before = (await between.market.head()).hash
    node.faults.ask("upgrade", {"spec_version": 480})
    node.step(3)
    after = (await between.market.head()).hash
    assert (await client.events(before))[1].spec_version == 475
    assert (await client.events(after))[1].spec_version == 480


async def test_a_runtime_that_knows_v14_alone_is_refused_with_a_sentence(
    middleman: Middleman, tmp_path: Path, node: Node
) -> None:
    def without_v15(parameters: list[Any]) -> Any:
        if parameters[0] != METADATA:
            raise Honest
        raise Objection(-32000, "Exported method Metadata_metadata_at_version is not found", None)

    middleman.lies["state_call"] = without_v15
    middleman.lies["state_getMetadata"] = lambda _: "0x" + b"meta\x0e".hex()
    with pytest.raises(NotUnderstood):
        async with a_desk(middleman.url, cache=tmp_path):
            pass
    assert "state_getMetadata" in middleman.asked


@pytest.mark.parametrize("answer", [None, 7, [], {}, {"specVersion": 1}, {"specVersion": "x", "transactionVersion": 1}])
def test_a_version_of_another_shape_is_a_trouble_with_a_sentence(answer: Any) -> None:
    with pytest.raises(NotUnderstood, match="runtime version"):
        RuntimeVersion.of(answer)
