// Import and export: files dropped on the page, with progress; everything of a scope as one file.

import { exported, importFile } from "../lib/ask.js";
import { desk, may } from "../lib/desk.js";
import { announce, fill, h } from "../lib/dom.js";
import { number, percent, plural } from "../lib/format.js";
import { button, field, select } from "../parts/fields.js";
import { acting, notices, told, trouble } from "../parts/states.js";

const FORMATS = [
  ["", "Look and see"],
  ["chatgpt", "ChatGPT"],
  ["claude", "Claude"],
  ["mem0", "Mem0"],
  ["zep", "Zep, Graphiti"],
  ["letta", "Letta"],
  ["langmem", "LangMem"],
  ["mcp_memory", "MCP memory server"],
  ["jsonl", "JSON lines"],
  ["text", "Text of a chat"],
];

const show = (body, { signal }) => fill(body, may("write") ? taking(signal) : null, giving());

function taking(signal) {
  const files = h("ul", { class: "list", "aria-live": "polite" });
  const format = select("format", FORMATS, "");
  const picker = h("input", {
    type: "file",
    multiple: true,
    class: "unseen",
    tabindex: "-1",
    "aria-label": "Files to import",
    on: { change: picked },
  });
  const choose = button("Choose files", () => picker.click(), { class: "main" });
  const zone = h(
    "div",
    { class: "drop", on: { dragover: over, dragleave: away, drop: dropped } },
    h("p", {}, "Drop files here, or"),
    choose,
    picker,
  );
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
    h(
      "p",
      { class: "soft" },
      "What other programs export (a zip or the file in it), JSON lines, the text of a chat. Importing twice adds nothing twice.",
    ),
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
  const progress = ({ sent, done, total }) => {
    bar.value = sent ?? (total ? done / total : 0);
    line.textContent =
      sent === undefined || sent === 1 ? `Reading, ${percent(bar.value)}…` : `Sending, ${percent(sent)}…`;
  };
  try {
    const counts = await importFile(file, { format }, progress, signal);
    bar.remove();
    line.textContent = `${plural(counts.added, "new memory", "new memories")}, ${number(counts.duplicates)} there already, ${plural(counts.sessions, "session")}.`;
    const skipped = counts.skipped.map((one) => `Not read: ${one.message}`);
    card.append(
      ...[notices([...counts.notices, ...skipped])].filter(Boolean),
      h("p", {}, h("a", { href: "#/timeline" }, "See them")),
    );
    announce(line.textContent);
  } catch (error) {
    bar.remove();
    line.replaceWith(
      trouble(error, () => {
        card.remove();
        begin(file, format, list, signal);
      }),
    );
  }
}

function giving() {
  const save = button("Export", () =>
    acting(save, async () => {
      const blob = await exported();
      const name = `mnesis-${desk.scope.replaceAll(/[^\w-]+/g, "-")}.jsonl`;
      const url = URL.createObjectURL(blob);
      const link = h("a", { href: url, download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      announce(`${name} is saved.`);
    }),
  );
  return h(
    "section",
    { class: "list", "aria-labelledby": "export" },
    h("h2", { id: "export" }, "Export"),
    h(
      "p",
      { class: "soft" },
      `Everything that was said in ${desk.scope}, as one file of JSON lines. Imported into an empty scope it gives the same memories.`,
    ),
    h("div", { class: "row" }, save),
    told(),
  );
}

export default { title: "Import and export", about: "Bring conversations in, take everything out.", show };
