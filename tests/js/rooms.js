// Lets Node import our modules from where they are kept: a page finds the rooms beside each other
// (`../web/live.js`), in the checkout each lies in its own room's `static`. Preloaded by --import.
import module from "node:module";
import { isMainThread } from "node:worker_threads";

const NEIGHBOUR = /\/minga\/\w+\/static\/(\w+)\//;

/** @type {(specifier: string, context: { parentURL?: string }, next: Function) => unknown} */
export function resolve(specifier, context, next) {
  if (!specifier.startsWith("../") || !context.parentURL) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  return next(href.replace(NEIGHBOUR, "/minga/$1/static/$1/"), context);
}

// The second is for Node 20, which asks in a thread of its own: there this file is loaded again.
if (module.registerHooks) module.registerHooks({ resolve });
else if (isMainThread) module.register(import.meta.url);
