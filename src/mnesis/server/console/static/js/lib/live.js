// News as it happens, over /v1/live; where that is not to be had, a look every ten seconds.
// TODO protocol
const news = new EventTarget();
let now = "polling";
export const state = () => now;
export const watch = (run) => news.addEventListener("state", run);
export function follow() {
  setInterval(() => news.dispatchEvent(new CustomEvent("news", { detail: null })), 10_000);
}
export function onNews(signal, run) {
  news.addEventListener("news", (event) => run(event.detail), { signal });
}
