// @ts-check
// Typing in the transcript: the browser edits one paragraph, whose changes become edits at a pause, or when it is left.

import { byId } from "../dom.js";
import { paragraphAt } from "../layout.js";
import { replaceText, select, selected, targetOf } from "./caret.js";
import { lineOf, typedEdit } from "./offsets.js";
import { Spots } from "./spots.js";
import { join, split } from "./structure.js";

/** @import { Corrections } from "../corrections.js" */
/** @import { Cursor } from "../cursor.js" */
/** @import { State } from "../state.js" */
/** @import { Edit, WordRange } from "../types.js" */
/** @import { View } from "../view.js" */
/** @import { Place } from "./caret.js" */
/** @import { Completion } from "./completion.js" */

const PAUSE_MILLISECONDS = 700;
const BACKWARD = /^delete.*Backward$/;
const FORWARD = /^delete.*Forward$/;
const BROUGHT = /^insert(FromPaste|FromDrop|ReplacementText|FromYank)/;

export class Editor {
  isOpen = false;
  #text = byId("transcript");
  /** @type {HTMLElement | null} the paragraph's text that the browser has changed */
  #dirty = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  /**
   * @param {{ state: State, view: View, cursor: Cursor, corrections: Corrections, completion: Completion }} parts
   */
  constructor({ state, view, cursor, corrections, completion }) {
    this.state = state;
    this.view = view;
    this.cursor = cursor;
    this.corrections = corrections;
    this.completion = completion;
    this.spots = new Spots({ state, view });
  }

