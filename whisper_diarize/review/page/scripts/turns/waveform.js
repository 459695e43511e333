// @ts-check
// The waveform: how loud it is at each time, in the colour of who talks; where several talk, in one of its own.

import { element, setChildren, svgElement } from "../dom.js";

/** @import { Person } from "../types.js" */
/** @import { Span } from "../timeline.js" */

const COLUMNS = 600; // bars in the stretch that is shown, at most
const LOUDEST = 127;
const [NOBODY, SEVERAL] = [-1, -2];

export class Waveform {
  #peaks;
  /** @type {Int16Array} who talks at each peak: the colour of a speaker, NOBODY or SEVERAL */
  #owners;
  #picture = svgElement("svg", { preserveAspectRatio: "none", "aria-hidden": "true" });
  #duration = 1;

  /**
   * @param {string} base64 a byte for each peak; "": there are none
   * @param {{ onSeek: (event: MouseEvent) => void, onZoom: (factor: number) => void }} answers
   */
  constructor(base64, { onSeek, onZoom }) {
    this.#peaks = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    this.#owners = new Int16Array(this.#peaks.length);
    this.#picture.addEventListener("click", onSeek);
    const shorter = zoomButton("+", "Show a shorter stretch", () => onZoom(1 / 2));
    const longer = zoomButton("−", "Show a longer stretch", () => onZoom(2));
    const side = element("div", { class: "zoom" }, longer, shorter);
    const name = `wave${this.#peaks.length ? "" : " silent"}`;
    this.row = element("div", { role: "listitem", class: name }, side, this.#picture);
  }

  /**
   * Take over who talks when.
   * @param {Person[]} people
   * @param {(label: string | null) => Span[]} turns
   * @param {number} duration
   */
  colour(people, turns, duration) {
    this.#duration = duration;
    const count = this.#peaks.length;
    this.#owners.fill(NOBODY);
    for (const { label, colour } of count ? people : []) {
      for (const { start, end } of turns(label)) {
        const [first, stop] = [Math.floor((start / duration) * count), Math.ceil((end / duration) * count)];
        for (let i = Math.max(0, first); i < Math.min(stop, count); i += 1) {
          this.#owners[i] = this.#owners[i] === NOBODY || this.#owners[i] === colour ? colour : SEVERAL;
        }
      }
    }
  }

  /**
   * Show a stretch.
   * @param {number} start
   * @param {number} length
   */
  show(start, length) {
    const count = this.#peaks.length;
    if (!count) return;
    const each = this.#duration / count; // seconds of a peak
    const step = Math.max(1, Math.ceil(length / each / COLUMNS));
    /** @type {Map<number, string[]>} the bars of each colour */
    const bars = new Map();
    const first = Math.max(0, Math.floor(start / each / step) * step);
    for (let i = first; i < Math.min(count, (start + length) / each); i += step) {
      let top = i;
      for (let j = i; j < Math.min(i + step, count); j += 1) if (this.#peaks[j] > this.#peaks[top]) top = j;
      const height = this.#peaks[top] / LOUDEST;
      const owner = this.#owners[top];
      const bar = `M${(i * each).toFixed(3)} ${((1 - height) / 2).toFixed(3)}h${(each * step * 0.8).toFixed(3)}v${height.toFixed(3)}h-${(each * step * 0.8).toFixed(3)}z`;
      bars.set(owner, [...(bars.get(owner) ?? []), bar]);
    }
    this.#picture.setAttribute("viewBox", `${start} 0 ${length} 1`);
    setChildren(
      this.#picture,
      [...bars].map(([owner, each]) => svgElement("path", { class: nameOf(owner), d: each.join("") })),
    );
  }
}

/** @param {number} owner */
function nameOf(owner) {
  if (owner === SEVERAL) return "several";
  return owner === NOBODY ? "s0" : `s${owner}`;
}

/**
 * @param {string} sign
 * @param {string} says
 * @param {() => void} act
 */
function zoomButton(sign, says, act) {
  const button = element("button", { type: "button", class: "icon", "aria-label": says, title: says }, sign);
  button.addEventListener("click", act);
  return button;
}
