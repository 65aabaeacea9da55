// Jobs: work that outlives the request that asked for it, watched as it goes on; and a night, now.

import { cancelJob, jobs, night, retryJob } from "../lib/ask.js";
import { may } from "../lib/desk.js";
import { announce, fill, h } from "../lib/dom.js";
import { ago, moment, number, title, words } from "../lib/format.js";
import { note } from "../lib/router.js";
import { button, field, select } from "../parts/fields.js";
import { acting, empty, told, trouble, waiting } from "../parts/states.js";
import { meta } from "../parts/meta.js";

const STATES = [
  ["", "All"],
  ["ready", "Waiting"],
  ["running", "Running"],
  ["done", "Done"],
  ["dead", "Given up"],
  ["cancelled", "Cancelled"],
];
const QUICK = 1_000,
  CALM = 5_000;

function show(body, { params, signal }) {
  const list = h("ul", { class: "list" });
  const results = h("section", { "aria-label": "Jobs" }, waiting());
  const state = select("state", STATES, params.get("state") ?? "", { on: { change: changed } });
  const board = { list, results, cards: new Map(), state, signal };
  let timer = null;
  async function look() {
    clearTimeout(timer);
    const busy = await refresh(board);
    if (!signal.aborted) timer = setTimeout(look, busy ? QUICK : CALM);
  }
  board.look = look;
  function changed() {
    note("jobs", null, { state: state.value });
    look();
  }
  signal.addEventListener("abort", () => clearTimeout(timer));
  const line = h("p", { class: "soft", "aria-live": "polite" });
  const run = button("Run a night now", () => acting(run, () => begin(look, line, signal)), { class: "main" });
  fill(
    body,
    h(
      "div",
      { class: "card flat" },
      h("div", { class: "row apart" }, field("Show", state), may("work") && run),
      line,
      told(),
    ),
    results,
  );
  return look();
}

/** A night now, told step by step; its job is in the list meanwhile. */
async function begin(look, line, signal) {
  line.textContent = "The night begins…";
  look();
  try {
    const slept = await night(({ step, done, total }) => {
      if (step) line.textContent = `${words(step)}: ${number(done)} of ${number(total)}`;
    }, signal);
    line.textContent = `A night of ${slept.took.toFixed(1)} s: ${number(slept.tokens.before)} tokens before, ${number(slept.tokens.after)} after.`;
  } catch (error) {
    line.textContent = "";
    throw error;
  } finally {
    if (!signal.aborted) look();
  }
}

/** Whether something goes on. Cards stay where they are and change, so that the focus is not lost. */
async function refresh(board) {
  let items;
  try {
    ({ items } = await jobs({ state: board.state.value, limit: 50 }, board.signal));
  } catch (error) {
    if (error.name !== "AbortError") fill(board.results, trouble(error, board.look));
    return false;
  }
  const kept = new Set(items.map((one) => one.id));
  for (const [id, card] of board.cards) {
    if (kept.has(id)) continue;
    card.node.remove();
    board.cards.delete(id);
  }
  items.forEach((one, index) => place(board, one, index));
  if (!items.length)
    fill(board.results, empty("No jobs", "Nights, and whatever else goes on in the background, are shown here."));
  else if (!board.results.contains(board.list)) fill(board.results, board.list);
  return items.some((one) => one.state === "running" || (one.state === "ready" && new Date(one.run_at) <= new Date()));
}

function place(board, one, index) {
  const card = board.cards.get(one.id) ?? { node: h("li", { class: "card", data: { id: one.id } }), seen: "" };
  const now = JSON.stringify(one);
  if (card.seen !== now) fill(card.node, inside(one, board.look));
  if (card.seen && card.state !== one.state) announce(`${words(one.kind)}: ${one.state}`);
  Object.assign(card, { seen: now, state: one.state });
  board.cards.set(one.id, card);
  if (board.list.children[index] !== card.node) board.list.insertBefore(card.node, board.list.children[index] ?? null);
}

const inside = (one, look) => [
  h(
    "header",
    {},
    h("h2", {}, title(one.kind)),
    h("span", { class: `tag ${{ running: "on", dead: "bad" }[one.state] ?? ""}` }, one.state),
  ),
  one.total > 0 &&
    h(
      "div",
      { class: "progress" },
      h("progress", { max: one.total, value: one.done, "aria-label": `${words(one.kind)}, progress` }),
      meterText(one),
    ),
  one.note && h("p", {}, one.note),
  one.error && h("p", { class: "notice bad", dir: "auto" }, one.error),
  meta(
    one.ended_at ? `ended ${ago(one.ended_at)}` : `to run ${moment(one.run_at)}`,
    one.cron && `every “${one.cron}”`,
    one.attempts > 1 && `attempt ${one.attempts}`,
  ),
  Object.keys(one.result).length > 0 && h("details", {}, h("summary", {}, "What came of it"), result(one.result)),
  may("work") && actions(one, look),
  told(),
];

const meterText = (one) => h("span", { class: "number" }, `${number(one.done)} of ${number(one.total)}`);

const result = (counts) =>
  h(
    "dl",
    { class: "pairs" },
    Object.entries(counts).map(([name, value]) => [
      h("dt", {}, words(name)),
      h("dd", { class: "number" }, typeof value === "object" ? JSON.stringify(value) : String(value)),
    ]),
  );

function actions(one, look) {
  const act = (name, ask) => {
    const pressed = button(name, () =>
      acting(pressed, async () => {
        await ask(one.id);
        await look();
      }),
    );
    return pressed;
  };
  if (one.state === "dead" || one.state === "cancelled") return h("div", { class: "row" }, act("Try again", retryJob));
  if (one.state === "ready" || one.state === "running") return h("div", { class: "row" }, act("Cancel", cancelJob));
  return null;
}

export default { title: "Jobs", about: "Work that goes on in the background, as it goes on.", show };
