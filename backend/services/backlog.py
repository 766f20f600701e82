"""Notices about what is long past: nobody is told of them once a history has been brought in."""

from __future__ import annotations

from datetime import datetime

from models.notice import Notice, NoticeState
from models.transaction import transactional


@transactional
async def drop_owed(*, before: datetime) -> int:
    """Owe nothing any more that became due to be told before this moment; say how many notices that were."""
    return await Notice.filter(state=NoticeState.OWED, created_at__lt=before).update(state=NoticeState.DROPPED)
