// Server-sent events of long work: progress as it goes, at last its result.

import { address, headers, Problem, refused } from "./api.js";

export const EVENTS = "text/event-stream";

/** Hears events as their text comes in pieces: `told` gets each progress, `result` is what it came to. */
export function listener(told) {
  let rest = "";
  let last = null;
  function hear(text) {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop();
    for (const one of blocks.map(read).filter(Boolean)) {
      if (one.name === "progress") told(one.data);
      else last = one;
    }
  }
  function result() {
    if (last?.name === "result") return last.data;
    throw last ? new Problem(last.data.status, last.data) : new Problem(0);
  }
  return { hear, result };
}

function read(block) {
  const [name, data] = [/^event: (.*)$/m.exec(block)?.[1], /^data: (.*)$/m.exec(block)?.[1]];
  return name && data && { name, data: JSON.parse(data) };
}

/** Asks for long work and follows it; `told` gets {step, done, total}. What it came to; raises Problem. */
export async function work(path, json, told, signal) {
  const sent = { method: "POST", body: JSON.stringify(json), signal };
  sent.headers = { ...headers(), "Content-Type": "application/json", Accept: EVENTS };
  const response = await fetch(address(path), sent).catch((error) => {
    throw error.name === "AbortError" ? error : new Problem(0);
  });
  if (!response.ok) throw await refused(response);
  const heard = listener(told);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) heard.hear(part.value);
  return heard.result();
}
