// @ts-check
// A lane for each speaker: their turns over the whole recording.

import { element, setChildren, svgElement } from "./dom.js";
import { shortClock } from "./layout.js";

/** @import { Person } from "./types.js" */

/** @typedef {{ start: number, end: number }} Span */
/** @typedef {ReturnType<typeof newLane>} Lane */

const SHORTEST = 5; // seconds that are shown
const THINNEST = 1 / 900; // of the recording, so that a single word is seen

export class Timeline {
  #playhead = element("div", { class: "playhead", "aria-hidden": "true" });
  /** @type {Map<string | null, Lane>} */
  #lanes = new Map();
  #duration = 1;
  #time = 0;
  /** @type {[number, number]} the stretch that is shown: its start, and its length */
  #shown = [0, 1];

  /**
   * @param {HTMLElement} container
   * @param {{ onSpeaker: (label: string | null) => void, onSeek: (seconds: number) => void }} answers to clicks
   */
  constructor(container, answers) {
    this.container = container;
    this.answers = answers;
  }

  /**
   * @param {Person[]} people
   * @param {(label: string | null) => Span[]} turns
   * @param {number} seconds the duration of the recording
   */
  show(people, turns, seconds) {
    if (seconds !== this.#duration) this.#shown = [0, seconds || 1];
    this.#duration = seconds || 1;
    const shown = people.map((one) => fill(this.#laneOf(one.label), one, turns(one.label), this.#duration));
    setChildren(this.container, [...shown.map((lane) => lane.row), this.#playhead]);
    this.#look();
  }

  /**
   * Show a shorter or a longer stretch, around where the recording stands.
   * @param {number} factor of its length
   */
  zoom(factor) {
    const length = Math.min(this.#duration, Math.max(SHORTEST, this.#shown[1] * factor));
    this.#shown = [this.#within(this.#time - length / 2, length), length];
    this.#look();
  }

  /** @param {number} seconds */
  place(seconds) {
    this.#time = seconds;
    const [start, length] = this.#shown;
    if (seconds < start || seconds > start + length) {
      this.#shown = [this.#within(seconds - length / 10, length), length];
      this.#look();
    }
    this.#playhead.style.setProperty("--place", String(Math.min(1, (seconds - this.#shown[0]) / this.#shown[1])));
  }

  /**
   * @param {number} start
   * @param {number} length
   */
  #within(start, length) {
    return Math.max(0, Math.min(start, this.#duration - length));
  }

  #look() {
    const [start, length] = this.#shown;
    for (const { picture } of this.#lanes.values()) picture.setAttribute("viewBox", `${start} 0 ${length} 1`);
    this.#playhead.style.setProperty("--place", String(Math.min(1, Math.max(0, (this.#time - start) / length))));
  }

  /** @param {string | null} label */
  #laneOf(label) {
    const known = this.#lanes.get(label);
    if (known) return known;
    const lane = newLane();
    lane.button.addEventListener("click", () => this.answers.onSpeaker(label));
    lane.picture.addEventListener("click", (event) => {
      const box = lane.picture.getBoundingClientRect();
      this.answers.onSeek(this.#shown[0] + ((event.clientX - box.left) / box.width) * this.#shown[1]);
    });
    this.#lanes.set(label, lane);
    return lane;
  }
}

function newLane() {
  const badge = element("span", { class: "badge", "aria-hidden": "true" });
  const name = element("span", { class: "name" });
  const talk = element("span", { class: "talk" });
  const button = element("button", { type: "button" }, badge, name, talk);
  const path = svgElement("path");
  const picture = svgElement("svg", { preserveAspectRatio: "none", "aria-hidden": "true" }, path);
  const row = element("div", { role: "listitem" }, button, picture);
  return { row, button, badge, name, talk, path, picture };
}

/**
 * @param {Lane} lane
 * @param {Person} one
 * @param {Span[]} turns
 * @param {number} duration
 */
function fill(lane, one, turns, duration) {
  lane.row.className = `lane s${one.colour}`;
  lane.badge.textContent = one.mark;
  lane.name.textContent = one.name;
  lane.talk.textContent = shortClock(one.seconds);
  lane.button.disabled = one.label === null;
  lane.button.title = one.label === null ? one.name : `${one.name}: rename or merge`;
  const boxes = turns.map(({ start, end }) => {
    const width = Math.max(duration * THINNEST, end - start);
    return `M${start} 0h${width}v1h-${width}z`;
  });
  lane.path.setAttribute("d", boxes.join(""));
  return lane;
}
