"""What keeps a headless command from its endpoint is one sentence on standard error, status 1 and no traceback."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.chain.impostors import a_web_page, an_impostor

FAR = "wss://node.example:443/SECRET"


async def run(home: Path, *arguments: str, **environment: str) -> tuple[int | None, str, str]:
    own = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dtao_tui",
        *arguments,
        env={**own, "DTAO_TUI_HOME": str(home), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (a_web_page(), "it answers with a web page (HTTP 200)"),
        (a_web_page("429 Too Many Requests", "Retry-After: 40"), "asked to wait 40 s (HTTP 429)"),
    ],
)
async def test_market_says_what_answers_instead(tmp_path: Path, answer: bytes, words: str) -> None:
    async with an_impostor(answer) as port:
        status, output, errors = await run(tmp_path, "market", "-n", f"ws://127.0.0.1:{port}/SECRET")
    assert (status, output, errors.count("\n")) == (1, "", 1)
    assert errors.startswith(f"dtao-tui: 127.0.0.1:{port} ")
    assert words in errors
    assert "SECRET" not in errors


@pytest.mark.parametrize("answer", [a_web_page("407 Proxy Authentication Required"), b""])
async def test_a_proxy_is_named_and_what_it_leaves_behind_is_no_traceback(tmp_path: Path, answer: bytes) -> None:
    async with an_impostor(answer) as port:
        proxy = f"http://user:SECRET@127.0.0.1:{port}"
        status, output, errors = await run(tmp_path, "market", "-n", FAR, HTTPS_PROXY=proxy, https_proxy=proxy)
    assert (status, output, errors.count("\n")) == (1, "", 1)
    assert errors.startswith(f"dtao-tui: The proxy 127.0.0.1:{port} ")
    assert "SECRET" not in errors


@pytest.mark.parametrize("options", [(), ("--json",)])
async def test_the_doctor_says_the_same_on_both_outputs(tmp_path: Path, options: tuple[str, ...]) -> None:
    async with an_impostor(a_web_page("403 Forbidden")) as port:
        status, output, errors = await run(tmp_path, "doctor", "-n", f"ws://127.0.0.1:{port}/SECRET", *options)
    sentence = f"127.0.0.1:{port} does not serve this address (HTTP 403). Choose another endpoint."
    assert status == 1
    assert sentence in output
    assert f"dtao-tui: endpoint: {sentence}\n" in errors
    assert "SECRET" not in output + errors
    assert "Traceback" not in errors
