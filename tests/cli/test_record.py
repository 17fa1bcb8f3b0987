"""The commands that record the market and show what was recorded, as processes of their own."""

import asyncio
import csv
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui.cli.record import LEAST_MEBIBYTES
from dtao_tui.domain.history.bar_frames import IS_APPROXIMATE, IS_STORY, NO_FLOW, NO_RANGE, NO_RESERVES, NO_VOLUME, Bar
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.output.history_documents import COLUMNS, history_csv, history_document, history_table
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from tests.cli.command_line import run
from tests.fakes.values import a_snapshot
from tests.histories import BEGIN

KNOWN = Bar(BEGIN, 5, 10, 12, 9, 11, 100, 200, 300, 7_000_000_000, -5_000_000_000)
UNKNOWN = Bar(BEGIN, 5, 10, 12, 9, 11, 0, 0, 0, 0, 0, NO_VOLUME | NO_FLOW | NO_RANGE | NO_RESERVES | IS_STORY)


def test_what_was_not_recorded_is_null_and_never_zero() -> None:
    snapshot = a_snapshot()
    document = history_document(snapshot, snapshot.subnets[7], ChartRange.DAY, [KNOWN, UNKNOWN])
    known, unknown = document["bars"]
    assert list(known) == list(COLUMNS)
    assert (known["high_rao"], known["volume_rao"], known["flow_rao"]) == (12, 7_000_000_000, -5_000_000_000)
    nothing = [name for name, value in unknown.items() if value is None]
    assert nothing == ["high_rao", "low_rao", "tao_in", "alpha_in", "quote_weight", "volume_rao", "flow_rao"]
    assert unknown["is_story"] is True


def test_csv_has_the_same_rows() -> None:
    rows = list(csv.DictReader(history_csv([KNOWN, UNKNOWN]).splitlines()))
    assert (rows[0]["close_rao"], rows[1]["volume_rao"]) == ("11", "")


def test_the_table_marks_what_is_approximate_and_what_is_a_story() -> None:
    about = Bar(BEGIN, 5, 10, 12, 9, 11, 1, 1, 1, 0, -5 * 10**12, IS_APPROXIMATE)
    table = history_table(a_snapshot().subnets[7], [about, UNKNOWN])
    assert "≈−5" in table
    assert table.splitlines()[2].endswith("– ~")
    assert history_table(a_snapshot().subnets[7], []) == "Nothing is recorded of subnet 7 in that time."


async def test_record_writes_final_blocks_and_history_tells_them(tmp_path: Path) -> None:
    options = PracticeOptions(subnets=12, block_seconds=0.2)
    async with Node(genesis_world(options), options) as node:
        command = [sys.executable, "-m", "dtao_tui", "record", "--every-block", "-n", node.url]
        environment = {"DTAO_TUI_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=subprocess.PIPE)
        assert process.stderr is not None
        said = (await process.stderr.readline()).decode()
        assert "Recording" in said
        # Blocks come by the clock of the node, and nothing tells of them here.
        connected_at = 10**9
        while node.chain.height < connected_at + 15:
            connected_at = min(connected_at, node.chain.height) if node.user_count else connected_at
            await asyncio.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        done = await asyncio.to_thread(run, tmp_path, "history", "3", "--range", "1h", "--json", "-n", node.url)
        document = json.loads(done.stdout)
        assert (document["schema"], document["netuid"], document["registered_at"]) == (1, 3, 0)
        blocks = [bar["block"] for bar in document["bars"]]
        assert len(blocks) >= 3
        assert blocks == sorted(blocks)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("history", "3", "--range", "2h"), "no range; there are 1h, 24h, 7d, 30d, all"),
        (("history", "3", "--json", "--csv"), "either --json or --csv"),
        (("record", "--max-size", "1"), f"at least {LEAST_MEBIBYTES} MiB"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
