// @ts-check
// Dragging the edges of turns in their lanes, with a mouse, a pen or a finger.

/** @import { Span } from "../timeline.js" */

const [REACH, REACH_OF_FINGER] = [6, 16]; // pixels from an edge
const SHORTEST = 0.05; // seconds that are left of a turn

/**
 * A turn, its edge that is moved, and where it is.
 * @typedef {{ turn: Span, edge: "start" | "end", time: number, hasMoved: boolean }} Drag
 */
/**
 * The lane: its picture, the turns in it, the time at a place of the window; and the answers to a drag while it lasts, and
 * when it is done (`alone`: words stay).
 * @typedef {{
 *   picture: SVGSVGElement, turns: () => Span[], timeAt: (x: number) => number, secondsOf: (pixels: number) => number,
 *   onMove: (turn: Span, from: number, to: number) => void,
 *   onDone: (turn: Span, from: number, to: number, alone: boolean) => void, onCancel: () => void,
 * }} Lane
 */

/**
 * Let the edges of a lane's turns be dragged.
 * @param {Lane} lane
 */
export function dragEdges(lane) {
  const { picture } = lane;
  /** @type {Drag | null} */
  let drag = null;
  picture.addEventListener("pointerdown", (event) => {
    drag = event.button === 0 ? edgeNear(lane, event) : null;
    if (!drag) return;
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!drag) {
      picture.style.cursor = edgeNear(lane, event) ? "ew-resize" : "";
      return;
    }
    drag = { ...drag, time: within(drag, lane.timeAt(event.clientX)), hasMoved: true };
    lane.onMove(drag.turn, ...spanOf(drag));
  });
  picture.addEventListener("pointerup", (event) => {
    if (drag?.hasMoved) {
      lane.onDone(drag.turn, ...spanOf(drag), event.shiftKey);
      // the click that follows is none
      picture.addEventListener("click", (click) => click.stopImmediatePropagation(), { capture: true, once: true });
    }
    drag = null;
  });
  picture.addEventListener("pointercancel", () => {
    drag = null;
    lane.onCancel();
  });
}

/**
 * The nearest edge within reach, if there is one.
 * @param {Lane} lane
 * @param {PointerEvent} event
 * @returns {Drag | null}
 */
function edgeNear(lane, event) {
  const time = lane.timeAt(event.clientX);
  const reach = lane.secondsOf(event.pointerType === "touch" ? REACH_OF_FINGER : REACH);
  /** @type {Drag | null} */
  let found = null;
  let nearest = reach;
  for (const turn of lane.turns()) {
    for (const edge of /** @type {const} */ (["start", "end"])) {
      const distance = Math.abs(turn[edge] - time);
      if (distance <= nearest) {
        nearest = distance;
        found = { turn, edge, time: turn[edge], hasMoved: false };
      }
    }
  }
  return found;
}

/**
 * @param {Drag} drag
 * @param {number} time
 */
function within({ turn, edge }, time) {
  const allowed = edge === "start" ? Math.min(time, turn.end - SHORTEST) : Math.max(time, turn.start + SHORTEST);
  return Math.round(Math.max(0, allowed) * 1000) / 1000;
}

/**
 * @param {Drag} drag
 * @returns {[number, number]}
 */
function spanOf({ turn, edge, time }) {
  return edge === "start" ? [time, turn.end] : [turn.start, time];
}
