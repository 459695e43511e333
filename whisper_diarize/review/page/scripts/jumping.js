// @ts-check
// Jumping to a word in sight: each has a label, and the keys of the label go to it. The nearest have one letter. Page Down
// and Page Up bring others into sight.

import { bySelector, byId, element } from "./dom.js";

/** @import { View } from "./view.js" */

const LETTERS = "fjdkslaghrueiwoqptyvbncmxz"; // those under the fingers first
const DIGITS = "1234567890";
const PAGE_SHARE = 0.9; // of the height that is seen

export class Jumping {
  #node = byId("labels");
  /** @type {Map<string, number>} the words by their labels */
  #words = new Map();
  #typed = "";
  #from = -1;
  /** @type {(number: number) => void} */
  #answer = () => {};

  /** @param {View} view */
  constructor(view) {
    this.view = view;
  }

  listen() {
    document.addEventListener("keydown", (event) => this.#take(event), { capture: true });
    addEventListener("pointerdown", () => this.#end(), { capture: true });
    for (const kind of ["resize", "scroll"]) {
      addEventListener(kind, () => this.#words.size && this.#label(), { capture: true, passive: true });
    }
  }

  /**
   * Label the words in sight, the nearest after word `from` with one letter; `answer` is called with the one chosen.
   * @param {number} from
   * @param {(number: number) => void} answer
   */
  open(from, answer) {
    this.#typed = "";
    this.#from = from;
    this.#answer = answer;
    this.#label();
  }

  #label() {
    const from = this.#from;
    this.#words.clear();
    this.#node.replaceChildren();
    const inSight = this.view.between(...seen());
    const after = inSight.filter(([number]) => number > from);
    const before = inSight.filter(([number]) => number <= from).reverse();
    for (const [i, [number, box]] of [...after, ...before].entries()) {
      const label = labelOf(i);
      if (label === null) break;
      this.#words.set(label, number);
      const node = element("kbd", { "data-word": String(number) }, label);
      node.style.left = `${box.left}px`;
      node.style.top = `${box.top}px`;
      this.#node.append(node);
    }
  }

  /** @param {KeyboardEvent} event */
  #take(event) {
    if (!this.#words.size || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const page = { PageDown: 1, PageUp: -1 }[event.key];
    if (page) {
      const [top, bottom] = seen();
      scrollBy({ top: page * PAGE_SHARE * (bottom - top), behavior: "instant" });
      this.#label();
      return;
    }
    this.#typed += event.key.toLowerCase();
    const number = this.#words.get(this.#typed);
    const goesOn = [...this.#words.keys()].some((label) => label !== this.#typed && label.startsWith(this.#typed));
    if (number === undefined && goesOn) return;
    const answer = this.#answer;
    this.#end();
    if (number !== undefined) answer(number);
  }

  #end() {
    this.#words.clear();
    this.#typed = "";
    this.#node.replaceChildren();
  }
}

/**
 * The heights between which the transcript is seen.
 * @returns {[number, number]}
 */
function seen() {
  const top = Math.max(0, bySelector(".deck").getBoundingClientRect().bottom);
  return [top, bySelector(".player").getBoundingClientRect().top];
}

/**
 * A letter for the first, then a digit and a letter.
 * @param {number} place
 */
function labelOf(place) {
  if (place < LETTERS.length) return LETTERS[place];
  const rest = place - LETTERS.length;
  const digit = DIGITS[Math.floor(rest / LETTERS.length)];
  return digit === undefined ? null : digit + LETTERS[rest % LETTERS.length];
}
