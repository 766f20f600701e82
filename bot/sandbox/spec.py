"""The methods of the Bot API that the sandbox speaks, with their parameters and types."""

from dataclasses import dataclass

TYPES = {
    "chat": "chat_id from_chat_id",
    "int": """message_id message_thread_id direct_messages_topic_id user_id offset limit timeout max_connections
        live_period heading proximity_alert_radius cache_time icon_color expire_date member_limit until_date""",
    "float": "latitude longitude horizontal_accuracy",
    "bool": """disable_notification protect_content allow_paid_broadcast show_caption_above_media has_spoiler
        disable_content_type_detection show_alert drop_pending_updates is_personal creates_join_request is_big
        revoke_messages only_if_banned for_channels return_bots""",
    "file": "photo document thumbnail certificate",
    "object": """link_preview_options reply_parameters reply_markup scope menu_button suggested_post_parameters
        button result rights""",
    "array": """allowed_updates entities caption_entities commands results message_ids reaction""",
}
TYPE_OF = {name: kind for kind, names in TYPES.items() for name in names.split()}

_PLACE = "business_connection_id message_thread_id direct_messages_topic_id"
_QUIET = "disable_notification protect_content allow_paid_broadcast message_effect_id"
_SEND = f"{_PLACE} {_QUIET} suggested_post_parameters reply_parameters reply_markup"
_CAPTION = "caption parse_mode caption_entities"
_EDIT = "business_connection_id chat_id message_id inline_message_id reply_markup"

# method: required | optional; a name with a colon has a type of its own
METHODS = {
    "getMe": "|",
    "logOut": "|",
    "close": "|",
    "getUpdates": "| offset limit timeout allowed_updates",
    "setWebhook": "url | certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    "deleteWebhook": "| drop_pending_updates",
    "getWebhookInfo": "|",
    "sendMessage": f"chat_id text | {_SEND} parse_mode entities link_preview_options",
    "sendPhoto": f"chat_id photo | {_SEND} {_CAPTION} show_caption_above_media has_spoiler",
    "sendDocument": f"chat_id document | {_SEND} {_CAPTION} thumbnail disable_content_type_detection",
    "sendLocation": f"""chat_id latitude longitude | {_SEND} horizontal_accuracy live_period heading
        proximity_alert_radius""",
    "sendVenue": f"""chat_id latitude longitude title address | {_SEND} foursquare_id foursquare_type
        google_place_id google_place_type""",
    "sendMediaGroup": f"chat_id media:array | {_PLACE} {_QUIET} reply_parameters",
    "sendChatAction": "chat_id action | business_connection_id message_thread_id",
    "copyMessage": f"""chat_id from_chat_id message_id | message_thread_id direct_messages_topic_id {_QUIET}
        {_CAPTION} show_caption_above_media video_start_timestamp:int suggested_post_parameters reply_parameters
        reply_markup""",
    "editMessageText": f"text | {_EDIT} parse_mode entities link_preview_options",
    "editMessageCaption": f"| {_EDIT} {_CAPTION} show_caption_above_media",
    "editMessageReplyMarkup": f"| {_EDIT}",
    "editMessageMedia": f"media:object | {_EDIT}",
    "deleteMessage": "chat_id message_id |",
    "deleteMessages": "chat_id message_ids |",
    "pinChatMessage": "chat_id message_id | business_connection_id disable_notification",
    "unpinChatMessage": "chat_id | business_connection_id message_id",
    "setMessageReaction": "chat_id message_id | reaction is_big",
    "answerCallbackQuery": "callback_query_id | text show_alert url cache_time",
    "answerInlineQuery": "inline_query_id results | cache_time is_personal next_offset button",
    "getFile": "file_id |",
    "setMyCommands": "commands | scope language_code",
    "getMyCommands": "| scope language_code",
    "deleteMyCommands": "| scope language_code",
    "setMyName": "| name language_code",
    "getMyName": "| language_code",
    "setMyDescription": "| description language_code",
    "getMyDescription": "| language_code",
    "setMyShortDescription": "| short_description language_code",
    "getMyShortDescription": "| language_code",
    "setChatMenuButton": "| chat_id menu_button",
    "getChatMenuButton": "| chat_id",
    "setMyDefaultAdministratorRights": "| rights for_channels",
    "getChat": "chat_id |",
    "getChatMember": "chat_id user_id |",
    "getChatMemberCount": "chat_id |",
    "getChatAdministrators": "chat_id | return_bots",
    "banChatMember": "chat_id user_id | until_date revoke_messages",
    "unbanChatMember": "chat_id user_id | only_if_banned",
    "leaveChat": "chat_id |",
    "approveChatJoinRequest": "chat_id user_id |",
    "declineChatJoinRequest": "chat_id user_id |",
    "createChatInviteLink": "chat_id | name expire_date member_limit creates_join_request",
    "revokeChatInviteLink": "chat_id invite_link |",
    "createForumTopic": "chat_id name | icon_color icon_custom_emoji_id",
    "editForumTopic": "chat_id message_thread_id | name icon_custom_emoji_id",
    "closeForumTopic": "chat_id message_thread_id |",
}


@dataclass(frozen=True)
class Method:
    """A method's name as the Bot API spells it, its parameters with their types, and those it cannot do without."""

    name: str
    types: dict[str, str]
    required: tuple[str, ...]


def _read(name: str, line: str) -> Method:
    """One line of the table as a Method."""
    required, optional = (part.split() for part in line.split("|"))
    typed = [entry.partition(":") for entry in required + optional]
    types = {parameter: kind or TYPE_OF.get(parameter, "str") for parameter, _, kind in typed}
    return Method(name, types, tuple(entry.partition(":")[0] for entry in required))


SPEC = {name.lower(): _read(name, line) for name, line in METHODS.items()}
