// @ts-check
// A row of the list: a recording's name, its state, its progress, and buttons for what can be done with it.

/**
 * @typedef {{ id: string, name: string, status: string, percent: number, stage: string | null, place: number | null,
 *   duration: number | null, edited: boolean, error: { message: string } | null, upload?: number }} Job
 */

export const ACTIVE = ["sending", "queued", "running"];
/** @type {Record<string, string>} */
const STAGES = { audio: "reading", transcription: "writing words", diarization: "finding speakers" };

/** @param {string} id */
export function newRow(id) {
  const row = document.createElement("li");
  row.dataset.id = id;
  row.tabIndex = 0;
  row.append(part("span", "name"), part("span", "state"), part("div", "actions"));
  return row;
}

/**
 * @param {string} tag
 * @param {string} name
 */
function part(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

/**
 * @param {HTMLElement} row
 * @param {Job} job
 * @param {[string, () => void][]} possible buttons, by their labels
 */
export function fill(row, job, possible) {
  const [name, state, actions] = /** @type {HTMLElement[]} */ ([...row.children]);
  name.textContent = job.name;
  state.textContent = described(job);
  state.classList.toggle("failed", job.status === "failed");
  bar(row, job);
  if (actions.dataset.status === job.status) return; // so that a button keeps the focus
  actions.dataset.status = job.status;
  actions.replaceChildren(...possible.map(([label, action]) => button(label, job.name, action)));
}

/**
 * @param {HTMLElement} row
 * @param {Job} job
 */
function bar(row, job) {
  let shown = row.querySelector("progress");
  if (!ACTIVE.includes(job.status)) {
    shown?.remove();
    return;
  }
  if (!shown) {
    shown = document.createElement("progress");
    shown.max = 100;
    row.append(shown);
  }
  shown.setAttribute("aria-label", `Progress of ${job.name}`);
  if (job.status === "queued") shown.removeAttribute("value");
  else shown.value = job.upload ?? job.percent;
}

/** @param {Job} job */
function described(job) {
  switch (job.status) {
    case "sending":
      return `sending, ${job.upload} %`;
    case "queued":
      return job.place ? `waiting behind ${job.place}` : "next";
    case "running":
      return `${STAGES[job.stage ?? ""] ?? "working"}, ${job.percent} %`;
    case "done":
      return `${clock(job.duration ?? 0)}${job.edited ? ", corrected" : ""}`;
    case "failed":
      return job.error?.message ?? "failed";
    default:
      return job.status;
  }
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.round(seconds);
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}` : Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/**
 * @param {string} label
 * @param {string} name
 * @param {() => void} action
 */
function button(label, name, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.setAttribute("aria-label", `${label}: ${name}`);
  if (label === "Open") made.className = "open";
  made.addEventListener("click", action);
  return made;
}
