// @ts-check
// The dialog of a comment.

import { byId } from "../dom.js";

/** @import { Corrections } from "../corrections.js" */
/** @import { State } from "../state.js" */
/** @import { WordRange } from "../types.js" */

export class CommentDialog {
  #dialog = byId("comment", HTMLDialogElement);
  #text = byId("comment-text", HTMLTextAreaElement);
  /** @type {[number, number]} seconds */
  #span = [0, 0];

  /** @param {{ state: State, corrections: Corrections }} parts */
  constructor({ state, corrections }) {
    this.state = state;
    this.corrections = corrections;
  }

  listen() {
    byId("comment-save").addEventListener("click", () => this.#make(this.#text.value, "Noted."));
    byId("comment-mark").addEventListener("click", () => this.#make("", "Highlighted."));
    byId("comment-remove").addEventListener("click", () => this.#make(null, "The comment is gone."));
  }

  /**
   * Comment these words; where a comment is on the first, that one.
   * @param {WordRange} range
   */
  open([first, stop]) {
    const words = this.state.words.slice(first, stop);
    if (!words.length) return;
    const place = this.state.commented.findIndex(([from, to]) => from <= first && first < to);
    const known = place >= 0 ? this.state.comments[place] : undefined;
    this.#span = known
      ? [known.start, known.end]
      : [Math.min(...words.map(({ start }) => start)), Math.max(...words.map(({ end }) => end))];
    this.#text.value = known?.text ?? "";
    byId("comment-remove").hidden = !known;
    this.#dialog.showModal();
  }

  /**
   * @param {string | null} text
   * @param {string} said
   */
  #make(text, said) {
    const [start, end] = this.#span;
    this.#dialog.close();
    this.corrections.make({ kind: "comment", start, end, text }, said);
  }
}
