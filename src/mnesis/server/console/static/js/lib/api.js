// Asking /v1 with the key of this tab, in the scope that is chosen. Every refusal becomes a Problem that says what to do.

import { desk } from "./desk.js";

const BASE = new URL("../v1/", document.baseURI);

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || SAID[status] || `The server answered ${status}. Try again.`);
    this.status = status;
    this.kind = body?.title;
  }
}

const SAID = {
  0: "The server does not answer. Is mnesis serve still running?",
  401: "This key is not known here, or it has run out. Sign in with another one.",
  403: "This key may not do that here.",
  413: "This is more than the server takes at once.",
  429: "Too many requests at once. Wait a moment and try again.",
};

/** The address of a route; parameters that are null, false or "" are left out, lists are repeated. */
export function address(path, params = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries({ scope: desk.scope, ...params })) {
    for (const one of [value].flat())
      if (![null, undefined, "", false].includes(one)) url.searchParams.append(name, one);
  }
  return url;
}

export const headers = () => (desk.key ? { Authorization: `Bearer ${desk.key}` } : {});

export async function refused(response) {
  const body = await response.json().catch(() => null);
  if (response.status === 401) dispatchEvent(new CustomEvent("mnesis:stranger"));
  return new Problem(response.status, body);
}

/** The response itself; raises Problem, and AbortError where the page was left. */
export async function send(method, path, { params, json, body, signal } = {}) {
  const sent = { method, signal, headers: headers(), body };
  if (json !== undefined) {
    sent.body = JSON.stringify(json);
    sent.headers["Content-Type"] = "application/json";
  }
  const response = await fetch(address(path, params), sent).catch((error) => {
    throw error.name === "AbortError" ? error : new Problem(0);
  });
  if (!response.ok) throw await refused(response);
  return response;
}

async function value(method, path, given) {
  const response = await send(method, path, given);
  return response.status === 204 ? null : response.json();
}

export const get = (path, params, signal) => value("GET", path, { params, signal });
export const post = (path, json = {}, signal = undefined, params = {}) => value("POST", path, { json, signal, params });
export const remove = (path, params) => value("DELETE", path, { params });
