// @ts-check
// @ts-check
// Keys: an event -> the name of an action. Pure.

/** @typedef {string | { give: number }} Action */

/** @type {Record<string, string>} */
const PLAIN = {
  " ": "toggle",
  ArrowLeft: "wordBefore",
  ArrowRight: "wordAfter",
  ArrowUp: "turnBefore",
  ArrowDown: "turnAfter",
  k: "turnBefore",
  j: "turnAfter",
  ",": "back",
  ".": "forward",
  n: "doubtfulAfter",
  N: "doubtfulBefore",
  c: "right",
  t: "selectTurn",
  e: "correct",
  Enter: "correct",
  r: "speaker",
  u: "undo",
  U: "redo",
  f: "follow",
  s: "export",
  Escape: "clear",
  "?": "help",
  0: "giveNew",
};

/** @type {Record<string, string>} */
const SHIFTED = { ArrowLeft: "selectBefore", ArrowRight: "selectAfter" };
/** @type {Record<string, string>} */
const WITH_CONTROL = { z: "undo", Z: "redo", y: "redo" };
const OF_CONTROLS = new Set([" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/**
 * Return the action for a key event, or null; `{ give: n }` for the digits. `where` says what has the focus: "text" that
 * is typed into keeps all keys, a "control" those that it is used with.
 * @param {Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">} event
 * @param {"text" | "control" | "page"} where
 * @returns {Action | null}
 */
export function actionFor(event, where) {
  if (where === "text" || event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return WITH_CONTROL[event.key] ?? null;
  if (where === "control" && OF_CONTROLS.has(event.key)) return null;
  if (event.shiftKey && event.key in SHIFTED) return SHIFTED[event.key];
  if (/^[1-9]$/.test(event.key)) return { give: Number(event.key) };
  return Object.hasOwn(PLAIN, event.key) ? PLAIN[event.key] : null;
}
