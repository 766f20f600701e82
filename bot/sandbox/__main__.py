"""Run the sandbox as a process of its own: `python -m bot.sandbox --people people.json`."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.sandbox.cast import Cast, populate, read_cast
from bot.sandbox.control import LOOPBACK
from bot.sandbox.sandbox import DEFAULT_TOKEN, Sandbox, Setup

TOKEN_VARIABLE = "BORROWDALE_SANDBOX_TOKEN"  # noqa: S105 - the name of a variable


def arguments(words: list[str]) -> argparse.Namespace:
    """The command line, read."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", choices=sorted(LOOPBACK), help="loopback only")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--people", type=Path, help="JSON file with people, groups and places")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input does")
    parser.add_argument("--token", help=f"the bot's token; better in {TOKEN_VARIABLE}; a well-known one if left out")
    return parser.parse_args(words)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def end_with_input(ended: asyncio.Event) -> None:
    """Set the event once standard input is closed, which the kernel does for a parent that was killed."""
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin)
        ended.set()


async def run(options: argparse.Namespace, cast: Cast) -> None:
    """Serve until SIGINT or SIGTERM."""
    token = options.token or os.environ.get(TOKEN_VARIABLE) or DEFAULT_TOKEN
    sandbox = Sandbox(Setup(token=token))
    populate(sandbox, cast)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    if options.with_parent:
        asyncio.get_running_loop().add_reader(sys.stdin, end_with_input, ended)
    async with sandbox.serving(host=options.host, port=options.port):
        say(f"Chat page   {sandbox.address}/?as={cast.people[0].id}")
        say(f"Bot API     {sandbox.address}/bot<token>/<method>")
        say("Ready.")
        await ended.wait()
    say("Ended.")


def main(words: list[str] | None = None) -> int:
    """Read the command line and the people file, and serve."""
    options = arguments(sys.argv[1:] if words is None else words)
    try:
        cast = read_cast(options.people)
        asyncio.run(run(options, cast))
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"The sandbox cannot start: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
