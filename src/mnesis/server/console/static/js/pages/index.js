// Every page by its name in the address.

import context from "./context.js";
import entities from "./entities.js";
import facts from "./facts.js";
import jobs from "./jobs.js";
import keys from "./keys.js";
import preferences from "./preferences.js";
import procedures from "./procedures.js";
import search from "./search.js";
import sessions from "./sessions.js";
import teach from "./teach.js";
import timeline from "./timeline.js";
import transfer from "./transfer.js";

export const PAGES = {
  search,
  context,
  timeline,
  sessions,
  facts,
  entities,
  preferences,
  procedures,
  teach,
  jobs,
  transfer,
  keys,
};
