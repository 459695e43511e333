// @ts-check
// What is offered for a word: what it may have been, and the same correction wherever the word stands.

import { CHECKED } from "../../pieces.js";
import { byId, element, setChildren } from "./dom.js";
import { nearby } from "./finding/terms.js";
import { strip } from "./text.js";

/** @import { Corrections } from "./corrections.js" */
/** @import { State } from "./state.js" */
/** @import { Completion } from "./typing/completion.js" */
/** @import { Edit, PlacedWord, WordRange } from "./types.js" */

const MOST = 5;
const MOST_OTHERS = 50; // of a word that is there more often, not each is wrong
const MIN_LETTERS = 3;

/** @typedef {{ range: WordRange, text: string }} Offer */

export class Offers {
  /** @type {Offer[]} */
  #offers = [];
  /** @type {{ was: string, now: string } | null} */
  #made = null;
  /** @type {(range: WordRange) => void} */
  #onTaken;

  /**
   * @param {{
   *   state: State, corrections: () => Corrections, completion: Completion, onTaken: (range: WordRange) => void,
   * }} parts
   */
  constructor({ state, corrections, completion, onTaken }) {
    this.state = state;
    this.corrections = corrections;
    this.completion = completion;
    this.#onTaken = onTaken;
    byId("offers-same").addEventListener("click", () => this.takeOthers());
  }

  /** How many words are offered. */
  get count() {
    return this.#offers.length;
  }

  /**
   * Offer what a word may have been; of a negative number, nothing.
   * @param {number} number
   */
  show(number) {
    this.#offers = number < 0 ? [] : this.#offersFor(number);
    this.#draw();
  }

  /** @param {number} digit */
  take(digit) {
    const offer = this.#offers[digit - 1];
    if (!offer) return;
    this.corrections().rewrite(offer.range, offer.text);
    this.#onTaken([offer.range[0], offer.range[0] + offer.text.split(/\s+/).length]);
  }

  /**
   * Offer to make a correction of one word wherever the word stands.
   * @param {Edit} edit
   * @param {PlacedWord[]} before the words as they were
   */
  made(edit, before) {
    const corrected = oneWord(edit);
    this.#made = null;
    this.#offers = [];
    if (corrected) this.#made = { was: strip(before[corrected.word]?.text ?? ""), now: corrected.text };
    this.#draw();
  }

  /** Make the last correction wherever its word stands. */
  takeOthers() {
    const others = this.#others();
    if (!this.#made || !others.length) return;
    const { now } = this.#made;
    /** @type {Edit[]} */
    const edits = others.map((word) => ({ kind: "correct", word, text: now }));
    this.corrections().make({ kind: "group", edits }, `Corrected in ${edits.length} more places.`);
  }

  /** The words that say what the last corrected word said, unless a person has checked them. */
  #others() {
    const was = this.#made?.was ?? "";
    if (was.length < MIN_LETTERS || was === this.#made?.now) return [];
    const found = [];
    for (const [number, { text, source }] of this.state.words.entries()) {
      if (strip(text) === was && source.reason !== CHECKED && !source.isSegment) found.push(number);
    }
    return found.length > MOST_OTHERS ? [] : found;
  }

  /** @param {number} number */
  #offersFor(number) {
    const { words } = this.state;
    const word = words[number];
    if (!word || word.source.isSegment) return [];
    const offers = nearby(words, number, this.state.terms);
    if (word.doubtful) {
      for (const text of this.completion.vocabulary.near(word.text, MOST)) {
        if (!offers.some((one) => one.text === text)) offers.push({ range: [number, number + 1], text });
      }
    }
    return offers.slice(0, MOST);
  }

  #draw() {
    const others = this.#others().length;
    byId("offers").hidden = !this.#offers.length && !others;
    byId("offers-said").hidden = !this.#offers.length;
    setChildren(
      byId("offers-list"),
      this.#offers.map(({ text }, i) => {
        const key = element("kbd", { "aria-hidden": "true" }, `Ctrl ${i + 1}`);
        const button = element("button", { type: "button" }, key, text);
        button.addEventListener("click", () => this.take(i + 1));
        return button;
      }),
    );
    byId("offers-others").hidden = !others;
    byId("offers-others-said").textContent = others ? `“${this.#made?.was}” is there ${times(others)} more.` : "";
  }
}

/**
 * The word that an edit corrects, and its text; null if it does something else.
 * @param {Edit} edit
 */
function oneWord(edit) {
  if (edit.kind === "correct") return edit.text ? { word: edit.word, text: strip(edit.text) } : null;
  const isOne = edit.kind === "rewrite" && edit.stop - edit.first === 1 && /^\S+$/.test(edit.text);
  return isOne ? { word: edit.first, text: edit.text } : null;
}

/** @param {number} count */
function times(count) {
  return count === 1 ? "once" : `${count} times`;
}
