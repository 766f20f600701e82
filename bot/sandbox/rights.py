"""Members of a chat as the Bot API shows them."""

from bot.sandbox.world import Chat, Json, World

RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories can_pin_messages "
    "can_manage_topics"
).split()
DEFAULT_RIGHTS = frozenset(RIGHTS) - {"can_promote_members"}


def admin_rights(**chosen: bool) -> Json:
    """All rights of an administrator: the usual ones, changed as chosen."""
    return {right: chosen.get(right, right in DEFAULT_RIGHTS) for right in RIGHTS}


def member_json(world: World, chat: Chat, user_id: int) -> Json:
    """The ChatMember object that fits this person's standing."""
    status = chat.members.get(user_id, "left")
    head: Json = {"status": status, "user": world.users[user_id].json()}
    if status == "creator":
        return head | {"is_anonymous": False}
    if status == "administrator":
        return head | {"can_be_edited": False, "is_anonymous": False} | chat.rights.get(user_id, admin_rights())
    return head | ({"until_date": 0} if status == "kicked" else {})
