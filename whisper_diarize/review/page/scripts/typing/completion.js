// @ts-check
// Words offered while one is typed: Tab takes the first and goes on, the right arrow takes it and stays, Ctrl and a digit take
// another.

import { byId, element, setChildren } from "../dom.js";
import { replaceText, selected } from "./caret.js";
import { Vocabulary } from "./vocabulary.js";

/** @import { Settings } from "../settings.js" */
/** @import { State } from "../state.js" */
/** @import { Document } from "../types.js" */
/** @import { Place } from "./caret.js" */

const MOST = 3;
const BEGUN = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’-]*$/u;
const GOES_ON = /^[\p{L}\p{M}\p{N}]/u;

export class Completion {
  #node = byId("completion");
  /** @type {Vocabulary | null} */
  #vocabulary = null;
  /** @type {Document | null} that the vocabulary is of */
  #document = null;
  #typed = "";
  /** @type {string[]} */
  #offered = [];

  /** @param {{ state: State, settings: Settings }} parts */
  constructor({ state, settings }) {
    this.state = state;
    this.settings = settings;
  }

  /** The words of the document and of the glossary, as they are now. */
  get vocabulary() {
    if (!this.#vocabulary || this.#document !== this.state.document) {
      this.#vocabulary = new Vocabulary(this.state.words, this.state.terms);
      this.#document = this.state.document;
    }
    return this.#vocabulary;
  }

  /** How many words are offered. */
  get count() {
    return this.#offered.length;
  }

  /** Offer the rest of the word before the caret, or nothing. */
  look() {
    const place = caretOf();
    const typed = place ? begun(place) : "";
    if (typed === this.#typed && this.count) return;
    this.hide();
    if (!typed || !this.settings.values.complete) return;
    // of one word, all letters are looked up in the same words: it would itself be one after a pause
    const words = typed.length === 1 || !this.#vocabulary ? this.vocabulary : this.#vocabulary;
    const offered = words.completed(typed, MOST);
    if (offered.length) this.#show(typed, offered);
  }

  /** Offer nothing if the caret is no longer where it was offered. */
  leave() {
    const place = this.count ? caretOf() : null;
    if (this.count && (!place || begun(place) !== this.#typed)) this.hide();
  }

  hide() {
    this.#typed = "";
    this.#offered = [];
    this.#node.hidden = true;
  }

  /**
   * Write a word that is offered; the paragraph whose text has changed, or null.
   * @param {number} digit
   * @returns {HTMLElement | null}
   */
  take(digit) {
    const place = caretOf();
    const [typed, offered] = [this.#typed, this.#offered[digit - 1]];
    if (!offered || !place || begun(place) !== typed) return null;
    this.hide();
    replaceText({ ...place, offset: place.offset - typed.length }, place, offered);
    return place.node;
  }

  /**
   * @param {string} typed
   * @param {string[]} offered
   */
  #show(typed, offered) {
    const box = getSelection()?.getRangeAt(0).getBoundingClientRect();
    if (!box) return;
    this.#typed = typed;
    this.#offered = offered;
    this.#node.hidden = false;
    setChildren(
      this.#node,
      offered.map((text, i) => element("span", {}, text, element("kbd", {}, i ? `Ctrl ${i + 1}` : "Tab"))),
    );
    const left = Math.max(0, Math.min(box.left, innerWidth - this.#node.offsetWidth));
    this.#node.style.left = `${left}px`;
    this.#node.style.top = `${box.bottom + 4}px`;
  }
}

/** @returns {Place | null} the caret, if nothing is selected */
function caretOf() {
  const ends = selected();
  return ends && ends[0].node === ends[1].node && ends[0].offset === ends[1].offset ? ends[0] : null;
}

/**
 * What is typed of the word that ends at a place.
 * @param {Place} place
 */
function begun({ node, offset }) {
  const text = node.textContent;
  return GOES_ON.test(text.slice(offset)) ? "" : (BEGUN.exec(text.slice(0, offset))?.[0] ?? "");
}
