"""`migrate`, `token`, `openapi`, `import`: what an operator does now and then."""

from __future__ import annotations

import argparse
import asyncio
import sys
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

import orjson
from rich.console import Console
from rich.progress import Progress

from backend.api.openapi import document
from backend.api.routes import ROUTES
from backend.app import opened_database
from backend.cli.serving import say
from backend.clock import utc_now
from backend.config import Settings
from backend.language import fault
from backend.services import groups, importing, people, sessions
from models.errors import Invalid, NotFound
from models.group import Group
from models.person import Person, Provider


def add_operating(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommands that do one thing and end."""
    migrate = commands.add_parser("migrate", help="bring the database's schema up to date")
    migrate.set_defaults(run=lambda _asked, settings: asyncio.run(_migrate(settings)))
    token = commands.add_parser("token", help="print an access token for trying out the API")
    token.add_argument("person", help="an id, a Telegram id, or a name that only one person has")
    token.set_defaults(run=lambda asked, settings: asyncio.run(_token(settings, asked.person)))
    openapi = commands.add_parser("openapi", help="print the OpenAPI document of the JSON API")
    openapi.set_defaults(run=_openapi)
    bring = commands.add_parser("import", help="list a tool library's things from a CSV file, all or nothing")
    bring.add_argument("file", type=Path)
    bring.add_argument("--group", required=True, help="the group that owns them, by its short name")
    bring.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    bring.set_defaults(run=lambda asked, settings: asyncio.run(_import(settings, asked)))


async def _migrate(settings: Settings) -> int:
    async with opened_database(settings, say):
        say("the database is up to date")
    return 0


async def _token(settings: Settings, wanted: str) -> int:
    async with opened_database(settings, lambda _line: None):
        person = await person_called(wanted)
        tokens = await sessions.issue_token(person, "command line", now=utc_now())
    print(tokens.access_token)
    return 0


async def person_called(wanted: str) -> Person:
    """Whoever has this id, this Telegram id, or, alone, this name."""
    try:
        return await people.get(UUID(wanted))
    except ValueError:
        known = await people.find(Provider.TELEGRAM, wanted)
    if known is None:
        named = await people.named(wanted)
        known = named[0] if len(named) == 1 else None
    if known is None:
        raise NotFound(hint=f"{wanted!r} is nobody: give an id, a Telegram id or a name that only one person has.")
    return known


def _openapi(_asked: argparse.Namespace, _settings: Settings) -> int:
    sys.stdout.buffer.write(orjson.dumps(document(ROUTES, version=version("borrowdale")), option=orjson.OPT_INDENT_2))
    print()
    return 0


async def _import(settings: Settings, asked: argparse.Namespace) -> int:
    async with opened_database(settings, lambda _line: None):
        group = await Group.get_or_none(slug=asked.group)
        stewards = [] if group is None else await groups.stewards(group.id)
        if group is None or not stewards:
            raise NotFound(hint=await _groups_there_are(asked.group))
        listing = importing.Listing(group.id, asked.file.read_bytes(), dry_run=asked.dry_run)
        try:
            with Progress(console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("lines", total=None)
                report = await importing.bring_in(
                    stewards[0],
                    listing,
                    now=utc_now(),
                    progress=lambda done, of: bar.update(task, completed=done, total=of),
                )
        except Invalid as refused:
            return _faulty(refused, settings.app.default_language)
    print(_summed_up(report, dry_run=asked.dry_run))
    return 0


async def _groups_there_are(wanted: str) -> str:
    slugs = ", ".join(sorted(group.slug for group in await Group.all())) or "none"
    return f"No group with a steward has the short name {wanted!r}. There are: {slugs}."


def _faulty(refused: Invalid, language: str) -> int:
    """Every faulty line by its number and reason; nothing was imported."""
    for wrong in refused.faults:
        line, column = importing.line_and_column(wrong)
        print(f"line {line}, {column}: {fault(language, wrong)}" if line else fault(language, wrong), file=sys.stderr)
    print(f"{len(refused.faults)} faults; nothing was imported", file=sys.stderr)
    return 1


def _summed_up(report: importing.Report, *, dry_run: bool) -> str:
    counts = f"{len(report.added)} new, {len(report.changed)} changed, {len(report.unchanged)} as they were"
    ignored = f"; columns not understood: {', '.join(report.ignored_columns)}" if report.ignored_columns else ""
    return f"{counts}{ignored}{' (dry run: nothing was changed)' if dry_run else ''}"
