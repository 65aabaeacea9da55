// News as it happens, over a socket at /v1/live; while that is not to be had, a look every ten seconds. After a break
// it goes on from the last number it saw, so nothing is missed.

import { desk } from "./desk.js";

const LOOK = 10_000;
const LONGEST_PAUSE = 30_000;
const news = new EventTarget();

let now = "waiting";
let socket = null;
let pause = 500;
let cursor = null;
let scope = null;

/** `live`, `polling` or `waiting`. */
export const state = () => now;
export const watch = (run) => news.addEventListener("state", run);

/** Calls `run` with each update, {kind, change, id, value}, and with null where there may be some; until aborted. */
export function onNews(signal, run) {
  news.addEventListener("news", (event) => run(event.detail), { signal });
}

/** Begins to listen to the scope that is chosen. */
export function follow() {
  connect();
  setInterval(() => now === "polling" && tell(null), LOOK);
}

/** Listens to another scope, after it was chosen. */
export function turn() {
  if (scope === desk.scope) return;
  const left = scope;
  [scope, cursor] = [desk.scope, null];
  if (socket?.readyState !== WebSocket.OPEN) return;
  if (left) say({ type: "unsubscribe", scope: left });
  say({ type: "subscribe", scope });
}

const tell = (update) => news.dispatchEvent(new CustomEvent("news", { detail: update }));
const say = (message) => socket.send(JSON.stringify(message));

function become(state) {
  now = state;
  news.dispatchEvent(new Event("state"));
}

function connect() {
  scope ??= desk.scope;
  const address = new URL("../v1/live", document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.addEventListener("open", () => desk.key && say({ type: "hello", key: desk.key }));
  socket.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  socket.addEventListener("close", lost);
}

/** Tries again, each time a little later; looks meanwhile. */
function lost() {
  become(pause > 4_000 ? "polling" : "waiting");
  setTimeout(connect, pause);
  pause = Math.min(LONGEST_PAUSE, pause * 2);
}

function heard(said) {
  if (said.type === "ping") say({ type: "pong" });
  if (said.type === "welcome") say({ type: "subscribe", scope, ...(cursor === null ? {} : { cursor }) });
  if (said.scope !== scope) return;
  if (said.type === "subscribed") opened(said);
  if (said.type === "update") updated(said);
  if (said.type === "reset") {
    cursor = said.cursor;
    tell(null);
  }
}

function opened(said) {
  if (cursor === null && now !== "live") tell(null);
  cursor = said.cursor;
  pause = 500;
  become("live");
}

function updated(said) {
  cursor = said.cursor;
  tell(said);
}
