// Sending a file. An old-fashioned request, because only that tells how much of a file has been sent.

import { address, headers, Problem } from "./api.js";
import { EVENTS, listener } from "./events.js";

/** What an import came to. `told` gets {sent} from 0 to 1 while the file is sent, then {done, total} of its reading. */
export function importFile(file, { format }, told, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const heard = listener(told);
    let length = 0;
    const more = () => {
      heard.hear(request.responseText.slice(length));
      length = request.responseText.length;
    };
    const end = () => {
      if (request.status >= 400) return reject(new Problem(request.status, parsed(request.responseText)));
      more();
      return resolve(heard.result());
    };
    request.open("POST", address("import", { name: file.name, format, on_error: "skip" }));
    for (const [name, value] of Object.entries({ ...headers(), Accept: EVENTS })) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener(
      "progress",
      (event) => event.lengthComputable && told({ sent: event.loaded / event.total }),
    );
    request.addEventListener("progress", () => request.status < 400 && more());
    request.addEventListener("load", () => attempt(end, reject));
    request.addEventListener("error", () => reject(new Problem(0)));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function attempt(run, reject) {
  try {
    run();
  } catch (error) {
    reject(error);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
