// @ts-check
// The help: all commands with their keys, which can be changed, and settings.

import { COMMANDS, GROUPS } from "./commands.js";
import { byId, element, setChildren } from "./dom.js";
import { Keys, strokeOf } from "./keyboard.js";

/** @import { Command } from "./commands.js" */
/** @import { Settings } from "./settings.js" */

/** @type {Record<string, string>} */
const SHOWN = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };
const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock"]);

export class Help {
  #dialog = byId("help", HTMLDialogElement);
  keys;
  /** @type {Command | null} whose key is asked for */
  #asked = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    const { keys, single } = settings.values;
    this.keys = new Keys(keys, single);
  }

  listen() {
    const single = byId("single-keys", HTMLInputElement);
    single.checked = this.keys.single;
    single.addEventListener("change", () => this.#change({ single: single.checked }));
    const complete = byId("complete", HTMLInputElement);
    complete.checked = this.settings.values.complete;
    complete.addEventListener("change", () => this.settings.change({ complete: complete.checked }));
    byId("keys-reset").addEventListener("click", () => this.#change({ keys: {} }));
    this.#dialog.addEventListener("keydown", (event) => this.#take(event), { capture: true });
    this.#show();
  }

  open() {
    this.#asked = null;
    this.#show();
    this.#dialog.showModal();
  }

  /** @param {KeyboardEvent} event the key for the command that asked for one */
  #take(event) {
    if (!this.#asked || MODIFIERS.has(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const { name, group } = this.#asked;
    this.#asked = null;
    if (event.key === "Escape" && group !== "typing") {
      this.#show(name);
      return;
    }
    const stroke = strokeOf(event);
    const keys = { ...this.settings.values.keys };
    for (const other of COMMANDS) {
      const isHere = (other.group === "typing") === (group === "typing");
      if (isHere && this.keys.of(other.name).includes(stroke)) {
        keys[other.name] = this.keys.of(other.name).filter((key) => key !== stroke);
      }
    }
    keys[name] = [stroke];
    this.#change({ keys }, name);
  }

  /**
   * @param {Partial<import("./settings.js").Values>} changed
   * @param {string} [focus]
   */
  #change(changed, focus) {
    this.settings.change(changed);
    const { keys, single } = this.settings.values;
    this.keys = new Keys(keys, single);
    this.#show(focus);
  }

  /** @param {string} [focus] the command whose button has the focus */
  #show(focus) {
    const parts = Object.entries(GROUPS).flatMap(([group, title]) => {
      const rows = COMMANDS.filter((command) => command.group === group).map((command) => this.#row(command));
      if (group === "correct") rows.push(fixed(["Ctrl+1", "…", "Ctrl+5"], "take a word that is offered below"));
      if (group === "correct") rows.push(fixed(["1", "…", "9"], "give the selection, or the turn, to a speaker"));
      if (group === "typing") {
        rows.push(fixed(["Alt+1", "…", "Alt+9"], "give the selection, or the turn, to a speaker"));
        rows.push(fixed(["→"], "take the word that is offered, and stay"));
        rows.push(fixed(["Enter"], "a new paragraph; Backspace at its beginning joins it to the one before"));
      }
      return [element("h3", {}, title), element("dl", {}, ...rows)];
    });
    setChildren(byId("keys"), parts);
    if (focus) byId("keys").querySelector(`[data-command="${focus}"]`)?.closest("button")?.focus();
  }

  /** @param {Command} command */
  #row(command) {
    const change = element(
      "button",
      { type: "button", "data-command": command.name, "aria-label": `Change the key: ${command.says}` },
      this.#asked === command ? "press a key" : "change",
    );
    change.addEventListener("click", () => {
      this.#asked = command;
      this.#show(command.name);
    });
    const strokes = this.keys.of(command.name);
    return element("div", {}, element("dt", {}, ...shown(strokes)), element("dd", {}, command.says, change));
  }
}

/**
 * @param {string[]} strokes
 * @param {string} says
 */
function fixed(strokes, says) {
  return element("div", {}, element("dt", {}, ...shown(strokes)), element("dd", {}, says));
}

/** @param {string[]} strokes */
function shown(strokes) {
  if (!strokes.length) return ["none"];
  return strokes.map((stroke) => {
    if (stroke === "…") return stroke;
    const parts = stroke
      .split(/\+(?=.)/)
      .map((part) => SHOWN[part] ?? (/^\p{Lu}$/u.test(part) ? `Shift ${part}` : part));
    return element(
      "kbd",
      {},
      parts.map((part) => (parts.length > 1 && part.length === 1 ? part.toUpperCase() : part)).join(" "),
    );
  });
}
