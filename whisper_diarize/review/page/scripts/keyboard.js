// @ts-check
// Keys: an event -> the name of a command. Pure.

import { COMMANDS } from "./commands.js";

/** @typedef {string | { give: number } | { take: number }} Action */
/** @typedef {Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">} Press */
/** @typedef {"text" | "typing" | "control" | "page"} Where */

const OF_CONTROLS = new Set(["Space", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
const OF_TEXT = new Set(["Space", "Enter", "Backspace", "Delete", "Escape", "Tab"]);
const ALONE = /^[^\s]$/u; // a letter, digit or mark

/**
 * The name of what is pressed: `n`, `N`, `Space`, `Shift+Tab`, `Ctrl+Shift+z`; Ctrl is Command as well.
 * @param {Press} press
 */
export function strokeOf({ key, code, shiftKey, ctrlKey, metaKey, altKey }) {
  // with Alt, some keyboards write other characters
  const plain = altKey ? (/^(?:Digit|Key)(.)$/.exec(code ?? "")?.[1]?.toLowerCase() ?? bracket(code) ?? key) : key;
  const isLetter = plain.length === 1;
  const name = plain === " " ? "Space" : isLetter && (ctrlKey || metaKey) ? plain.toLowerCase() : plain;
  const isShifted = shiftKey && (!isLetter || ctrlKey || metaKey);
  return [ctrlKey || metaKey ? "Ctrl" : "", altKey ? "Alt" : "", isShifted ? "Shift" : "", name]
    .filter(Boolean)
    .join("+");
}

/** @param {string} code */
function bracket(code) {
  return { BracketLeft: "[", BracketRight: "]" }[code];
}

export class Keys {
  /** @type {Map<string, string[]>} */
  #keys;

  /**
   * @param {Record<string, string[]>} changed by the names of commands
   * @param {boolean} single whether single letters, digits and marks act
   */
  constructor(changed = {}, single = true) {
    this.single = single;
    this.#keys = new Map(COMMANDS.map(({ name, keys }) => [name, Object.hasOwn(changed, name) ? changed[name] : keys]));
  }

  /**
   * @param {string} name
   * @returns {string[]}
   */
  of(name) {
    return this.#keys.get(name) ?? [];
  }

  /**
   * The action for a key, or null; `{ give: n }` for the digits, `{ take: n }` for them with Ctrl. `where` says what has the focus: "text" that is typed
   * into keeps all keys, the transcript ("typing") those that make text, a "control" those that it is used with.
   * @param {Press} press
   * @param {Where} where
   * @returns {Action | null}
   */
  actionFor(press, where) {
    const stroke = strokeOf(press);
    const isAlone = ALONE.test(stroke);
    if (where === "text" || (isAlone && !this.single)) return null;
    const isTyping = where === "typing";
    const offer = /^Ctrl\+([1-9])$/.exec(stroke)?.[1];
    if (offer) return { take: Number(offer) };
    const command = COMMANDS.find(
      ({ name, group }) => (group === "typing") === isTyping && this.of(name).includes(stroke),
    );
    if (command && (isTyping || where !== "control" || !OF_CONTROLS.has(stroke))) return command.name;
    const digit = /^(?:Alt\+)?([1-9])$/.exec(stroke)?.[1];
    if (isTyping && (isAlone || OF_TEXT.has(stroke) || /^(Shift\+)?Arrow/.test(stroke))) return null;
    if (digit) return { give: Number(digit) };
    return isTyping ? (COMMANDS.find(({ name }) => this.of(name).includes(stroke))?.name ?? null) : null;
  }
}
