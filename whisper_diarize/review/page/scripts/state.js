// @ts-check
// The state of the page: the document through its edits, and what follows from it. Pure.

import { CHECKED } from "../../pieces.js";
import { withFigures } from "./export/json.js";
import { current, kept, make, redo, restored, undo } from "./history.js";
import { listed, wordsOfComments } from "./finding/filters.js";
import { allWords, byStart, paragraphs } from "./layout.js";

/** @import { Document, Edit, History, KnownPerson, Paragraph, Person, PlacedWord } from "./types.js" */

const COLOURS = 8;
const DIGITS = 9; // that give a speaker
const NUMBERED = /^SPEAKER_\d+$/; // labels of diarizers; on the page, people have the numbers of their keys

export class State {
  /** @type {History} */
  #history;
  /** @type {Paragraph[]} */
  layout = [];
  /** @type {PlacedWord[]} */
  words = [];
  /** @type {number[] | null} */
  #order = null;
  /** @type {number[]} */
  doubtful = [];
  /** @type {number[]} the words of the filter */
  listed = [];
  filter = "doubtful";
  /** @type {import("./types.js").WordRange[]} the words of each comment that has some */
  commented = [];
  /** @type {Map<string, KnownPerson>} */
  people = new Map();

  /**
   * @param {Document} original
   * @param {Edit[]} edits of before
   * @param {string[]} terms of a glossary
   */
  constructor(original, edits = [], terms = []) {
    this.terms = terms;
    this.#history = restored(original, edits);
    this.#derive();
  }

  get document() {
    return current(this.#history);
  }

  get corrections() {
    return this.#history.done;
  }

  get hasUndone() {
    return this.#history.done < this.#history.edits.length;
  }

  /** The words by their start. */
  get order() {
    this.#order ??= byStart(this.words);
    return this.#order;
  }

  /** The edits that count now. */
  get edits() {
    return kept(this.#history);
  }

  /** How many words a person has checked. */
  get checked() {
    return this.words.reduce((sum, { source }) => sum + Number(source.reason === CHECKED), 0);
  }

  /** Comments on words that are there. */
  get comments() {
    return this.document.comments ?? [];
  }

  /** @param {string} filter as filters.js names them */
  show(filter) {
    this.filter = filter;
    this.#derive();
  }

  /** The document before all edits. */
  get original() {
    return this.#history.documents[0];
  }

  /**
   * Begin again, with these edits.
   * @param {Edit[]} edits
   */
  restart(edits) {
    this.#become(restored(this.original, edits));
  }

  /**
   * Begin again with another document of the recording.
   * @param {Document} original
   * @param {Edit[]} edits
   */
  rebase(original, edits) {
    this.#become(restored(original, edits));
  }

  /**
   * Make an edit; return whether it changed anything.
   * @param {Edit} edit
   */
  edit(edit) {
    return this.#become(make(this.#history, edit));
  }

  undo() {
    return this.#become(undo(this.#history));
  }

  redo() {
    return this.#become(redo(this.#history));
  }

  /**
   * The speaker with a label; also where the document has no such speaker.
   * @param {string | null} label
   * @returns {Person}
   */
  person(label) {
    const known = label === null ? undefined : this.people.get(label);
    return known ?? { label, name: label ?? "Nobody", isNamed: false, colour: 0, mark: "–", seconds: 0 };
  }

  /** @param {History} history */
  #become(history) {
    const changed = current(history) !== this.document;
    this.#history = history;
    if (changed) this.#derive();
    return changed;
  }

  #derive() {
    this.layout = paragraphs(this.document);
    this.words = allWords(this.document);
    this.#order = null;
    this.doubtful = [];
    for (const [number, word] of this.words.entries()) if (word.doubtful) this.doubtful.push(number);
    this.commented = this.comments.length ? wordsOfComments(this.words, this.order, this.comments) : [];
    this.listed =
      this.filter === "doubtful" ? this.doubtful : listed(this.words, this.filter, this.commented, this.terms);
    this.people = new Map(
      withFigures(this.document).map((speaker, index) => {
        const mark = index < DIGITS ? String(index + 1) : "·";
        const { label, seconds } = speaker;
        const name = speaker.name === label && NUMBERED.test(label) ? `Speaker ${index + 1}` : speaker.name;
        return [label, { label, seconds, name, isNamed: speaker.name !== label, colour: (index % COLOURS) + 1, mark }];
      }),
    );
  }
}
