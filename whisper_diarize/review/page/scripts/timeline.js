// @ts-check
// A lane for each speaker: their turns over the recording, or a stretch of it, under the waveform.

import { element, setChildren, svgElement } from "./dom.js";
import { shortClock } from "./layout.js";
import { dragEdges } from "./turns/dragging.js";
import { Waveform } from "./turns/waveform.js";

/** @import { Person } from "./types.js" */

/** @typedef {{ start: number, end: number }} Span */
/** @typedef {ReturnType<typeof newLane>} Lane */

const SHORTEST = 1; // seconds that are shown
const THINNEST = 1 / 900; // of the recording, so that a single word is seen

export class Timeline {
  #playhead = element("div", { class: "playhead", "aria-hidden": "true" });
  /** @type {Map<string | null, Lane>} */
  #lanes = new Map();
  #wave;
  #duration = 1;
  #canDrag = false;
  #time = 0;
  /** @type {[number, number]} the stretch that is shown: its start, and its length */
  #shown = [0, 1];

  /**
   * @param {HTMLElement} container
   * @param {string} peaks of the waveform, in base64
   * @param {{
   *   onSpeaker: (label: string | null) => void, onSeek: (seconds: number) => void,
   *   onEdge: (label: string, turn: Span, from: number, to: number, alone: boolean) => void,
   * }} answers to clicks, and to edges of turns that were dragged
   */
  constructor(container, peaks, answers) {
    this.container = container;
    this.answers = answers;
    this.#wave = new Waveform(peaks, {
      onSeek: (event) => this.answers.onSeek(this.#timeAt(event.clientX)),
      onZoom: (factor) => this.zoom(factor),
    });
    container.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /**
   * @param {Person[]} people
   * @param {(label: string | null) => Span[]} turns
   * @param {number} seconds the duration of the recording
   * @param {boolean} canDrag whether these are turns, whose edges can be dragged
   */
  show(people, turns, seconds, canDrag) {
    if (seconds !== this.#duration) this.#shown = [0, seconds || 1];
    this.#duration = seconds || 1;
    this.#canDrag = canDrag;
    const shown = people.map((one) => fill(this.#laneOf(one.label), one, turns(one.label), this.#duration));
    setChildren(this.container, [this.#wave.row, ...shown.map((lane) => lane.row), this.#playhead]);
    this.#wave.colour(people, turns, this.#duration);
    this.#look();
  }

  /**
   * Show a shorter or a longer stretch, around where the recording stands.
   * @param {number} factor of its length
   */
  zoom(factor) {
    const length = this.#lengthOf(factor);
    this.#shown = [this.#within(this.#time - length / 2, length), length];
    this.#look();
  }

  /** @param {number} factor */
  #lengthOf(factor) {
    return Math.min(this.#duration, Math.max(SHORTEST, this.#shown[1] * factor));
  }

  /** @param {WheelEvent} event with Ctrl, or fingers that part, it zooms; sideways, or with Shift, it moves on */
  #wheel(event) {
    const [start, length] = this.#shown;
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey) {
      const next = this.#lengthOf(1.002 ** event.deltaY);
      const held = this.#timeAt(event.clientX);
      this.#shown = [this.#within(held - ((held - start) / length) * next, next), next];
    } else if (sideways && length < this.#duration) {
      this.#shown = [this.#within(start + (sideways / this.#box.width) * length, length), length];
    } else return;
    event.preventDefault();
    this.#look();
  }

  /** The place of the pictures in the window: all are as wide. */
  get #box() {
    return (this.#lanes.values().next().value?.picture ?? this.container).getBoundingClientRect();
  }

  /** @param {number} x in the window */
  #timeAt(x) {
    const { left, width } = this.#box;
    return this.#shown[0] + ((x - left) / (width || 1)) * this.#shown[1];
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
    this.#wave.show(start, length);
    this.#playhead.style.setProperty("--place", String(Math.min(1, Math.max(0, (this.#time - start) / length))));
  }

  /** @param {string | null} label */
  #laneOf(label) {
    const known = this.#lanes.get(label);
    if (known) return known;
    const lane = newLane();
    lane.button.addEventListener("click", () => this.answers.onSpeaker(label));
    if (label !== null) this.#letDrag(lane, label);
    lane.picture.addEventListener("click", (event) => this.answers.onSeek(this.#timeAt(event.clientX)));
    this.#lanes.set(label, lane);
    return lane;
  }

  /**
   * @param {Lane} lane
   * @param {string} label
   */
  #letDrag(lane, label) {
    const draw = (/** @type {Span[]} */ turns) => lane.path.setAttribute("d", boxes(turns, this.#duration));
    dragEdges({
      picture: lane.picture,
      turns: () => (this.#canDrag ? lane.turns : []),
      timeAt: (x) => Math.min(this.#timeAt(x), this.#duration),
      secondsOf: (pixels) => (pixels / (this.#box.width || 1)) * this.#shown[1],
      onMove: (turn, start, end) => draw(lane.turns.map((one) => (one === turn ? { start, end } : one))),
      onDone: (turn, from, to, alone) => {
        draw(lane.turns);
        this.answers.onEdge(label, turn, from, to, alone);
      },
      onCancel: () => draw(lane.turns),
    });
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
  return { row, button, badge, name, talk, path, picture, turns: /** @type {Span[]} */ ([]) };
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
  lane.turns = turns;
  lane.path.setAttribute("d", boxes(turns, duration));
  return lane;
}

/**
 * @param {Span[]} turns
 * @param {number} duration
 */
function boxes(turns, duration) {
  return turns
    .map(({ start, end }) => {
      const width = Math.max(duration * THINNEST, end - start);
      return `M${start} 0h${width}v1h-${width}z`;
    })
    .join("");
}
