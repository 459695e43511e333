// @ts-check
// The view of the state: transcript, lanes, doubtful words, figures; and of the player.

import { DoubtfulList } from "./doubtful.js";
import { byId, bySelector } from "./dom.js";
import { FILTERS } from "./finding/filters.js";
import { shortClock } from "./layout.js";
import { Timeline } from "./timeline.js";
import { TranscriptView } from "./transcript.js";

/** @import { State } from "./state.js" */
/** @import { Document, Segment, Turn, WordSpan } from "./types.js" */

const MARGIN = 16; // pixels between a word that is brought into view and what is above or below

export class View {
  /** @type {Set<WordSpan>} words that are lit or chosen */
  #marked = new Set();
  #transcript = new TranscriptView(byId("transcript"));
  #doubtful;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #listing;
  #timeline;

  /**
   * @param {State} state
   * @param {string} peaks of the waveform
   * @param {{
   *   onWord: (number: number) => void, onSpeaker: (label: string | null) => void, onSeek: (seconds: number) => void,
   *   onEdge: (label: string, turn: import("./timeline.js").Span, from: number, to: number, alone: boolean) => void,
   * }} answers to clicks on a doubtful word, a speaker's lane, a place in it, and to edges that were dragged
   */
  constructor(state, peaks, answers) {
    this.state = state;
    this.#doubtful = new DoubtfulList(byId("doubtful-list"), answers.onWord);
    this.#timeline = new Timeline(byId("lane-rows"), peaks, answers);
  }

  /** Show the state anew; no word is lit or chosen then. */
  refresh() {
    const { state } = this;
    for (const span of this.#marked) span.classList.remove("now", "chosen", "noted");
    this.#marked.clear();
    this.#transcript.show(state.layout, (label) => state.person(label));
    this.#showComments();
    this.#showLanes(state.document);
    byId("doubtful-count").textContent = String(state.doubtful.length);
    byId("doubtful-none").hidden = state.listed.length > 0;
    byId("doubtful-none").textContent = FILTERS[state.filter]?.none ?? "";
    byId("undo", HTMLButtonElement).disabled = state.corrections === 0;
    byId("redo", HTMLButtonElement).disabled = !state.hasUndone;
    byId("facts").textContent = facts(state);
  }

  /**
   * Mark or unmark words as `now` (heard), `chosen` or `noted` (commented).
   * @param {"now" | "chosen" | "noted"} name
   * @param {number} first
   * @param {number} last
   * @param {boolean} on
   */
  mark(name, first, last, on) {
    for (let number = first; number <= last; number += 1) {
      const span = this.span(number);
      if (!span) continue;
      span.classList.toggle(name, on);
      this.#marked.add(span);
    }
  }

  /**
   * The element of a word.
   * @param {number} number
   */
  span(number) {
    return this.#transcript.span(number);
  }

  /**
   * The number of a word; -1 if the element is none.
   * @param {Element} span
   */
  numberOf(span) {
    const view = this.#transcript.viewOf(span);
    const place = view ? view.spans.indexOf(/** @type {WordSpan} */ (span)) : -1;
    return view && place >= 0 ? view.paragraph.first + place : -1;
  }

  /**
   * The paragraph whose text this is.
   * @param {Element} text
   */
  paragraphOf(text) {
    return this.#transcript.viewOf(text)?.paragraph ?? null;
  }

  /**
   * The text of a paragraph, by its place.
   * @param {number} index
   */
  textOf(index) {
    return this.#transcript.views[index]?.node.querySelector("p") ?? null;
  }

  /**
   * The text of the paragraph after this one.
   * @param {Element} text
   */
  textAfter(text) {
    const view = this.#transcript.viewOf(text);
    return view ? this.textOf(this.#transcript.views.indexOf(view) + 1) : null;
  }

  /**
   * Make a paragraph anew at the next refresh: the browser has changed it.
   * @param {Element} text
   */
  forget(text) {
    this.#transcript.forget(text);
  }

  /**
   * Show the doubtful words near a word.
   * @param {number} number
   * @param {{ anew?: boolean }} options
   */
  showDoubtful(number, options = {}) {
    if (!options.anew) this.#doubtful.show(this.state, number);
    else {
      clearTimeout(this.#listing); // the text comes first
      this.#listing = setTimeout(() => this.#doubtful.show(this.state, number, options));
    }
  }

  /** @param {number} seconds */
  showTime(seconds) {
    byId("time").textContent = shortClock(seconds);
    byId("seek", HTMLInputElement).value = String(seconds);
    this.#timeline.place(seconds);
  }

  /** @param {number} factor of the stretch that the lanes show */
  zoom(factor) {
    this.#timeline.zoom(factor);
  }

  /** @param {number} number */
  bringIntoView(number) {
    const span = this.span(number);
    if (!span) return;
    const top = Math.max(0, bySelector(".deck").getBoundingClientRect().bottom) + MARGIN;
    const bottom = bySelector(".player").getBoundingClientRect().top - MARGIN;
    const box = span.getBoundingClientRect();
    if (box.top >= top && box.bottom <= bottom) return;
    window.scrollBy({ top: box.top - top - (bottom - top) / 3, behavior: "instant" });
  }

  #showComments() {
    const { comments, commented } = this.state;
    for (const [i, [first, stop]] of commented.entries()) {
      this.mark("noted", first, stop - 1, first >= 0);
      const span = this.span(first);
      if (span && comments[i].text) span.title = comments[i].text;
    }
  }

  /**
   * The words that are seen between two heights of the window, with their boxes.
   * @param {number} top
   * @param {number} bottom
   */
  between(top, bottom) {
    /** @type {[number, DOMRect][]} */
    const found = [];
    for (const { paragraph, node, spans } of this.#transcript.views) {
      const box = node.getBoundingClientRect();
      if (box.top > bottom) break;
      if (box.bottom < top) continue;
      for (const [i, span] of spans.entries()) {
        const [first] = span.getClientRects();
        if (first && first.top >= top && first.bottom <= bottom) found.push([paragraph.first + i, first]);
      }
    }
    return found;
  }

  /** @param {boolean} isShown */
  showPanel(isShown) {
    byId("doubtful").hidden = !isShown;
    byId("doubtful-toggle").setAttribute("aria-expanded", String(isShown));
    bySelector(".columns").classList.toggle("without-panel", !isShown);
  }

  /** @param {Document} document */
  #showLanes(document) {
    const { state } = this;
    const unassigned = document.segments.filter((segment) => segment.speaker_label === null);
    const turns = grouped(document.turns ?? document.segments);
    const people = [...state.people.values(), ...(unassigned.length ? [state.person(null)] : [])];
    this.#timeline.show(
      people,
      (label) => (label === null ? unassigned : (turns.get(label) ?? [])),
      document.duration,
      document.turns !== null,
    );
  }
}

