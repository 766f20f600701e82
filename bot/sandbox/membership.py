"""The methods about chats: who is in, who may join, topics, invitation links."""

from collections.abc import Mapping

from bot.sandbox.call import Call, Handler, bot_runs, find_chat
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.rights import member_json
from bot.sandbox.world import PRESENT, Chat, Json

TOPIC_COLOUR = 7322096


def known_chat(call: Call) -> Chat:
    """The chat that a call names, if the bot is in it."""
    chat = find_chat(call)
    if chat.type != "private" and not chat.has(call.world.bot.id):
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def get_chat(call: Call) -> Json:
    """All about a chat, as ChatFullInfo."""
    chat = known_chat(call)
    full = chat.json() | {"accent_color_id": abs(chat.id) % 7, "max_reaction_count": 11}
    full |= {"accepted_gift_types": dict.fromkeys(GIFTS, False)}
    if chat.type != "private":
        full["permissions"] = {"can_send_messages": True, "can_invite_users": True}
    if chat.pinned and chat.pinned[-1] in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned[-1]]
    return full


GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_member(call: Call) -> Json:
    """One person's standing in a chat."""
    chat, user_id = known_chat(call), call.get("user_id")
    if user_id not in call.world.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(call.world, chat, user_id)


def get_administrators(call: Call) -> list[Json]:
    """The people who run a group; other bots are left out."""
    chat = known_chat(call)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member_json(call.world, chat, user_id) for user_id in chat.members if chat.is_admin(user_id)]


def get_member_count(call: Call) -> int:
    """How many are in a chat."""
    chat = known_chat(call)
    return sum(status in PRESENT for status in chat.members.values())


def leave(call: Call) -> bool:
    """Take the bot out of a group."""
    chat = known_chat(call)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[call.world.bot.id] = "left"
    call.world.post(chat, call.world.bot, {"left_chat_member": call.world.bot.json()})
    return True


def ban(call: Call) -> bool:
    """Put somebody out of a group."""
    chat = known_chat(call)
    bot_runs(call, chat, "can_restrict_members")
    if chat.is_admin(call.get("user_id")):
        raise bad_request("user is an administrator of the chat")
    chat.members[call.get("user_id")] = "kicked"
    call.world.touch(chat)
    return True


def unban(call: Call) -> bool:
    """Let somebody come back to a group."""
    chat = known_chat(call)
    bot_runs(call, chat, "can_restrict_members")
    if chat.members.get(call.get("user_id")) == "kicked":
        chat.members[call.get("user_id")] = "left"
    return True


def _applicant(call: Call) -> tuple[Chat, int]:
    """The chat and the person whose request is to be decided."""
    chat = known_chat(call)
    bot_runs(call, chat, "can_invite_users")
    if chat.applicants.pop(call.get("user_id"), None) is None:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, call.get("user_id")


def approve(call: Call) -> bool:
    """Let an applicant in."""
    chat, user_id = _applicant(call)
    chat.members[user_id] = "member"
    joined = call.world.users[user_id]
    call.world.post(chat, joined, {"new_chat_members": [joined.json()]})
    return True


def decline(call: Call) -> bool:
    """Turn an applicant away."""
    _applicant(call)
    call.world.pulse.beat()
    return True


def create_link(call: Call) -> Json:
    """A new invitation link."""
    chat = known_chat(call)
    bot_runs(call, chat, "can_invite_users")
    address = f"https://t.me/+sandbox{abs(chat.id)}x{len(chat.invite_links)}"
    optional = {k: v for k, v in call.params.items() if k in {"name", "expire_date", "member_limit"}}
    link = {
        "invite_link": address,
        "creator": call.world.bot.json(),
        "creates_join_request": call.get("creates_join_request", False),
        "is_primary": False,
        "is_revoked": False,
    }
    chat.invite_links[address] = link | optional
    return chat.invite_links[address]


def revoke_link(call: Call) -> Json:
    """Make an invitation link useless."""
    chat = known_chat(call)
    bot_runs(call, chat, "can_invite_users")
    if call.get("invite_link") not in chat.invite_links:
        raise bad_request("INVITE_HASH_INVALID")
    chat.invite_links[call.get("invite_link")]["is_revoked"] = True
    return chat.invite_links[call.get("invite_link")]


def _forum(call: Call) -> Chat:
    """The forum that a call names, if the bot may arrange its topics."""
    chat = known_chat(call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    bot_runs(call, chat, "can_manage_topics")
    return chat


def create_topic(call: Call) -> Json:
    """Open a topic."""
    chat, name = _forum(call), call.get("name")
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_INVALID" if name else "topic name must be non-empty")
    look = {"name": name, "icon_color": call.get("icon_color", TOPIC_COLOUR)}
    thread = call.world.post(chat, call.world.bot, {"forum_topic_created": look})["message_id"]
    chat.messages[thread] |= {"message_thread_id": thread, "is_topic_message": True}
    chat.topics[thread] = look | {"message_thread_id": thread}
    return chat.topics[thread]


def _topic(call: Call) -> Json:
    """The topic that a call names."""
    chat = _forum(call)
    if call.get("message_thread_id") not in chat.topics:
        raise bad_request("TOPIC_ID_INVALID")
    return chat.topics[call.get("message_thread_id")]


def edit_topic(call: Call) -> bool:
    """Rename a topic."""
    topic = _topic(call)
    topic["name"] = call.get("name") or topic["name"]
    call.world.pulse.beat()
    return True


def close_topic(call: Call) -> bool:
    """Close a topic; the sandbox only checks that it is there."""
    return bool(_topic(call))


METHODS: Mapping[str, Handler] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": get_member_count,
    "leaveChat": leave,
    "banChatMember": ban,
    "unbanChatMember": unban,
    "approveChatJoinRequest": approve,
    "declineChatJoinRequest": decline,
    "createChatInviteLink": create_link,
    "revokeChatInviteLink": revoke_link,
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": close_topic,
}
