// A button that copies; browsers have it on safe origins only (https, or this machine).

import { announce } from "../lib/dom.js";
import { button } from "./fields.js";

export const copy = (text) =>
  navigator.clipboard &&
  button("Copy", async () => {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
  });
