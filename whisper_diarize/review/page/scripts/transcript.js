// The transcript on the page: a group for each paragraph, a span for each word.

import { element, setChildren } from "./dom.js";
import { explained } from "../../doubts.js";
import { shortClock, spokenClock } from "./layout.js";
import { lead } from "./text.js";

/**
 * Return a function that shows a layout in `container` and returns the spans of its words in order. `person(label)` has
 * a speaker's name and colour. Paragraphs that are as before keep their elements.
 */
export function createTranscript(container) {
  let shown = new Map();
  return (layout, person) => {
    const next = new Map();
    const spans = [];
    for (const paragraph of layout) {
      const { name, colour } = person(paragraph.speaker);
      const old = shown.get(paragraph.segments[0]);
      const fits = old && old.name === name && old.colour === colour && isSame(old.paragraph, paragraph);
      const view = fits ? old : { paragraph, name, colour, ...paragraphView(paragraph, name, colour) };
      next.set(paragraph.segments[0], view);
      for (const span of view.spans) spans.push(span);
    }
    shown = next;
    setChildren(container, [...next.values()].map((view) => view.node));
    spans.forEach((span, number) => (span.number = number));
    return spans;
  };
}

/** The span of a word; there are tens of thousands, so it is made without detours. */
function wordView(text, word) {
  const span = document.createElement("span");
  const why = explained(word);
  span.className = `w${why ? " doubt" : ""}${word.overlap ? " over" : ""}`;
  if (why || word.overlap) span.title = [why, word.overlap ? "others talk at the same time" : ""].filter(Boolean).join("; ");
  span.textContent = text;
  return span;
}

function isSame(a, b) {
  const sameParts = a.segments.length === b.segments.length && a.segments.every((s, i) => s === b.segments[i]);
  return sameParts && a.opens === b.opens;
}

function paragraphView(paragraph, name, colour) {
  const spans = [];
  const text = element("p", { dir: "auto" });
  for (const segment of paragraph.segments) {
    const words = segment.words.length ? segment.words : [{ ...segment, word: segment.text, probability: null }];
    for (const word of words) {
      const space = lead(word.word);
      if (space && spans.length) text.append(space);
      const span = wordView(word.word.slice(space.length), word);
      spans.push(span);
      text.append(span);
    }
  }
  const when = element(
    "button",
    { type: "button", class: "when", "aria-label": `${shortClock(paragraph.start)}, play from here` },
    shortClock(paragraph.start),
  );
  const who = element(
    "button",
    { type: "button", class: "who", "aria-label": `${name}: rename, merge, or give this turn to another`, title: name },
    name,
  );
  const side = element("div", { class: "side" }, ...(paragraph.opens ? [who, when] : [when]));
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
