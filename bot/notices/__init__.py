"""How each kind of notice is worded for its reader: one renderer a kind, None where it has lost its point."""

from __future__ import annotations

from collections.abc import Mapping

from bot.delivery import Renderer
from bot.notices import account, asked, found, group, links, loans, message, rounds
from models.notice import NoticeKind

RENDERERS: Mapping[NoticeKind, Renderer] = {
    **loans.RENDERERS,
    **message.RENDERERS,
    **group.RENDERERS,
    **account.RENDERERS,
    **found.RENDERERS,
    **asked.RENDERERS,
    **rounds.RENDERERS,
    **links.RENDERERS,
}
