// The chat page: whose phone it is, which chat is open, and what the person does there.
import { $, make, reconcile } from "./dom.js";
import { ask, follow, tell, upload } from "./net.js";
import { bubble } from "./render.js";
import { fillDialogs, moreDialog } from "./dialogs.js";

const query = new URLSearchParams(location.search);
const state = {
  me: Number(query.get("as")) || 0, chat: Number(query.get("chat")) || 0,
  town: null, chats: null, open: null, shown: new Set(), search: "", reply: null,
};

const open = {
  press: (message, row, column) => act("presses", { message_id: message?.message_id ?? null, row, column }),
  command: (command) => act("types", { text: command }),
  reply: (message) => { state.reply = message; drawReply(); $("text").focus(); },
  topicName: (thread) => state.open.topics.find((topic) => topic.message_thread_id === thread)?.name,
  isBotLink(address) {
    const link = URL.canParse(address) ? new URL(address) : null;
    return link?.hostname === "t.me" && link.pathname.slice(1).toLowerCase() === state.town.bot.username.toLowerCase();
  },
  async bot(address) {
    const wanted = new URL(address).searchParams;
    if (!wanted.has("startgroup")) return (await act("opens", { link: address })) && choose(state.me, state.me);
    moreDialog("Add the bot to which group?", state.chats.chats.filter((chat) => chat.type !== "private" && !chat.bot_is_in)
      .map((chat) => [chat.title, () => act("opens", { link: address, group: chat.id })]));
  },
};

async function act(deed, body = {}) {
  try {
    await tell(state.me, deed, { chat: state.chat, ...body });
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

let hiding = 0;
function toast(words, { alert = false } = {}) {
  if (alert) {
    $("alert-text").textContent = words;
    if (!$("alert-dialog").open) $("alert-dialog").showModal();
    return;
  }
  $("toast").textContent = words;
  $("toast").classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => $("toast").classList.remove("shown"), 4000);
}

function choose(me, chat) {
  const other = me !== state.me;
  const same = !other && chat === state.chat;
  Object.assign(state, { me, chat, shown: other ? new Set() : state.shown, open: same ? state.open : null });
  if (!same) {
    $("messages").replaceChildren();
    state.reply = null;
    drawReply();
  }
  history.replaceState(null, "", chat === me ? `/?as=${me}` : `/?as=${me}&chat=${chat}`);
  document.body.dataset.pane = "chat";
  refresh();
}

// One refresh at a time; a change that comes meanwhile is looked at right after.
let busy = false;
let again = false;
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    do {
      again = false;
      await load();
    } while (again);
  } catch (error) {
    toast(`The sandbox does not answer: ${error.message}`);
  } finally {
    busy = false;
  }
}

async function load() {
  const town = await ask("/sandbox/people");
  const me = town.people.some((person) => person.id === state.me) ? state.me : town.people[0]?.id;
  if (me === undefined) return;
  if (me !== state.me) Object.assign(state, { me, chat: me });
  const chats = await ask(`/sandbox/people/${me}/chats`);
  if (!chats.chats.some((chat) => chat.id === state.chat)) state.chat = me;
  const wanted = state.chat;
  const seen = await ask(`/sandbox/people/${me}/chats/${wanted}${document.hidden ? "" : "?read"}`);
  if (me !== state.me || wanted !== state.chat) { again = true; return; }
  const first = state.open === null;
  Object.assign(state, { town, chats, open: seen });
  draw(first);
}

function draw(first) {
  drawPeople();
  drawHead();
  drawMessages(first);
  drawComposer();
  for (const { id, text, alert } of state.open.toasts) {
    if (!first && !state.shown.has(id)) toast(text, { alert });
    state.shown.add(id);
  }
  fillDialogs(state);
}

function drawPeople() {
  const people = state.town.people;
  $("search-label").hidden = people.length <= 8;
  const wanted = people.filter((person) => person.name.toLowerCase().includes(state.search));
  reconcile($("people"), wanted.map((person) => ({ ...person, current: person.id === state.me })), (p) => p.id, (person) =>
    make("li", {}, make("button", { type: "button", "aria-current": person.current ? "true" : null, on: { click: () => choose(person.id, person.id) } },
      make("span", { class: `avatar hue${person.id % 6}`, "aria-hidden": "true" }, person.name.slice(0, 1)),
      make("span", { class: "name" }, person.name, make("small", {}, person.language || "")),
      person.unread ? make("span", { class: "dot", role: "img", "aria-label": "something new" }) : null)));
}

function drawHead() {
  const me = state.town.people.find((person) => person.id === state.me);
  $("me").textContent = me.name;
  $("me-more").textContent = me.username ? `@${me.username}` : "";
  document.title = `${me.name} · ${state.open.title}`;
  const unreadElsewhere = state.town.people.some((person) => person.unread && person.id !== state.me);
  $("back").classList.toggle("news", unreadElsewhere);
  reconcile($("chats"), state.chats.chats.map((chat) => ({ ...chat, current: chat.id === state.chat })), (c) => c.id, (chat) =>
    make("button", { type: "button", "aria-pressed": String(chat.current), on: { click: () => choose(state.me, chat.id) } },
      chat.title, chat.unread && !chat.current ? make("span", { class: "dot", role: "img", "aria-label": "something new" }) : null));
}

