// Who looks, and at which scope: kept for this tab only.

const KEY = "mnesis.key";
const SCOPE = "mnesis.scope";

/** Changed by `sign` and `choose` only. `me` is what /v1/me said of the key. */
export const desk = { key: null, scope: null, me: null };

/** Takes the key out of an address like …/console/#key=mn_…, so that it stays neither there nor in the history. */
export function takeKey() {
  const found = /(?:^#|&)key=([^&]+)/.exec(location.hash);
  if (found) {
    sessionStorage.setItem(KEY, decodeURIComponent(found[1]));
    history.replaceState(null, "", `${location.pathname}#/search`);
  }
  desk.key = sessionStorage.getItem(KEY);
  desk.scope = sessionStorage.getItem(SCOPE);
}

export function sign(key) {
  desk.key = key;
  desk.me = null;
  if (key) return sessionStorage.setItem(KEY, key);
  desk.scope = null;
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(SCOPE);
}

export function choose(scope) {
  desk.scope = scope;
  sessionStorage.setItem(SCOPE, scope);
}

/** Whether a role with this right looks; the server has the last word. */
export const may = (right) => desk.me.rights.includes(right);
