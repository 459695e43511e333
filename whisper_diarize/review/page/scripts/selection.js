// @ts-check
// The selection: words that were dragged over, or chosen with keys, to give them to a speaker.

import { speakerChips } from "./chips.js";
import { countOfWords } from "./corrections.js";
import { byId, setChildren } from "./dom.js";
import { sentenceRange, turnRange } from "./layout.js";

/** @import { Cursor } from "./cursor.js" */
/** @import { State } from "./state.js" */
/** @import { WordRange, WordSpan } from "./types.js" */
/** @import { View } from "./view.js" */

export class Selection {
  /** @type {[number, number] | null} the word that it began with, and the one that moves */
  #ends = null;

  /** @param {{ state: State, view: View, cursor: Cursor, onGive: (label: string) => void }} parts */
  constructor({ state, view, cursor, onGive }) {
    this.state = state;
    this.view = view;
    this.cursor = cursor;
    this.onGive = onGive;
  }

  get isEmpty() {
    return this.#ends === null;
  }

  /** The first word on which keys act. */
  get first() {
    return this.#ends ? Math.min(...this.#ends) : this.cursor.number;
  }

  clear() {
    this.#choose(null);
  }

  /**
   * The words on which a key acts: those selected, else (`whole`) the turn, or the word.
   * @param {{ whole: boolean }} options
   * @returns {WordRange | null}
   */
  target({ whole }) {
    if (this.#ends) return [Math.min(...this.#ends), Math.max(...this.#ends) + 1];
    const { number } = this.cursor;
    if (number < 0) return null;
    return whole ? turnRange(this.state.layout, number) : [number, number + 1];
  }

  /** @param {-1 | 1} step */
  extend(step) {
    const { number } = this.cursor;
    if (number < 0) return;
    const [anchor, focus] = this.#ends ?? [number, number];
    const next = Math.min(Math.max(focus + step, 0), this.state.words.length - 1);
    this.#choose([anchor, next]);
    this.view.bringIntoView(next);
  }

  /**
   * Select from where the selection began, else from the word that is heard, to this one.
   * @param {number} number
   */
  extendTo(number) {
    this.#choose([this.#ends?.[0] ?? this.cursor.now, number]);
  }

  /** @param {WordRange} range */
  select([first, stop]) {
    this.#choose([first, stop - 1]);
  }

  selectTurn() {
    const { number } = this.cursor;
    if (number < 0) return;
    const [first, stop] = turnRange(this.state.layout, number);
    this.#choose([first, stop - 1]);
  }

  /** Select from the word to the end of its turn. */
  selectRest() {
    const { number } = this.cursor;
    if (number >= 0) this.#choose([number, turnRange(this.state.layout, number)[1] - 1]);
  }

  /** Select the sentence of the word. */
  selectSentence() {
    const { number } = this.cursor;
    if (number < 0) return;
    const [first, stop] = sentenceRange(this.state.words, turnRange(this.state.layout, number), number);
    this.#choose([first, stop - 1]);
  }

  /**
   * Take over the words that were dragged over; return whether there are any.
   * @param {{ keep: boolean }} options whether the browser's selection stays
   */
  takeDragged({ keep }) {
    const dragged = getSelection();
    if (!dragged || dragged.isCollapsed) return false;
    const ends = [wordNear(dragged.anchorNode, dragged.anchorOffset), wordNear(dragged.focusNode, dragged.focusOffset)];
    const [anchor, focus] = ends.map((span) => (span ? this.view.numberOf(span) : -1));
    if (anchor < 0 || focus < 0) return false;
    this.#choose([anchor, focus]);
    if (!keep) dragged.removeAllRanges();
    return true;
  }

  /** @param {[number, number] | null} ends */
  #choose(ends) {
    if (this.#ends) this.view.mark("chosen", Math.min(...this.#ends), Math.max(...this.#ends), false);
    this.#ends = ends;
    if (ends) this.view.mark("chosen", Math.min(...ends), Math.max(...ends), true);
    this.#show();
  }

  #show() {
    byId("selection").hidden = this.#ends === null;
    if (this.#ends === null) return;
    const count = Math.abs(this.#ends[1] - this.#ends[0]) + 1;
    byId("selection-said").textContent = `Give ${countOfWords(count)} to`;
    setChildren(byId("selection-speakers"), speakerChips(this.state, this.onGive));
  }
}

/**
 * The word at a place in the transcript, or beside it.
 * @param {Node | null} node
 * @param {number} offset
 * @returns {WordSpan | null}
 */
function wordNear(node, offset) {
  if (!node || !byId("transcript").contains(node)) return null;
  const part = node instanceof Element ? (node.childNodes[offset] ?? node) : node;
  const inside = (part instanceof Element ? part : part.parentElement)?.closest(".w");
  const beside =
    part.nextSibling instanceof Element && part.nextSibling.classList.contains("w") ? part.nextSibling : null;
  return /** @type {WordSpan | null} */ (inside ?? beside ?? part.parentElement?.querySelector(".w") ?? null);
}
