// @ts-check
// The list of doubtful words, to step through.

import { explained } from "../../doubts.js";
import { element, setChildren } from "./dom.js";
import { shortClock } from "./layout.js";

/** @import { State } from "./state.js" */
/** @import { PlacedWord } from "./types.js" */

const SHOWN = 100;
const AROUND = 4;

/** The list in its panel: the doubtful words near one of them. */
export class DoubtfulList {
  /** @type {number[]} */
  #shown = [];

  /**
   * @param {HTMLElement} list
   * @param {(number: number) => void} onChoose answers clicks
   */
  constructor(list, onChoose) {
    this.list = list;
    list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button) onChoose(Number(button.dataset.word));
    });
  }

  /**
   * Show those words of the filter that are near the word `number`; `anew` if words may have changed.
   * @param {State} state
   * @param {number} number
   * @param {{ anew?: boolean }} options
   */
  show({ words, listed: doubtful, comments, commented }, number, { anew = false } = {}) {
    const note = (/** @type {number} */ word) => comments[commented.findIndex(([first]) => first === word)]?.text;
    const at = doubtful.findIndex((word) => word >= number);
    const from = Math.max(0, Math.min((at < 0 ? doubtful.length : at) - SHOWN / 2, doubtful.length - SHOWN));
    const part = doubtful.slice(from, from + SHOWN);
    if (anew || part[0] !== this.#shown[0] || part.length !== this.#shown.length) {
      const items = part.map((word) => element("li", {}, entry(words, word, note(word))));
      if (from > 0) items.unshift(more(from, "before"));
      if (from + SHOWN < doubtful.length) items.push(more(doubtful.length - from - SHOWN, "after"));
      setChildren(this.list, items);
      this.#shown = part;
    }
    this.#mark(number);
  }

  /** @param {number} number */
  #mark(number) {
    this.list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    /** @type {HTMLElement | null} */
    const button = this.list.querySelector(`[data-word="${number}"]`);
    const panel = this.list.closest(".panel");
    if (!button || !panel) return;
    button.setAttribute("aria-current", "true");
    const place = button.offsetTop - panel.clientHeight / 2;
    if (Math.abs(panel.scrollTop - place) > panel.clientHeight / 3) panel.scrollTop = place;
  }
}

/**
 * @param {PlacedWord[]} words
 * @param {number} number
 * @param {string | undefined} note
 */
function entry(words, number, note) {
  const word = words[number];
  const near = (/** @type {number} */ from, /** @type {number} */ to) =>
    words
      .slice(Math.max(0, from), to)
      .filter((other) => other.speaker === word.speaker)
      .map((other) => other.text)
      .join("");
  const before = near(number - AROUND, number);
  const quote = element("q", {}, before, element("b", {}, word.text), near(number + 1, number + 1 + AROUND));
  const why = element("small", { dir: "auto" }, note || explained(word.source));
  return element(
    "button",
    { type: "button", "data-word": String(number) },
    element("time", {}, shortClock(word.start)),
    element("span", {}, quote, why),
  );
}

/**
 * @param {number} count
 * @param {string} where
 */
function more(count, where) {
  return element("li", { class: "more" }, `${count} more ${where}`);
}
