// Import and export: files dropped on the page, with progress; everything of a scope as one file.

import { exported, importFile } from "../lib/ask.js";
import { desk, may } from "../lib/desk.js";
import { announce, fill, h } from "../lib/dom.js";
import { number, plural } from "../lib/format.js";
import { button, field, select } from "../parts/fields.js";
import { acting, notices, told, trouble } from "../parts/states.js";

const FORMATS = [["", "Find out by itself"], ["jsonl", "mnesis JSONL"], ["chatgpt", "ChatGPT export"], ["claude", "Claude export"], ["text", "Text or Markdown"]];

const show = (body, { signal }) => fill(body, may("write") ? taking(signal) : null, giving());

function taking(signal) {
  const files = h("ul", { class: "list", "aria-live": "polite" });
  const format = select("format", FORMATS, "");
  const picker = h("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-label": "Files to import", on: { change: picked } });
  const choose = button("Choose files", () => picker.click(), { class: "main" });
  const zone = h("div", { class: "drop", on: { dragover: over, dragleave: away, drop: dropped } }, h("p", {}, "Drop files here, or"), choose, picker);
  const take = (list) => {
    for (const file of list) begin(file, format.value, files, signal);
  };
  function picked() {
    take(picker.files);
    picker.value = "";
  }
  function over(event) {
    event.preventDefault();
    zone.classList.add("over");
  }
  function away() {
    zone.classList.remove("over");
  }
  function dropped(event) {
    event.preventDefault();
    away();
    take(event.dataTransfer.files);
  }
  return h(
    "section",
    { class: "list", "aria-labelledby": "import" },
    h("h2", { id: "import" }, "Import"),
    h("p", { class: "soft" }, "A ChatGPT or Claude export (the zip or its JSON), mnesis JSONL, text. Importing twice adds nothing twice."),
    field("Format", format),
    zone,
    files,
  );
}

async function begin(file, format, list, signal) {
  const bar = h("progress", { max: 1, "aria-label": `Importing ${file.name}` });
  const line = h("p", { class: "soft" }, "Sending…");
  const card = h("li", { class: "card" }, h("h3", { dir: "auto" }, file.name), bar, line);
  list.prepend(card);
  const progress = ({ sent, done }) => {
    if (sent !== undefined) bar.value = sent;
    if (done !== undefined) bar.removeAttribute("value");
    line.textContent = done === undefined ? "Sending…" : `${plural(done, "message")} read…`;
  };
  try {
    const counts = await importFile(file, { format }, progress, signal);
    bar.remove();
    line.textContent = `${plural(counts.added, "new memory", "new memories")}, ${number(counts.duplicates)} there already, ${plural(counts.sessions, "session")}.`;
    card.append(...[notices(counts.notices)].filter(Boolean), h("p", {}, h("a", { href: "#/timeline" }, "See them")));
    announce(line.textContent);
  } catch (error) {
    bar.remove();
    line.replaceWith(trouble(error, () => {
      card.remove();
      begin(file, format, list, signal);
    }));
  }
}

const KINDS = [["jsonl", "JSONL: can be imported again"], ["markdown", "Markdown: to read"]];

function giving() {
  const kind = select("kind", KINDS, "jsonl");
  const save = button("Export", () => acting(save, async () => {
    const blob = await exported(kind.value);
    const name = `mnesis-${desk.scope.replaceAll(/[^\w-]+/g, "-")}.${kind.value === "jsonl" ? "jsonl" : "md"}`;
    const url = URL.createObjectURL(blob);
    const link = h("a", { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    announce(`${name} is saved.`);
  }));
  return h(
    "section",
    { class: "list", "aria-labelledby": "export" },
    h("h2", { id: "export" }, "Export"),
    h("p", { class: "soft" }, `Everything that was said in ${desk.scope}, as one file.`),
    h("div", { class: "row" }, field("As", kind), save),
    told(),
  );
}

export default { title: "Import and export", about: "Bring conversations in, take everything out.", show };
