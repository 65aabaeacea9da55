// Every route that the console asks, by what it is for. Lists come as {items, next}.

import { get, post, remove, send } from "./api.js";
import { work } from "./events.js";

const id = encodeURIComponent;
const listed = (name) => (found) => ({ items: found[name], next: found.next });
const list = (path, values, signal, name = path) => get(path, values, signal).then(listed(name));

/** What matters for a question, and for a prompt. */
export const recall = (values, signal) => post("recall", { ...values, limit: Number(values.limit) }, signal);
export const context = (values, signal) => post("context", values, signal);

/** What happened: by a filter, from the latest or from the first. */
function memories(conditions, { order = "newest", cursor = null, limit = 50 } = {}, signal) {
  const where = { all: conditions.map(([field, op, value]) => ({ field, op, value })) };
  return post("memories/search", { where }, signal, { order, cursor, limit }).then(listed("memories"));
}

export function timeline({ since, until, ...page }, signal) {
  const from = since ? [["timestamp", "ge", midnight(since)]] : [];
  const to = until ? [["timestamp", "lt", midnight(until, 1)]] : [];
  return memories([...from, ...to], page, signal);
}

/** The beginning of a day where the reader is, or of one so many days later. */
function midnight(day, later = 0) {
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

/** A memory and the turns beside it: {episode, turns}. */
export async function around(name, far = 6) {
  const episode = await get(`memories/${id(name)}`);
  const near = [
    ["session_id", "eq", episode.session_id],
    ["position", "ge", episode.position - far],
    ["position", "le", episode.position + far],
  ];
  const { items } = await memories(near, { order: "oldest", limit: 2 * far + 1 });
  return { episode, turns: items.some((one) => one.id === episode.id) ? items : [episode] };
}

export const sessions = (values, signal) => list("sessions", values, signal);
export const session = (name, signal) => get(`sessions/${id(name)}`, {}, signal);
export const turns = (name, values, signal) =>
  list(`sessions/${id(name)}/turns`, { limit: 200, ...values }, signal, "memories");
export const closeSession = (name) => post(`sessions/${id(name)}/close`);

/** What is known. */
export const facts = (values, signal) => list("facts", values, signal);
export const why = (fact, signal) => get(`facts/${id(fact)}/why`, {}, signal);
export const correct = (one, values) => post("correct", { id: one, ...values });
export const learn = (text) => post("learn", { words: { text } });
export const entities = (values, signal) => list("entities", values, signal);
export const relations = (entity, values, signal) => get("relations", { entity, ...values }, signal);
export const preferences = (values, signal) => list("preferences", values, signal);
export const procedures = (values, signal) => list("procedures", values, signal);
export const outcome = (procedure, values) => post(`procedures/${id(procedure)}/outcome`, values);

/** Work in the background. */
export const jobs = (values, signal) => list("jobs", values, signal);
export const retryJob = (job) => post(`jobs/${id(job)}/retry`);
export const cancelJob = (job) => post(`jobs/${id(job)}/cancel`);
export const night = (told, signal) => work("sleep", {}, told, signal);

/** Keys of the tenant. */
export const keys = (values, signal) => list("keys", values, signal);
export const createKey = (values) => post("keys", values);
export const rotateKey = (key) => post(`keys/${id(key)}/rotate`);
export const revokeKey = (key) => remove(`keys/${id(key)}`);

/** Everything of a scope, as a file. */
export const exported = async () => (await send("GET", "export")).blob();
export { importFile } from "./upload.js";