  listen() {
    const text = this.#text;
    text.addEventListener("beforeinput", (event) => this.#beforeInput(event));
    text.addEventListener("input", (event) => this.#input(/** @type {InputEvent} */ (event)));
    text.addEventListener("compositionend", () => this.#wait());
    text.addEventListener("keydown", (event) => this.#takeOffered(event));
    text.addEventListener("blur", () => {
      this.completion.hide();
      this.commit();
    });
    document.addEventListener("selectionchange", () => this.#follow());
  }

  /**
   * Type from here on, with these words selected.
   * @param {WordRange} range
   */
  open([first, stop]) {
    if (first < 0) return;
    this.#setOpen(true);
    this.#text.focus({ preventScroll: true });
    this.view.bringIntoView(first);
    const [from, to] = [this.spots.placeOf(first), this.spots.placeOf(stop - 1, true)];
    const isWhole = this.state.words[first]?.source.isSegment;
    if (from && to) select(isWhole ? to : from, to);
  }

  close() {
    if (!this.isOpen) return;
    this.completion.hide();
    this.commit();
    this.#setOpen(false);
    getSelection()?.removeAllRanges();
    this.#text.blur();
  }

  /**
   * The words that are selected; that of the caret.
   * @returns {WordRange | null}
   */
  range() {
    this.commit();
    const ends = this.isOpen ? selected() : null;
    if (!ends) return null;
    const [first, last] = [this.spots.wordAt(ends[0]), this.spots.wordAt(ends[1], true)];
    return [first, Math.max(first, last) + 1];
  }

  /** Whether nothing is selected. */
  get isCaret() {
    return getSelection()?.isCollapsed !== false;
  }

  /**
   * Write a word that is offered for what is typed, if there is one.
   * @param {number} digit
   */
  complete(digit = 1) {
    const text = this.completion.take(digit);
    if (!text) return;
    this.#dirty = text;
    this.#wait();
  }

  /** Make what was typed an edit; the caret stays where it is. */
  commit() {
    clearTimeout(this.#pause);
    const text = this.#dirty;
    if (!text) return;
    this.#dirty = null;
    const paragraph = this.view.paragraphOf(text);
    if (!paragraph) return;
    const after = text.textContent.replaceAll("\u00a0", " ");
    const words = this.spots.wordsOf(paragraph);
    const edit = typedEdit(words, paragraph.first, lineOf(words).text.includes("\u00a0") ? text.textContent : after);
    const caret = this.isOpen && text.contains(getSelection()?.focusNode ?? null) ? selected()?.[1] : null;
    this.view.forget(text);
    this.#make(edit, paragraph.first, after, caret?.node === text ? caret.offset : null);
  }

  /**
   * Make an edit, and put the caret where it was, counted from the word `first`.
   * @param {Edit | null} edit
   * @param {number} first
   * @param {string} text that of the paragraph, or more, from that word on
   * @param {number | null} offset in it
   */
  #make(edit, first, text, offset) {
    if (!edit || !this.corrections.make(edit, "")) this.corrections.refresh();
    if (offset !== null) this.spots.restoreCaret(first, text, offset);
  }

  /** @param {InputEvent} event */
  #beforeInput(event) {
    const { inputType } = event;
    if (event.isComposing || inputType === "insertCompositionText") return;
    const ends = selected();
    const handled = ends ? this.#handled(inputType, event, ends) : true;
    if (handled) event.preventDefault();
  }

  /**
   * Do what the browser is not to do; return whether it was done.
   * @param {string} type
   * @param {InputEvent} event
   * @param {[Place, Place]} ends
   */
  #handled(type, event, [from, to]) {
    const isCollapsed = from.node === to.node && from.offset === to.offset;
    if (type.startsWith("history")) {
      this.commit();
      if (type === "historyUndo") this.corrections.undo();
      else this.corrections.redo();
    } else if (type === "insertParagraph" || type === "insertLineBreak") this.#enter();
    else if (isCollapsed && BACKWARD.test(type) && from.offset === 0) this.#join(from.node);
    else if (isCollapsed && FORWARD.test(type) && from.offset >= from.node.textContent.length) {
      this.#join(this.view.textAfter(from.node));
    } else if (BROUGHT.test(type)) {
      this.#type(from, to, event.data ?? event.dataTransfer?.getData("text/plain") ?? "");
      this.commit();
    } else if (type.startsWith("delete")) {
      const [first, last] = isCollapsed ? targetOf(type, from) : [from, to];
      this.#type(first, last, "");
    } else if (!isCollapsed) this.#type(from, to, event.data ?? "");
    else return type.startsWith("format");
    return true;
  }

  /**
   * Put text in the place of some; from one paragraph to another this takes an edit.
   * @param {Place} from
   * @param {Place} to
   * @param {string} typed
   */
  #type(from, to, typed) {
    if (from.node !== to.node) {
      this.#take(from, to);
      const caret = selected()?.[0];
      if (caret) this.#type(caret, caret, typed);
      return;
    }
    replaceText(from, to, typed.replace(/\s+/g, " "));
    this.#dirty = from.node;
    this.completion.look();
    this.#wait();
  }

  /** @param {InputEvent} event */
  #input(event) {
    const place = selected()?.[1] ?? null;
    if (!place) return;
    this.#dirty = place.node;
    if (event.isComposing) return;
    this.completion.look();
    this.#wait();
  }

  /** @param {KeyboardEvent} event the right arrow, which takes what is offered, or Escape, which does not want it */
  #takeOffered(event) {
    if (!this.completion.count || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowRight") this.complete();
    else if (event.key === "Escape") this.completion.hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Commit after a pause; not while a space has just been typed, which would go. */
  #wait() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      const place = selected()?.[1];
      const isSpace = place && /\s/.test(place.node.textContent[place.offset - 1] ?? "");
      if (!isSpace) this.commit();
    }, PAUSE_MILLISECONDS);
  }

  /** Begin a paragraph at the caret. */
  #enter() {
    this.commit();
    const place = selected()?.[0];
    const paragraph = place && this.view.paragraphOf(place.node);
    if (!place || !paragraph) return;
    const found = split(this.spots.wordsOf(paragraph), paragraph.first, place.offset);
    if (!found || !this.corrections.make(found.edit, "A new paragraph.")) return;
    this.spots.setCaret(found.word);
  }

  /** @param {HTMLElement | null} text the paragraph to join to the one before */
  #join(text) {
    this.commit();
    const paragraph = text && this.view.paragraphOf(text);
    const index = paragraph ? paragraphAt(this.state.layout, paragraph.first) : 0;
    if (!paragraph || index < 1) return;
    if (this.corrections.make(join(this.state.layout[index - 1], paragraph), "Joined.")) {
      this.spots.setCaret(paragraph.first);
    }
  }

  /**
   * Take out what is between two places in different paragraphs.
   * @param {Place} from
   * @param {Place} to
   */
  #take(from, to) {
    const [one, last] = [this.view.paragraphOf(from.node), this.view.paragraphOf(to.node)];
    if (!one || !last) return;
    const words = this.state.words.slice(one.first, last.first + last.count);
    const line = lineOf(words);
    const end = line.starts[last.first - one.first] + to.offset;
    const after = line.text.slice(0, from.offset) + line.text.slice(end);
    this.#make(typedEdit(words, one.first, after), one.first, after, from.offset);
  }

  /** Follow the caret: leave a paragraph, light the word up. */
  #follow() {
    if (!this.isOpen) return;
    this.completion.leave();
    const ends = selected();
    if (!ends || !this.#text.contains(ends[0].node)) return;
    const isCollapsed = ends[0].node === ends[1].node && ends[0].offset === ends[1].offset;
    if (this.#dirty && (ends[1].node !== this.#dirty || !isCollapsed)) this.commit();
    else if (!this.#dirty) this.cursor.settle(this.spots.wordAt(ends[0]));
  }

  /** @param {boolean} isOpen */
  #setOpen(isOpen) {
    this.isOpen = isOpen;
    if (isOpen) this.#text.setAttribute("contenteditable", "plaintext-only");
    else this.#text.removeAttribute("contenteditable");
    document.body.classList.toggle("typing", isOpen);
    byId("type").setAttribute("aria-pressed", String(isOpen));
  }
}
