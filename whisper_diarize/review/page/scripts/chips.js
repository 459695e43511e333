// @ts-check
// Buttons of speakers to choose from.

import { element } from "./dom.js";
import { freshLabel } from "./layout.js";

/** @import { State } from "./state.js" */
/** @import { KnownPerson } from "./types.js" */

/**
 * A button for each speaker but one, and (`fresh`) for a new one; `act(label)` answers clicks.
 * @param {State} state
 * @param {(label: string) => void} act
 * @param {{ without?: string | null, fresh?: boolean }} options
 */
export function speakerChips(state, act, { without = null, fresh = true } = {}) {
  const people = [...state.people.values()].filter((person) => person.label !== without);
  const another = {
    label: freshLabel(state.document),
    name: "New speaker",
    isNamed: false,
    colour: 0,
    mark: "+",
    seconds: 0,
  };
  return (fresh ? [...people, another] : people).map((person) => chip(person, act));
}

/**
 * @param {KnownPerson} person
 * @param {(label: string) => void} act
 */
function chip(person, act) {
  const badge = element("span", { class: `badge s${person.colour}`, "aria-hidden": "true" }, person.mark);
  const button = element("button", { type: "button" }, badge, element("span", { class: "label" }, person.name));
  button.addEventListener("click", () => act(person.label));
  return button;
}
