// Addresses are fragments: #/facts/ID?past=true. Going somewhere else aborts what the last page was waiting for.

let show = null;
let current = null;

/** Where we are: {page, id, params}. */
export function here() {
  const [path, query] = parted(location.hash.replace(/^#\/?/, ""));
  const [page, ...rest] = path.split("/").map(decodeURIComponent);
  return { page: page || "search", id: rest.join("/") || null, params: new URLSearchParams(query) };
}

function parted(hash) {
  const at = hash.indexOf("?");
  return at < 0 ? [hash, ""] : [hash.slice(0, at), hash.slice(at + 1)];
}

/** The address of a page. */
export function to(page, id = null, params = {}) {
  const kept = Object.entries(params).filter(([, value]) => value !== "" && value !== null && value !== false);
  const query = new URLSearchParams(kept).toString();
  return `#/${page}${id === null ? "" : `/${encodeURIComponent(id)}`}${query ? `?${query}` : ""}`;
}

export function go(page, id = null, params = {}) {
  const target = to(page, id, params);
  if (location.hash === target) again();
  else location.hash = target;
}

/** Changes the address without a new page: what a form asked for, so that it can be sent to somebody. */
export const note = (page, id, params) => history.replaceState(null, "", to(page, id, params));

/** Shows the page of the address once more. */
export function again() {
  current?.abort();
  current = new AbortController();
  show(here(), current.signal);
}

export function start(render) {
  show = render;
  addEventListener("hashchange", () => location.hash.startsWith("#/") && again());
  again();
}
