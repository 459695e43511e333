// The list of doubtful words, to step through.

import { element, setChildren } from "./dom.js";
import { explained } from "../../doubts.js";
import { shortClock } from "./layout.js";

const SHOWN = 200;
const AROUND = 4;

/** Return a function that lists the doubtful `words`, those near the word `number`; `onChoose(number)` answers clicks. */
export function createDoubtfulList(list, onChoose) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) onChoose(Number(button.dataset.word));
  });
  let shown = [];
  return (words, doubtful, number, anew) => {
    const at = doubtful.findIndex((word) => word >= number);
    const from = Math.max(0, Math.min((at < 0 ? doubtful.length : at) - SHOWN / 2, doubtful.length - SHOWN));
    const part = doubtful.slice(from, from + SHOWN);
    if (anew || part[0] !== shown[0] || part.length !== shown.length) {
      const items = part.map((word) => element("li", {}, entry(words, word)));
      if (from > 0) items.unshift(more(from, "before"));
      if (from + SHOWN < doubtful.length) items.push(more(doubtful.length - from - SHOWN, "after"));
      setChildren(list, items);
      shown = part;
    }
    mark(list, number);
  };
}

function mark(list, number) {
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  const button = list.querySelector(`[data-word="${number}"]`);
  if (!button) return;
  button.setAttribute("aria-current", "true");
  const panel = list.closest(".panel");
  const place = button.offsetTop - panel.clientHeight / 2;
  if (Math.abs(panel.scrollTop - place) > panel.clientHeight / 3) panel.scrollTop = place;
}

function entry(words, number) {
  const word = words[number];
  const near = (from, to) =>
    words
      .slice(Math.max(0, from), to)
      .filter((other) => other.turn === word.turn)
      .map((other) => other.text)
      .join("");
  const before = near(number - AROUND, number);
  const quote = element("q", {}, before, element("b", {}, word.text), near(number + 1, number + 1 + AROUND));
  const why = element("small", {}, explained(word.source));
  return element(
    "button",
    { type: "button", "data-word": String(number) },
    element("time", {}, shortClock(word.start)),
    element("span", {}, quote, why),
  );
}

function more(count, where) {
  return element("li", { class: "more" }, `${count} more ${where}`);
}
