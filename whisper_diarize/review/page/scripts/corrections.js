// @ts-check
// Corrections: edits that are made, kept in the browser, and said.

import { strip } from "./text.js";

/** @import { Keeper } from "./keeper.js" */
/** @import { State } from "./state.js" */
/** @import { StatusLine } from "./status.js" */
/** @import { Edit, PlacedWord, WordRange } from "./types.js" */

export class Corrections {
  /** True if all edits are kept, or were exported. */
  isSaved = true;

  /**
   * @param {{
   *   state: State, status: StatusLine, keeper: Keeper, onChange: () => void,
   *   onMade: (edit: Edit, before: PlacedWord[]) => void,
   * }} parts `onMade` gets the words as they were
   */
  constructor({ state, status, keeper, onChange, onMade }) {
    this.state = state;
    this.status = status;
    this.keeper = keeper;
    this.onChange = onChange;
    this.onMade = onMade;
  }

  /**
   * @param {string} label
   * @param {WordRange} range
   */
  give(label, [first, stop]) {
    const receiver = this.state.people.has(label) ? this.state.person(label).name : "a new speaker";
    this.#edit({ kind: "reassign", first, stop, label }, `${countOfWords(stop - first)} given to ${receiver}.`);
  }

  /** @param {WordRange} range */
  confirm([first, stop]) {
    this.#edit({ kind: "confirm", first, stop }, `${countOfWords(stop - first)} checked.`);
  }

  /**
   * @param {string} label
   * @param {string} name
   */
  rename(label, name) {
    const before = this.state.person(label).name;
    this.#edit({ kind: "rename", label, name }, `${before} is called ${strip(name) || label} now.`);
  }

  /**
   * @param {string} source
   * @param {string} target
   */
  merge(source, target) {
    const [gone, left] = [this.state.person(source).name, this.state.person(target).name];
    this.#edit({ kind: "merge", source, target }, `${gone} is ${left} now.`);
  }

  /**
   * @param {WordRange} range
   * @param {string} text
   */
  rewrite([first, stop], text) {
    const said = text ? "Corrected." : `${countOfWords(stop - first)} taken out.`;
    this.#edit(
      stop - first === 1 && !text ? { kind: "correct", word: first, text } : { kind: "rewrite", first, stop, text },
      said,
    );
  }

  /**
   * Make an edit, and say so; return whether it changed anything.
   * @param {Edit} edit
   * @param {string} said
   */
  make(edit, said) {
    return this.#edit(edit, said);
  }

  /** Show everything anew. */
  refresh() {
    this.onChange();
  }

  undo() {
    if (this.state.undo()) this.#keep("Undone.");
    else this.status.say("There is nothing to undo.");
  }

  redo() {
    if (this.state.redo()) this.#keep("Done again.");
    else this.status.say("There is nothing to redo.");
  }

  /**
   * @param {Edit} edit
   * @param {string} said
   */
  #edit(edit, said) {
    const before = this.state.words;
    const changed = this.state.edit(edit);
    if (changed) {
      this.#keep(said);
      this.onMade(edit, before);
    }
    return changed;
  }

  /** @param {string} said */
  #keep(said) {
    this.changed(said, this.keeper.keep());
  }

  /**
   * Show the corrections anew, and say what was done; `problem` is why they are not kept, or "".
   * @param {string} said
   * @param {string} problem
   */
  changed(said, problem) {
    this.isSaved = !problem;
    this.onChange();
    if (said || problem) this.status.say(problem ? `${said} ${problem}` : said);
  }
}

/** @param {number} count */
export function countOfWords(count) {
  return count === 1 ? "1 word" : `${count} words`;
}