function drawMessages(first) {
  const list = $("messages");
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  reconcile(list, state.open.messages, (m) => m.message_id, (message) => bubble(message, state.me, open));
  if (!first && !low) return;
  list.scrollTop = list.scrollHeight;
  for (const image of list.querySelectorAll("img")) image.onload = () => { list.scrollTop = list.scrollHeight; };
}

function drawComposer() {
  const { started, blocked, keyboard, type } = state.open;
  $("start-bar").hidden = started && !blocked;
  $("start").textContent = blocked ? "Unblock the bot" : "Start";
  $("composer").hidden = blocked || (!started && type === "private");
  $("keyboard").hidden = !keyboard.length;
  reconcile($("keyboard"), keyboard.map((row, r) => ({ row, r })), ({ r }) => r, ({ row, r }) => make("div", { class: "row" }, ...row.map((button, c) =>
    make("button", { type: "button", on: { click: () => (button.request_location ? $("attach-dialog").showModal() : open.press(null, r, c)) } }, button.text))));
  drawCommands();
}

function drawCommands() {
  const typed = $("text").value;
  const fitting = /^\/\S*$/.test(typed) ? state.open.commands.filter(({ command }) => `/${command}`.startsWith(typed)) : [];
  $("commands").hidden = !fitting.length;
  reconcile($("commands"), fitting, (c) => c.command, ({ command, description }) => make("li", {},
    make("button", { type: "button", on: { click: () => { $("text").value = ""; act("types", { text: `/${command}` }); $("text").focus(); drawCommands(); } } },
      make("b", {}, `/${command}`), ` ${description}`)));
}

function drawReply() {
  $("reply-bar").hidden = !state.reply;
  $("reply-to").textContent = state.reply ? `Answering ${state.reply.from.first_name}: ${(state.reply.text || "").slice(0, 60)}` : "";
}

async function send() {
  const text = $("text").value.trim();
  const answering = state.reply ? { reply_to: state.reply.message_id, topic: state.reply.message_thread_id ?? null } : {};
  if (text && (await act("types", { text, ...answering }))) {
    state.reply = null;
    drawReply();
    $("text").value = "";
    $("text").dispatchEvent(new Event("input"));
    $("messages").scrollTop = $("messages").scrollHeight;
  }
}

function wire() {
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  });
  $("text").addEventListener("input", () => {
    $("text").style.height = "auto";
    $("text").style.height = `${Math.min($("text").scrollHeight, 140)}px`;
    if (state.open) drawCommands();
  });
  $("start").addEventListener("click", () => act(state.open.blocked ? "unblocks" : "starts"));
  $("back").addEventListener("click", () => { document.body.dataset.pane = "people"; $("people").querySelector("[aria-current]")?.focus(); });
  $("search").addEventListener("input", () => { state.search = $("search").value.trim().toLowerCase(); drawPeople(); });
  $("unreply").addEventListener("click", () => { state.reply = null; drawReply(); $("text").focus(); });
  $("attach").addEventListener("click", () => $("attach-dialog").showModal());
  $("sample").addEventListener("click", () => finish(act("sends_sample", { caption: $("caption").value })));
  $("photo").addEventListener("change", () => $("photo").files[0] && finish(upload(state.me, $("photo").files[0], { chat: state.chat, caption: $("caption").value }).catch((error) => toast(error.message))));
  $("pin").addEventListener("click", sendPlace);
  $("more").addEventListener("click", () => moreDialog(state.open.title, deeds()));
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}

async function finish(sending) {
  await sending;
  $("attach-dialog").close();
  $("caption").value = $("photo").value = "";
  $("text").focus();
}

function sendPlace() {
  if (!$("latitude").reportValidity() || !$("longitude").reportValidity()) return;
  const place = { latitude: $("latitude").valueAsNumber, longitude: $("longitude").valueAsNumber };
  if (Number.isNaN(place.latitude + place.longitude)) { $("latitude").focus(); return; }
  finish(act("sends_location", place));
}

// What the ⋯ menu offers for the open chat.
function deeds() {
  const { type, bot_is_in: botIsIn, runs_it: runsIt, id } = state.open;
  const on = (words, deed, body = {}) => [words, () => act(deed, body)];
  const join = state.chats.joinable.map((group) => on(`Join “${group.title}”`, "joins", { group: group.id }));
  if (type === "private") return [state.open.blocked ? on("Unblock the bot", "unblocks") : on("Block the bot", "blocks"), ...join];
  const bot = botIsIn ? [runsIt && on("Make the bot administrator", "promotes_bot", { group: id }), runsIt && on("Remove the bot", "removes_bot", { group: id })] : [on("Add the bot", "adds_bot", { group: id })];
  return [...bot, runsIt && type === "group" && on("Turn into a supergroup", "migrates", { group: id }), on("Leave the group", "leaves", { group: id }), ...join].filter(Boolean);
}

wire();
follow(refresh);
