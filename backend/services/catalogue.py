"""The category tree in the database, brought level with the one that the program ships."""

from __future__ import annotations

from matching.categories import LANGUAGES, load
from models.resource import Category, Kind
from models.transaction import transactional


@transactional
async def sync_categories() -> int:
    """Add and rename categories to match the shipped tree; returns how many it has. None is ever deleted."""
    tree = load()
    known = {category.id: category for category in await Category.all()}
    missing = []
    for position, node in enumerate(tree):
        names = {language: tree.name(node.id, language) for language in LANGUAGES}
        kept = {"parent_id": node.parent, "kind": Kind(node.kind), "names": names, "position": position}
        if node.id not in known:
            missing.append(Category(id=node.id, **kept))
        elif any(getattr(known[node.id], name) != value for name, value in kept.items()):
            await Category.filter(id=node.id).update(**kept)
    await Category.bulk_create(missing)
    return len(tree)
