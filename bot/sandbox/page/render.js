// Messages as Telegram sends them, made into elements.
import { make } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SERVICE = {
  new_chat_members: (m) => `${m.new_chat_members.map((p) => p.first_name).join(", ")} joined`,
  left_chat_member: (m) => `${m.left_chat_member.first_name} left`,
  migrate_to_chat_id: () => "This group became a supergroup",
  migrate_from_chat_id: () => "This group became a supergroup",
  new_chat_title: (m) => `The group is now called ${m.new_chat_title}`,
  forum_topic_created: (m) => `Topic “${m.forum_topic_created.name}” opened`,
};

// Cuts the text where an entity begins or ends and wraps each piece in all entities that cover it.
function richText(text, entities, open) {
  const cuts = new Set([0, text.length]);
  for (const e of entities) cuts.add(e.offset).add(e.offset + e.length);
  const places = [...cuts].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b);
  return places.slice(0, -1).map((start, number) => {
    const piece = text.slice(start, places[number + 1]);
    const covering = entities.filter((e) => e.offset <= start && e.offset + e.length >= places[number + 1]);
    covering.sort((a, b) => a.length - b.length);
    return covering.reduce((inner, e) => wrap(e, inner, text, open), document.createTextNode(piece));
  });
}

function wrap(entity, inner, text, open) {
  const whole = text.slice(entity.offset, entity.offset + entity.length);
  if (TAGS[entity.type]) return make(TAGS[entity.type], {}, inner);
  if (entity.type === "text_link") return link(entity.url, inner, open);
  if (entity.type === "url") return link(/^[a-z]+:/i.test(whole) ? whole : `https://${whole}`, inner, open);
  if (entity.type === "bot_command") return make("button", { type: "button", class: "inline", on: { click: () => open.command(whole) } }, inner);
  if (entity.type === "spoiler") return spoiler(inner);
  if (entity.type === "date_time") return make("time", { datetime: moment(entity.unix_time).toISOString(), title: moment(entity.unix_time).toLocaleString() }, inner);
  return make("span", { class: entity.type }, inner);
}

function spoiler(inner) {
  const cover = make("button", { type: "button", class: "spoiler", "aria-label": "Hidden text, press to show" }, inner);
  cover.addEventListener("click", () => { cover.classList.add("shown"); cover.removeAttribute("aria-label"); });
  return cover;
}

function moment(seconds) {
  return new Date(seconds * 1000);
}

export function isSafe(address) {
  return /^(https?|mailto|tel):/i.test(address);
}

// A link to the bot acts inside the page; another one opens in a window of its own.
function link(address, inner, open) {
  if (open.isBotLink(address)) return make("a", { href: "#", on: { click: (event) => { event.preventDefault(); open.bot(address); } } }, inner);
  return isSafe(address) ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, inner) : inner;
}

function attachments(message) {
  const parts = [];
  if (message.photo) parts.push(make("img", { src: `/sandbox/files/${message.photo.at(-1).file_id}`, alt: message.caption || "Photo", width: message.photo.at(-1).width || null, height: message.photo.at(-1).height || null }));
  if (message.document) parts.push(make("a", { class: "card", href: `/sandbox/files/${message.document.file_id}`, download: message.document.file_name || "file" }, `File: ${message.document.file_name || "file"}`));
  const place = message.venue || (message.location && { title: "A pin", address: "", location: message.location });
  if (place) parts.push(make("p", { class: "card" }, make("strong", {}, place.title), place.address ? ` ${place.address}` : "", make("small", {}, `${place.location.latitude.toFixed(5)}, ${place.location.longitude.toFixed(5)}`)));
  if (message.contact) parts.push(make("p", { class: "card" }, `Phone: ${message.contact.phone_number}`));
  return parts;
}

function buttons(message, open) {
  const rows = message.reply_markup?.inline_keyboard || [];
  if (!rows.length) return null;
  return make("div", { class: "buttons", role: "group", "aria-label": "Buttons" }, ...rows.map((row, r) =>
    make("div", { class: "row" }, ...row.map((button, c) => oneButton(button, () => open.press(message, r, c), open)))));
}

function oneButton(button, press, open) {
  const address = button.url || button.web_app?.url;
  if (address && isSafe(address) && !open.isBotLink(address)) {
    return make("a", { class: "button", href: address, target: "_blank", rel: "noopener noreferrer" }, `${button.text} ↗`);
  }
  if (address) return make("button", { type: "button", on: { click: () => open.bot(address) } }, button.text);
  return make("button", { type: "button", on: { click: press } }, button.text);
}

// In groups one answers a message to be heard by the bot.
function replyButton(message, open) {
  if (message.chat.type === "private") return null;
  return make("button", { type: "button", class: "inline", "aria-label": `Reply to ${message.from.first_name}`, on: { click: () => open.reply(message) } }, "Reply");
}

function topicOf(message, open) {
  const name = message.message_thread_id && open.topicName(message.message_thread_id);
  return name ? make("span", {}, `in ${name} `) : null;
}

export function bubble(message, me, open) {
  const service = Object.keys(SERVICE).find((name) => name in message);
  if (service) return make("li", { class: "service" }, SERVICE[service](message));
  const mine = message.from.id === me;
  const text = message.text ?? message.caption ?? "";
  const quoted = message.reply_to_message;
  const time = moment(message.date).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return make("li", { class: mine ? "mine" : message.from.is_bot ? "bot" : "theirs" },
    make("div", { class: "bubble" },
      make("b", { class: mine ? "hidden" : "sender" }, mine ? "You" : message.from.first_name),
      quoted ? make("p", { class: "quoted" }, `${quoted.from.first_name}: ${(quoted.text || quoted.caption || "…").slice(0, 90)}`) : null,
      ...attachments(message),
      text ? make("div", { class: "text" }, ...richText(text, message.entities || message.caption_entities || [], open)) : null,
      make("small", { class: "meta" }, replyButton(message, open), topicOf(message, open), `${message.edit_date ? "edited " : ""}${time}`)),
    buttons(message, open));
}
