// @ts-check
// Words and the places of their text in the paragraphs that are shown.

import { paragraphAt } from "../layout.js";
import { lead } from "../text.js";
import { placeAt, select } from "./caret.js";
import { lineOf, mapped, wordOf } from "./offsets.js";

/** @import { State } from "../state.js" */
/** @import { Paragraph } from "../types.js" */
/** @import { View } from "../view.js" */
/** @import { Place } from "./caret.js" */

export class Spots {
  /** @param {{ state: State, view: View }} parts */
  constructor({ state, view }) {
    this.state = state;
    this.view = view;
  }

  /** @param {Paragraph} paragraph */
  wordsOf({ first, count }) {
    return this.state.words.slice(first, first + count);
  }

  /**
   * The number of the word at a place.
   * @param {Place} place
   * @param {boolean} isEnd of a selection, which does not take the word that begins there
   */
  wordAt({ node, offset }, isEnd = false) {
    const paragraph = this.view.paragraphOf(node);
    if (!paragraph) return 0;
    return paragraph.first + wordOf(lineOf(this.wordsOf(paragraph)), isEnd ? Math.max(0, offset - 1) : offset);
  }

  /**
   * The place where a word begins, or ends.
   * @param {number} number
   * @param {boolean} isEnd
   * @returns {Place | null}
   */
  placeOf(number, isEnd = false) {
    const span = this.view.span(number);
    const place = span ? placeAt(span, 0) : null;
    const { text } = this.state.words[number] ?? { text: "" };
    return place && isEnd ? { ...place, offset: place.offset + text.length - lead(text).length } : place;
  }

  /**
   * Put the caret where a word begins.
   * @param {number} number
   */
  setCaret(number) {
    const place = this.placeOf(number);
    if (place) select(place);
    this.view.bringIntoView(number);
  }

  /**
   * Put the caret where it was before the text was shown anew.
   * @param {number} first the word with which `text` began
   * @param {string} text that of a paragraph, or of more
   * @param {number} offset in it
   */
  restoreCaret(first, text, offset) {
    const at = paragraphAt(this.state.layout, Math.min(first, this.state.words.length - 1));
    let [rest, index] = [text.slice(0, offset), Math.max(0, at)];
    for (let node = this.view.textOf(index); node; node = this.view.textOf(index)) {
      const place = mapped(rest, rest.length, node.textContent);
      const next = this.view.textOf(index + 1);
      if (place <= node.textContent.length || !next) {
        select({ node, offset: Math.min(place, node.textContent.length) });
        return;
      }
      rest = lastSolid(rest, place - node.textContent.length);
      index += 1;
    }
  }
}

/**
 * The end of a text that has so many characters beside white space.
 * @param {string} text
 * @param {number} count
 */
function lastSolid(text, count) {
  let at = text.length;
  for (let left = count; left > 0 && at > 0; at -= 1) if (!/\s/.test(text[at - 1])) left -= 1;
  return text.slice(at);
}
