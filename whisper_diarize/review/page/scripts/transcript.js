// @ts-check
// The transcript on the page: a group for each paragraph, a span for each word.

import { explained } from "../../doubts.js";
import { element, setChildren } from "./dom.js";
import { shortClock, spokenClock, unitsOf } from "./layout.js";
import { lead } from "./text.js";

/** @import { Paragraph, Person, Segment, Unit, WordSpan } from "./types.js" */

/**
 * A paragraph as it is shown.
 * @typedef {{ paragraph: Paragraph, name: string, colour: number, node: HTMLElement, spans: WordSpan[] }} View
 */

export class TranscriptView {
  /** @type {Map<Segment, View>} by the first segment */
  #shown = new Map();
  /** @type {View[]} in order */
  views = [];

  /** @param {HTMLElement} container */
  constructor(container) {
    this.container = container;
  }

  /**
   * Show a layout. Paragraphs that are as before keep their elements.
   * @param {Paragraph[]} layout
   * @param {(label: string | null) => Person} person
   */
  show(layout, person) {
    /** @type {Map<Segment, View>} */
    const next = new Map();
    for (const paragraph of layout) {
      const { name, colour } = person(paragraph.speaker);
      const old = this.#shown.get(paragraph.segments[0]);
      const fits = old && old.name === name && old.colour === colour && isSame(old.paragraph, paragraph);
      const view = fits ? old : { paragraph, name, colour, ...paragraphView(paragraph, name, colour) };
      view.paragraph = paragraph;
      next.set(paragraph.segments[0], view);
    }
    this.#shown = next;
    this.views = [...next.values()];
    const nodes = this.views.map((view) => view.node);
    setChildren(this.container, nodes.length ? nodes : [element("p", { class: "empty" }, "Nothing was said.")]);
  }

  /**
   * The span of a word.
   * @param {number} number
   * @returns {WordSpan | undefined}
   */
  span(number) {
    let [low, high] = [0, this.views.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.views[middle].paragraph.first <= number) low = middle + 1;
      else high = middle;
    }
    const view = this.views[low - 1];
    return view?.spans[number - view.paragraph.first];
  }

  /**
   * The paragraph that holds an element.
   * @param {Element} node
   */
  viewOf(node) {
    const turn = node.closest(".turn");
    return this.views.find((view) => view.node === turn);
  }

  /**
   * Make the paragraph that holds an element anew at the next showing: the browser has changed it.
   * @param {Element} node
   */
  forget(node) {
    const view = this.viewOf(node);
    if (view) this.#shown.delete(view.paragraph.segments[0]);
  }
}

/**
 * The span of a word; there are tens of thousands, so it is made without detours.
 * @param {string} text
 * @param {Unit} word
 */
function wordView(text, word) {
  const span = /** @type {WordSpan} */ (document.createElement("span"));
  const why = explained(word);
  span.className = `w${why ? " doubt" : ""}${word.overlap ? " over" : ""}`;
  if (why || word.overlap)
    span.title = [why, word.overlap ? "others talk at the same time" : ""].filter(Boolean).join("; ");
  span.textContent = text;
  return span;
}

/**
 * @param {Paragraph} a
 * @param {Paragraph} b
 */
function isSame(a, b) {
  const sameParts = a.segments.length === b.segments.length && a.segments.every((s, i) => s === b.segments[i]);
  return sameParts && a.opens === b.opens;
}

/**
 * @param {Paragraph} paragraph
 * @param {string} name
 * @param {number} colour
 */
function paragraphView(paragraph, name, colour) {
  /** @type {WordSpan[]} */
  const spans = [];
  const text = element("p", { dir: "auto" });
  for (const segment of paragraph.segments) {
    for (const word of unitsOf(segment)) {
      const space = lead(word.word);
      if (space && spans.length) text.append(space);
      const span = wordView(word.word.slice(space.length), word);
      spans.push(span);
      text.append(span);
    }
  }
  const when = element(
    "button",
    {
      type: "button",
      class: "when",
      tabindex: paragraph.opens ? "-1" : null,
      "aria-label": `${shortClock(paragraph.start)}, play from here`,
    },
    shortClock(paragraph.start),
  );
  const who = element(
    "button",
    { type: "button", class: "who", "aria-label": `${name}: rename, merge, or give this turn to another`, title: name },
    name,
  );
  const side = element("div", { class: "side", contenteditable: "false" }, ...(paragraph.opens ? [who, when] : [when]));
  const node = element(
    "div",
    {
      class: `turn s${colour}${paragraph.opens ? " opens" : ""}`,
      role: "group",
      "aria-label": `${name}, at ${spokenClock(paragraph.start)}`,
    },
    side,
    text,
  );
  return { node, spans };
}
