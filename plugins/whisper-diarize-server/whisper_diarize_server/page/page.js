// @ts-check
// The list of recordings: posted, watched, opened, renamed, exported and deleted. It speaks to its own server only.

import { ACTIVE, fill, newRow } from "./rows.js";

/** @import { Job } from "./rows.js" */

const BUSY_MILLISECONDS = 700;
const IDLE_MILLISECONDS = 5000;

const UNKNOWN = { percent: 0, stage: null, place: null, duration: null, edited: false, error: null };

/** @type {Job[]} */
let jobs = [];
/** @type {Map<string, Job>} recordings on their way, by a number of ours */
const sending = new Map();
let number = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @template {HTMLElement} T @param {string} id @returns {T} */
const find = (id) => /** @type {T} */ (document.getElementById(id));

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function ask(path, options) {
  const answer = await fetch(path, options);
  if (answer.status === 401) {
    find("login").hidden = false;
    find("key").focus();
  }
  if (!answer.ok) {
    const body = await answer.json().catch(() => null);
    throw new Error(body?.error?.message ?? `the server answers ${answer.status}`);
  }
  return answer;
}

async function refresh() {
  clearTimeout(timer);
  try {
    jobs = (await (await ask("/v1/jobs")).json()).data;
    find("login").hidden = true;
    show();
  } catch (error) {
    say(error instanceof TypeError ? "The server cannot be reached." : reason(error));
  }
  const busy = sending.size > 0 || jobs.some((job) => ACTIVE.includes(job.status));
  timer = setTimeout(refresh, busy ? BUSY_MILLISECONDS : IDLE_MILLISECONDS);
}

/** @param {unknown} error */
function reason(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} text */
function say(text) {
  find("notice").textContent = text;
}

function show() {
  const list = find("jobs");
  const all = [...sending.values(), ...jobs];
  const rows = new Map([...list.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.id, row]));
  all.forEach((job, place) => {
    const row = rows.get(job.id) ?? newRow(job.id);
    rows.delete(job.id);
    fill(/** @type {HTMLElement} */ (row), job, actionsOf(job));
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
  });
  for (const row of rows.values()) row.remove();
  find("empty").hidden = all.length > 0;
}

/**
 * @param {Job} job
 * @returns {[string, () => void][]}
 */
function actionsOf(job) {
  if (job.status === "sending") return [];
  if (ACTIVE.includes(job.status)) return [["Cancel", () => act(job.id, "delete")]];
  const remove = /** @type {[string, () => void]} */ (["Delete", () => act(job.id, "delete")]);
  if (job.status !== "done") return [remove];
  return [
    ["Open", () => act(job.id, "open")],
    ["Export all", () => act(job.id, "export")],
    ["Rename", () => act(job.id, "rename")],
    remove,
  ];
}

/**
 * @param {string} id
 * @param {"open" | "export" | "rename" | "delete"} what
 */
async function act(id, what) {
  const job = jobs.find((one) => one.id === id);
  if (!job) return;
  const url = `/v1/jobs/${id}`;
  try {
    if (what === "open" && job.status === "done") location.assign(`/review/${id}`);
    if (what === "export" && job.status === "done") location.assign(`${url}/document/export?format=all`);
    if (what === "rename" && job.status === "done") await rename(job, url);
    if (what === "delete") await remove(job, url);
  } catch (error) {
    say(reason(error));
  }
  refresh();
}

/**
 * @param {Job} job
 * @param {string} url
 */
async function rename(job, url) {
  const name = await question("A new name", "Rename", job.name);
  if (!name?.trim()) return;
  const headers = { "Content-Type": "application/json" };
  await ask(`${url}/name`, { method: "PUT", headers, body: JSON.stringify({ name }) });
}

/**
 * @param {Job} job
 * @param {string} url
 */
async function remove(job, url) {
  const active = ACTIVE.includes(job.status);
  if (!active && job.status === "done") {
    const sure = await question(`Delete “${job.name}”, with its recording and all corrections?`, "Delete");
    if (sure === null) return;
  }
  await ask(url, { method: "DELETE" });
}

/**
 * Ask a person; null if they do not want to.
 * @param {string} text
 * @param {string} yes
 * @param {string} [given] the text to change; without it there is none
 * @returns {Promise<string | null>}
 */
function question(text, yes, given) {
  const dialog = /** @type {HTMLDialogElement} */ (find("ask"));
  const answer = /** @type {HTMLInputElement} */ (find("answer"));
  find("question").textContent = text;
  find("yes").textContent = yes;
  answer.hidden = given === undefined;
  answer.value = given ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  (given === undefined ? find("yes") : answer).focus();
  answer.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? answer.value : null), { once: true });
  });
}

/** @param {Iterable<File>} files */
function send(files) {
  say("");
  for (const file of files) {
    number += 1;
    /** @type {Job} */
    const job = { ...UNKNOWN, id: `sending-${number}`, name: file.name, status: "sending", upload: 0 };
    sending.set(job.id, job);
    post(job.id, file);
  }
  show();
}

/**
 * @param {string} id
 * @param {File} file
 */
function post(id, file) {
  const form = new FormData();
  form.append("model", "whisper-1");
  form.append("keep", "true");
  const value = (/** @type {string} */ field) => /** @type {HTMLInputElement} */ (find(field)).value.trim();
  if (/** @type {HTMLInputElement} */ (find("diarize")).checked) {
    form.append("diarize", "true");
    if (value("speakers")) form.append("num_speakers", value("speakers"));
  }
  if (value("language")) form.append("language", value("language"));
  form.append("file", file);
  const request = new XMLHttpRequest(); // fetch tells nothing of the way there
  request.open("POST", "/v1/jobs");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    const job = sending.get(id);
    if (job && event.total) job.upload = Math.round((100 * event.loaded) / event.total);
    show();
  });
  request.addEventListener("loadend", () => {
    sending.delete(id);
    if (request.status !== 202) {
      say(`${file.name}: ${request.response?.error?.message ?? "it could not be sent"}`);
    }
    refresh();
  });
  request.send(form);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const row = /** @type {HTMLElement} */ (event.target)?.closest?.("li[data-id]");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const id = /** @type {HTMLElement} */ (row).dataset.id ?? "";
  const onButton = /** @type {HTMLElement} */ (event.target).tagName === "BUTTON";
  const move = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  const action = { F2: "rename", Delete: "delete", e: "export", ...(onButton ? {} : { Enter: "open" }) }[event.key];
  if (move) /** @type {HTMLElement} */ (move).focus();
  if (action) act(id, /** @type {"open"} */ (action));
  if (move || action) event.preventDefault();
}

const drop = find("drop");
for (const kind of ["dragover", "drop", "dragleave"]) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
  });
}
addEventListener("drop", (event) => send(event.dataTransfer?.files ?? []));
find("files").addEventListener("change", (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  send([...(input.files ?? [])]);
  input.value = "";
});
find("jobs").addEventListener("keydown", pressed);
find("no").addEventListener("click", () => /** @type {HTMLDialogElement} */ (find("ask")).close(""));
find("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const key = /** @type {HTMLInputElement} */ (find("key"));
  const headers = { "Content-Type": "application/json" };
  try {
    await ask("/login", { method: "POST", headers, body: JSON.stringify({ key: key.value }) });
    key.value = "";
    say("");
  } catch (error) {
    say(reason(error));
  }
  refresh();
});
document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : refresh()));
refresh();
