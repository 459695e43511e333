// @ts-check
// A lane for each speaker: their turns over the whole recording.

import { element, setChildren, svgElement } from "./dom.js";
import { shortClock } from "./layout.js";

/** @import { Person } from "./types.js" */

/** @typedef {{ start: number, end: number }} Span */
/** @typedef {ReturnType<typeof newLane>} Lane */

const THINNEST = 1 / 900; // of the recording, so that a single word is seen

export class Timeline {
  #playhead = element("div", { class: "playhead", "aria-hidden": "true" });
  /** @type {Map<string | null, Lane>} */
  #lanes = new Map();
  #duration = 1;

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
    this.#duration = seconds || 1;
    const shown = people.map((one) => fill(this.#laneOf(one.label), one, turns(one.label), this.#duration));
    setChildren(this.container, [...shown.map((lane) => lane.row), this.#playhead]);
  }

  /** @param {number} seconds */
  place(seconds) {
    this.#playhead.style.setProperty("--place", String(Math.min(1, seconds / this.#duration)));
  }

  /** @param {string | null} label */
  #laneOf(label) {
    const known = this.#lanes.get(label);
    if (known) return known;
    const lane = newLane();
    lane.button.addEventListener("click", () => this.answers.onSpeaker(label));
    lane.picture.addEventListener("click", (event) => {
      const box = lane.picture.getBoundingClientRect();
      this.answers.onSeek(((event.clientX - box.left) / box.width) * this.#duration);
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
  lane.picture.setAttribute("viewBox", `0 0 ${duration} 1`);
  const boxes = turns.map(({ start, end }) => {
    const width = Math.max(duration * THINNEST, end - start);
    return `M${start} 0h${width}v1h-${width}z`;
  });
  lane.path.setAttribute("d", boxes.join(""));
  return lane;
}
