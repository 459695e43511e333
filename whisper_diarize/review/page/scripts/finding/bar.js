// @ts-check
// The bar to find and replace.

import { byId, element, setChildren } from "../dom.js";
import { findAll, replaced } from "./find.js";

/** @import { Corrections } from "../corrections.js" */
/** @import { Cursor } from "../cursor.js" */
/** @import { Selection } from "../selection.js" */
/** @import { State } from "../state.js" */
/** @import { Match } from "./find.js" */

export class FindBar {
  #bar = byId("find");
  #text = byId("find-text", HTMLInputElement);
  #with = byId("find-with", HTMLInputElement);
  #case = byId("find-case", HTMLInputElement);
  #whole = byId("find-whole", HTMLInputElement);
  #speaker = byId("find-speaker", HTMLSelectElement);
  /** @type {Match[]} */
  #found = [];
  #at = -1;

  /** @param {{ state: State, cursor: Cursor, selection: Selection, corrections: Corrections }} parts */
  constructor({ state, cursor, selection, corrections }) {
    this.state = state;
    this.cursor = cursor;
    this.selection = selection;
    this.corrections = corrections;
  }

  listen() {
    for (const input of [this.#text, this.#case, this.#whole, this.#speaker]) {
      input.addEventListener("input", () => this.#search({ go: true }));
    }
    byId("find-next").addEventListener("click", () => this.#step(1));
    byId("find-before").addEventListener("click", () => this.#step(-1));
    byId("find-replace").addEventListener("click", () => this.#replaceOne());
    byId("find-all").addEventListener("click", () => this.#replaceAll());
    byId("find-close").addEventListener("click", () => this.close());
    this.#bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.#text) this.#step(event.shiftKey ? -1 : 1);
      else if (event.key === "Enter" && event.target === this.#with) this.#replaceOne();
      else return;
      event.preventDefault();
    });
  }

  open() {
    const people = [...this.state.people.values()].map(({ label, name }) => element("option", { value: label }, name));
    const chosen = this.#speaker.value;
    setChildren(this.#speaker, [element("option", { value: "" }, "Anyone"), ...people]);
    this.#speaker.value = this.state.people.has(chosen) ? chosen : "";
    this.#bar.hidden = false;
    this.#text.focus();
    this.#text.select();
    this.#search({ go: false });
  }

  close() {
    this.#bar.hidden = true;
    this.#text.blur();
    this.#with.blur();
  }

  /** Find again in words that have changed. */
  refresh() {
    if (!this.#bar.hidden) this.#search({ go: false });
  }

  /** @param {{ go: boolean }} options whether to go to the first place from here on */
  #search({ go }) {
    const { state } = this;
    const [isCase, isWhole] = [this.#case.checked, this.#whole.checked];
    const query = { text: this.#text.value, isCase, isWhole, speaker: this.#speaker.value };
    this.#found = findAll(state.layout, state.words, query);
    const next = this.#found.findIndex(({ words }) => words[1] > this.cursor.number);
    this.#at = next < 0 ? this.#found.length - 1 : next;
    if (go && this.#at >= 0) this.#show();
    else this.#say();
  }

  /** @param {-1 | 1} step */
  #step(step) {
    const { length } = this.#found;
    if (!length) return;
    const match = this.#found[this.#at];
    const isThere = match && match.words[0] <= this.cursor.number && this.cursor.number < match.words[1];
    if (isThere || step < 0) this.#at = (this.#at + step + length) % length;
    this.#show();
  }

  #show() {
    const [first, stop] = this.#found[this.#at].words;
    this.cursor.moveTo(first);
    this.selection.select([first, stop]);
    this.#say();
  }

  #say() {
    const { length } = this.#found;
    byId("find-count").textContent = !this.#text.value.trim() ? "" : length ? `${this.#at + 1} of ${length}` : "none";
    for (const id of ["find-next", "find-before", "find-replace", "find-all"]) {
      byId(id, HTMLButtonElement).disabled = !length;
    }
  }

  #replaceOne() {
    const match = this.#found[this.#at];
    if (!match) return;
    const edit = replaced(this.state.layout, this.state.words, [match], this.#with.value);
    if (edit) this.corrections.make(edit, "Replaced.");
    if (!this.#found.length) return;
    this.#at = Math.min(this.#at, this.#found.length - 1);
    this.#show();
  }

  #replaceAll() {
    const { length } = this.#found;
    const edit = replaced(this.state.layout, this.state.words, this.#found, this.#with.value);
    if (edit) this.corrections.make(edit, `${length} replaced: undo takes all of them back.`);
  }
}
