// The suite imports fs.globSync, which Node 20 does not have, and uses it only for a command that is not run here.
import fs from "node:fs";
import { register } from "node:module";

const module = (source) => `data:text/javascript,${encodeURIComponent(source)}`;
const shim = module('export * from "node:fs"; export { default } from "node:fs"; export function globSync() { return []; }');
const hooks = module(`export const resolve = (specifier, context, next) =>
  specifier === "fs" && context.parentURL?.includes("/conformance/dist/")
    ? { url: ${JSON.stringify(shim)}, shortCircuit: true }
    : next(specifier, context);`);
if (!fs.globSync) register(hooks);
