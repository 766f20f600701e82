"""The sandbox as a process of its own."""

import asyncio
import json
import signal
import socket
import sys
from pathlib import Path

import pytest

from bot.sandbox.__main__ import main


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_when_it_is_ready_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    people = tmp_path / "people.json"
    people.write_text(
        json.dumps({"people": [{"id": 7, "first_name": "Ann"}], "groups": [{"title": "G", "members": [7]}]})
    )
    port = free_port()
    words = ["-m", "bot.sandbox", "--port", str(port), "--people", str(people), "--token", "77:CANARY"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode() for _ in range(3)]
    _, writer = await asyncio.open_connection("127.0.0.1", port)

    process.send_signal(number)
    rest, errors = await asyncio.wait_for(process.communicate(), 5)
    writer.close()

    assert lines[0].split()[-1] == f"http://127.0.0.1:{port}/?as=7"
    assert lines[2] == "Ready.\n"
    assert (process.returncode, rest, errors) == (0, b"Ended.\n", b"")
    assert "CANARY" not in "".join(lines)


@pytest.mark.parametrize("text", ["{", '{"people": []}', '{"people": [{"id": 7}]}', '{"folk": []}'])
def test_a_people_file_that_cannot_be_read_is_refused(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    people = tmp_path / "people.json"
    people.write_text(text)

    assert main(["--people", str(people)]) == 1
    assert capsys.readouterr().err.startswith("The sandbox cannot start:")
