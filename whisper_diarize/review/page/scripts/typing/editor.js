// @ts-check
// Typing in the transcript: the browser edits one paragraph, whose changes become edits at a pause, or when it is left.

import { byId } from "../dom.js";
import { paragraphAt } from "../layout.js";
import { lead } from "../text.js";
import { placeAt, replaceText, select, selected, targetOf } from "./caret.js";
import { lineOf, mapped, typedEdit, wordOf } from "./offsets.js";
import { join, split } from "./structure.js";

/** @import { Corrections } from "../corrections.js" */
/** @import { Cursor } from "../cursor.js" */
/** @import { State } from "../state.js" */
/** @import { Edit, WordRange } from "../types.js" */
/** @import { View } from "../view.js" */
/** @import { Place } from "./caret.js" */

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

  /** @param {{ state: State, view: View, cursor: Cursor, corrections: Corrections }} parts */
  constructor({ state, view, cursor, corrections }) {
    this.state = state;
    this.view = view;
    this.cursor = cursor;
    this.corrections = corrections;
  }

  listen() {
    const text = this.#text;
    text.addEventListener("beforeinput", (event) => this.#beforeInput(event));
    text.addEventListener("input", (event) => this.#input(/** @type {InputEvent} */ (event)));
    text.addEventListener("compositionend", () => this.#wait());
    text.addEventListener("blur", () => this.commit());
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
    const [from, to] = [this.#placeOf(first), this.#placeOf(stop - 1, true)];
    const isWhole = this.state.words[first]?.source.isSegment;
    if (from && to) select(isWhole ? to : from, to);
  }

  close() {
    if (!this.isOpen) return;
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
    const [first, last] = [this.#wordAt(ends[0]), this.#wordAt(ends[1], true)];
    return [first, Math.max(first, last) + 1];
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
    const words = this.state.words.slice(paragraph.first, paragraph.first + paragraph.count);
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
    if (offset === null) return;
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
    this.#wait();
  }

  /** @param {InputEvent} event */
  #input(event) {
    const place = selected()?.[1] ?? null;
    if (!place) return;
    this.#dirty = place.node;
    if (!event.isComposing) this.#wait();
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
    const words = this.state.words.slice(paragraph.first, paragraph.first + paragraph.count);
    const found = split(words, paragraph.first, place.offset);
    if (!found || !this.corrections.make(found.edit, "A new paragraph.")) return;
    this.#setCaret(found.word);
  }

  /** @param {HTMLElement | null} text the paragraph to join to the one before */
  #join(text) {
    this.commit();
    const paragraph = text && this.view.paragraphOf(text);
    const index = paragraph ? paragraphAt(this.state.layout, paragraph.first) : 0;
    if (!paragraph || index < 1) return;
    if (this.corrections.make(join(this.state.layout[index - 1], paragraph), "Joined.")) {
      this.#setCaret(paragraph.first);
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
    const ends = selected();
    if (!ends || !this.#text.contains(ends[0].node)) return;
    const isCollapsed = ends[0].node === ends[1].node && ends[0].offset === ends[1].offset;
    if (this.#dirty && (ends[1].node !== this.#dirty || !isCollapsed)) this.commit();
    else if (!this.#dirty) this.cursor.settle(this.#wordAt(ends[0]));
  }

  /**
   * @param {Place} place
   * @param {boolean} isEnd of a selection, which does not take the word that begins there
   */
  #wordAt({ node, offset }, isEnd = false) {
    const paragraph = this.view.paragraphOf(node);
    if (!paragraph) return 0;
    const line = lineOf(this.state.words.slice(paragraph.first, paragraph.first + paragraph.count));
    return paragraph.first + wordOf(line, isEnd ? Math.max(0, offset - 1) : offset);
  }

  /**
   * @param {number} number
   * @param {boolean} isEnd
   * @returns {Place | null}
   */
  #placeOf(number, isEnd = false) {
    const span = this.view.span(number);
    const place = span ? placeAt(span, 0) : null;
    const { text } = this.state.words[number] ?? { text: "" };
    return place && isEnd ? { ...place, offset: place.offset + text.length - lead(text).length } : place;
  }

  /** @param {number} number */
  #setCaret(number) {
    const place = this.#placeOf(number);
    if (place) select(place);
    this.view.bringIntoView(number);
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