/** @param {boolean} isPlaying */
export function showPlaying(isPlaying) {
  document.body.classList.toggle("playing", isPlaying);
  byId("play").setAttribute("aria-label", isPlaying ? "Pause" : "Play");
}

/**
 * Ask for the recording.
 * @param {string} name
 * @param {"no recording" | "unplayable"} kind
 */
export function showSoundProblem(name, kind) {
  byId("sound").hidden = false;
  byId("sound-said").textContent =
    kind === "no recording"
      ? `${name} did not come with this page: choose it to hear it.`
      : `${name} is not where this page looks for it, or this browser cannot play it: choose the file, or another of it.`;
}

/** @param {number} count */
export function countOfCorrections(count) {
  return `${count} ${count === 1 ? "correction" : "corrections"}`;
}

/** @param {State} state */
function facts({ document, words, corrections }) {
  const speakers = document.speakers.length ? ` · ${document.speakers.length} speakers` : "";
  const edited = corrections ? ` · ${countOfCorrections(corrections)}` : "";
  return `${shortClock(document.duration)} · ${words.length.toLocaleString("en")} words${speakers}${edited}`;
}

/**
 * @param {(Turn | Segment)[]} spans
 * @returns {Map<string | null, (Turn | Segment)[]>}
 */
function grouped(spans) {
  const found = new Map();
  for (const span of spans) {
    if (!found.has(span.speaker_label)) found.set(span.speaker_label, []);
    found.get(span.speaker_label).push(span);
  }
  return found;
}
