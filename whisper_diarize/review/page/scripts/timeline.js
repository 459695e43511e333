// A lane for each speaker: who talks when, over the whole recording.

import { element, setChildren, svgElement } from "./dom.js";
import { shortClock } from "./layout.js";

const THINNEST = 1 / 900; // of the recording, so that a single word is seen

/** Return { show, place }: lanes in `container`; `onSpeaker(label)` and `onSeek(seconds)` answer clicks. */
export function createTimeline(container, { onSpeaker, onSeek }) {
  const playhead = element("div", { class: "playhead", "aria-hidden": "true" });
  const lanes = new Map();
  let duration = 1;

  const laneOf = (label) => {
    if (lanes.has(label)) return lanes.get(label);
    const lane = newLane();
    lane.button.addEventListener("click", () => onSpeaker(label));
    lane.picture.addEventListener("click", (event) => {
      const box = lane.picture.getBoundingClientRect();
      onSeek(((event.clientX - box.left) / box.width) * duration);
    });
    lanes.set(label, lane);
    return lane;
  };

  return {
    /** Show `people` ({label, name, colour, mark, seconds}) with their `turns(label)`. */
    show(people, turns, seconds) {
      duration = seconds || 1;
      const shown = people.map((one) => fill(laneOf(one.label), one, turns(one.label), duration));
      setChildren(container, [...shown.map((lane) => lane.row), playhead]);
    },
    place(seconds) {
      playhead.style.setProperty("--place", String(Math.min(1, seconds / duration)));
    },
  };
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

function fill(lane, one, turns, duration) {
  lane.row.className = `lane s${one.colour}`;
  lane.badge.textContent = one.mark;
  lane.name.textContent = one.name;
  lane.talk.textContent = shortClock(one.seconds);
  lane.button.disabled = one.label === null;
  lane.button.title = one.label === null ? one.name : `${one.name}: rename or merge`;
  lane.picture.setAttribute("viewBox", `0 0 ${duration} 1`);
  const least = duration * THINNEST;
  lane.path.setAttribute(
    "d",
    turns.map((turn) => `M${turn.start} 0h${Math.max(least, turn.end - turn.start)}v1h-${Math.max(least, turn.end - turn.start)}z`).join(""),
  );
  return lane;
}
