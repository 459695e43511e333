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
  T: "selectRest",
  Delete: "delete",
  Backspace: "delete",
  p: "paragraph",
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
/** @type {Record<string, string>} while the transcript is typed into */
const TYPING = { Escape: "leave", Tab: "nextToType", "Shift+Tab": "typeBefore" };
/** @type {Record<string, string>} everywhere */
const FUNCTION = { F2: "type" };
/** @type {Record<string, string>} */
const WITH_CONTROL = { z: "undo", Z: "redo", y: "redo", Enter: "rightAndOn" };
const OF_CONTROLS = new Set([" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/**
 * Return the action for a key event, or null; `{ give: n }` for the digits. `where` says what has the focus: "text" that
 * is typed into keeps all keys, the transcript ("typing") most, a "control" those that it is used with.
 * @param {Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">} event
 * @param {"text" | "typing" | "control" | "page"} where
 * @returns {Action | null}
 */
export function actionFor(event, where) {
  if (where === "text") return null;
  const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
  if (isPlain && Object.hasOwn(FUNCTION, event.key)) return FUNCTION[event.key];
  const digit = /^Digit([0-9])$/.exec(event.code ?? "")?.[1];
  if (event.altKey && !event.ctrlKey && !event.metaKey && digit) {
    return digit === "0" ? "giveNew" : { give: Number(digit) };
  }
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return WITH_CONTROL[event.key] ?? null;
  if (where === "typing") {
    const key = event.shiftKey ? `Shift+${event.key}` : event.key;
    return Object.hasOwn(TYPING, key) ? TYPING[key] : null;
  }
  if (where === "control" && OF_CONTROLS.has(event.key)) return null;
  if (event.shiftKey && event.key in SHIFTED) return SHIFTED[event.key];
  if (/^[1-9]$/.test(event.key)) return { give: Number(event.key) };
  return Object.hasOwn(PLAIN, event.key) ? PLAIN[event.key] : null;
}
