// How values read: times in the reader's zone and language, numbers, names of predicates.

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const utcDay = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const count = new Intl.NumberFormat();
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** A day. One that is said as a day, as facts have it, is that day everywhere, not the evening before. */
export const date = (iso) => (iso ? (iso.endsWith("T00:00:00.000Z") ? utcDay : day).format(new Date(iso)) : "");
export const weekday = (iso) => longDay.format(new Date(iso));
export const time = (iso) => clock.format(new Date(iso));
export const moment = (iso) => (iso ? `${date(iso)}, ${time(iso)}` : "");
export const number = (value) => count.format(value);
export const percent = (value) => share.format(value);
export const score = (value) => (value === null || value === undefined ? "–" : value.toFixed(3));

/** The calendar day of a moment where the reader is, as 2026-05-04. */
export function dayOf(iso) {
  const at = new Date(iso);
  const two = (value) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "2 hours ago". */
export function ago(iso, now = Date.now()) {
  if (!iso) return "never";
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? [];
  if (!unit) return "just now";
  return relative.format(Math.round(seconds / size), unit);
}

/** "1 memory", "2 memories". */
export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** works_at as people read it. */
export const words = (name) => String(name).replaceAll("_", " ");

/** The same with a capital. */
export const title = (name) => words(name).replace(/^./u, (letter) => letter.toUpperCase());

/** Who said something. */
export const who = (one) => one.speaker || { user: "User", agent: "Agent", system: "System" }[one.actor] || one.actor;
