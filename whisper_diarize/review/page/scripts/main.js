// The page: its state, what is shown of it, and what each button and key does.

import { createDoubtfulList } from "./doubtful.js";
import { byId, element, setChildren, speakerChip } from "./dom.js";
import { explained } from "../../doubts.js";
import { srt, txt, vtt } from "./export/formats.js";
import { begin, current, kept, make, redo, restored, undo } from "./history.js";
import { json, withFigures } from "./export/json.js";
import { actionFor } from "./keyboard.js";
import { allWords, byStart, freshLabel, nextDoubtful, paragraphs, shortClock } from "./layout.js";
import { turnRange, turnStart, wordAt } from "./layout.js";
import { createPlayer } from "./player.js";
import { load, save } from "./storage.js";
import { strip } from "./text.js";
import { createTimeline } from "./timeline.js";
import { createTranscript } from "./transcript.js";

const COLOURS = 8;
const JUMP_SECONDS = 5;
const BEFORE_SECONDS = 1; // heard around a doubtful word
const AFTER_SECONDS = 0.6;
const STATUS_MILLISECONDS = 4000;
const FORMATS = { json: [json, "application/json"], srt: [srt, "text/plain"], vtt: [vtt, "text/vtt"], txt: [txt, "text/plain"] };

const about = JSON.parse(byId("about").textContent);
const original = JSON.parse(byId("document").textContent);
const storage = () => window.localStorage;
const key = `whisper-diarize:${about.key}`;

let history = restored(original, load(storage, key));
let isSaved = true;
let words = [];
let order = [];
let spans = [];
let doubtful = [];
let people = new Map();
let now = -1; // the word that is heard
let chosen = null; // [anchor, focus] of the selected words
let isFollowing = true;
let steppedTo = -1; // the doubtful word that is played with what is around it

const showTranscript = createTranscript(byId("transcript"));
const showDoubtful = createDoubtfulList(byId("doubtful-list"), (number) => hearAround(number));
const timeline = createTimeline(byId("lane-rows"), { onSpeaker: openSpeaker, onSeek: jump });
const player = createPlayer(about, {
  onTime: followTime,
  onState: showPlaying,
  onEnd: () => steppedTo >= 0 && moveTo(steppedTo),
  onProblem: showSoundProblem,
});

// ---- what is shown ------------------------------------------------------------------------------------------------

function refresh() {
  const shown = current(history);
  people = peopleOf(shown);
  const layout = paragraphs(shown);
  words = allWords(layout);
  order = byStart(words);
  spans.forEach((span) => span.classList.remove("now", "chosen"));
  spans = showTranscript(layout, person);
  doubtful = words.flatMap((word, number) => (word.doubtful ? [number] : []));
  now = Math.min(Math.max(now, 0), words.length - 1);
  steppedTo = Math.min(steppedTo, words.length - 1);
  spans[now]?.classList.add("now");
  choose(null);
  if (!words.length) setChildren(byId("transcript"), [element("p", { class: "empty" }, "Nothing was said.")]);
  showLanes(shown);
  showDoubtful(words, doubtful, now, true);
  byId("doubtful-count").textContent = String(doubtful.length);
  byId("doubtful-none").hidden = doubtful.length > 0;
  byId("undo").disabled = history.done === 0;
  byId("redo").disabled = history.done === history.edits.length;
  const count = `${words.length.toLocaleString("en")} words`;
  const talkers = shown.speakers.length ? ` · ${shown.speakers.length} speakers` : "";
  const edited = history.done ? ` · ${history.done} ${history.done === 1 ? "correction" : "corrections"}` : "";
  byId("facts").textContent = `${shortClock(shown.duration)} · ${count}${talkers}${edited}`;
}

function peopleOf(shown) {
  const found = withFigures(shown).map((speaker, index) => {
    const mark = index < 9 ? String(index + 1) : "·";
    return [speaker.label, { ...speaker, colour: (index % COLOURS) + 1, mark }];
  });
  return new Map(found);
}

function person(label) {
  return people.get(label) ?? { label, name: label ?? "Nobody", colour: 0, mark: "–", seconds: 0 };
}

function showLanes(shown) {
  const lanes = [...people.values()];
  if (shown.segments.some((segment) => segment.speaker_label === null)) lanes.push(person(null));
  const spoken = grouped(shown.turns ?? shown.segments);
  const unheard = shown.segments.filter((segment) => segment.speaker_label === null);
  timeline.show(lanes, (label) => (label === null ? unheard : (spoken.get(label) ?? [])), shown.duration);
}

function grouped(spans) {
  const found = new Map();
  for (const span of spans) {
    if (!found.has(span.speaker_label)) found.set(span.speaker_label, []);
    found.get(span.speaker_label).push(span);
  }
  return found;
}

function say(text) {
  const status = byId("status");
  status.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (status.textContent = ""), STATUS_MILLISECONDS);
}

// ---- where we are -------------------------------------------------------------------------------------------------

function light(number) {
  if (number === now) return;
  spans[now]?.classList.remove("now");
  now = number;
  spans[now]?.classList.add("now");
}

function followTime(seconds) {
  byId("time").textContent = shortClock(seconds);
  byId("seek").value = String(seconds);
  timeline.place(seconds);
  const number = wordAt(words, order, seconds);
  if (number === now) return;
  light(number);
  if (isFollowing) bringIntoView(number);
}

/** The word on which keys act. */
function cursor() {
  return steppedTo >= 0 ? steppedTo : now;
}

function jump(seconds) {
  steppedTo = -1;
  player.seek(Math.min(seconds, original.duration));
}

/** Go to a word without playing, and give it the focus if a key brought us there. */
function moveTo(number, { focus = false } = {}) {
  if (!words[number]) return;
  steppedTo = -1;
  player.seek(words[number].start);
  light(number);
  bringIntoView(number);
  showDoubtful(words, doubtful, number, false);
  if (focus) focusWord(number);
}

function focusWord(number) {
  const span = spans[number];
  const why = explained(words[number].source);
  span.tabIndex = -1;
  span.setAttribute("role", "button");
  span.setAttribute("aria-label", `${strip(words[number].text)}, ${person(words[number].speaker).name}${why ? `, ${why}` : ""}`);
  span.focus({ preventScroll: true });
  span.addEventListener("blur", () => ["role", "aria-label", "tabindex"].forEach((name) => span.removeAttribute(name)), {
    once: true,
  });
}

function bringIntoView(number) {
  const span = spans[number];
  if (!span) return;
  const top = document.querySelector(".deck").getBoundingClientRect().bottom + 16;
  const bottom = document.querySelector(".player").getBoundingClientRect().top - 16;
  const box = span.getBoundingClientRect();
  if (box.top >= top && box.bottom <= bottom) return;
  window.scrollBy({ top: box.top - top - (bottom - top) / 3, behavior: "instant" });
}

/** Play a doubtful word with what is around it, and come back to it. */
function hearAround(number) {
  if (!words[number]) return;
  moveTo(number, { focus: document.activeElement.closest("#doubtful") === null });
  const { start, end } = words[number];
  steppedTo = number;
  player.playStretch(Math.max(0, start - BEFORE_SECONDS), end + AFTER_SECONDS);
  const why = explained(words[number].source);
  say(`${strip(words[number].text)}: ${why || "checked"}`);
}

function stepDoubtful(step) {
  const number = nextDoubtful(words, cursor(), step);
  if (number < 0) say("There is no doubtful word left.");
  else hearAround(number);
}

// ---- what is selected ---------------------------------------------------------------------------------------------

function choose(range) {
  if (chosen) for (let i = Math.min(...chosen); i <= Math.max(...chosen); i += 1) spans[i]?.classList.remove("chosen");
  chosen = range;
  if (chosen) for (let i = Math.min(...chosen); i <= Math.max(...chosen); i += 1) spans[i]?.classList.add("chosen");
  showSelection();
}

function showSelection() {
  byId("selection").hidden = chosen === null;
  if (chosen === null) return;
  const count = Math.abs(chosen[1] - chosen[0]) + 1;
  byId("selection-said").textContent = `Give ${wordsSaid(count)} to`;
  byId("selection-correct").hidden = count > 1;
  setChildren(byId("selection-speakers"), chips((label) => give(label)));
}

function chips(act, { without = null, fresh = true } = {}) {
  const found = [...people.values()].filter((one) => one.label !== without).map((one) => speakerChip(one, act));
  const another = { label: freshLabel(current(history)), name: "New speaker", colour: 0, mark: "+" };
  return fresh ? [...found, speakerChip(another, act)] : found;
}

/** The words that a key acts on: those selected, else (`whole`) the turn, or the word. */
function target({ whole }) {
  if (chosen) return [Math.min(...chosen), Math.max(...chosen) + 1];
  const number = cursor();
  if (number < 0) return null;
  return whole ? turnRange(words, number) : [number, number + 1];
}

function extend(step) {
  if (cursor() < 0) return;
  const [anchor, focus] = chosen ?? [cursor(), cursor()];
  const next = Math.min(Math.max(focus + step, 0), words.length - 1);
  choose([anchor, next]);
  bringIntoView(next);
}

/** Take over what was dragged over as our own selection. */
function takeSelection({ keep }) {
  const selection = getSelection();
  if (selection.isCollapsed) return false;
  const ends = [wordNear(selection.anchorNode, selection.anchorOffset), wordNear(selection.focusNode, selection.focusOffset)];
  if (ends.some((span) => span?.number === undefined)) return false;
  choose(ends.map((span) => span.number));
  if (!keep) selection.removeAllRanges();
  return true;
}

function wordNear(node, offset) {
  if (!byId("transcript").contains(node)) return null;
  const part = node.nodeType === Node.ELEMENT_NODE ? (node.childNodes[offset] ?? node) : node;
  const inside = (part.nodeType === Node.TEXT_NODE ? part.parentElement : part).closest(".w");
  return inside ?? (part.nextSibling?.classList?.contains("w") ? part.nextSibling : part.parentElement?.querySelector(".w"));
}

// ---- corrections --------------------------------------------------------------------------------------------------

function edit(change, said) {
  const before = history;
  history = make(history, change);
  if (history === before) return;
  keep(said);
}

function keep(said) {
  isSaved = save(storage, key, kept(history));
  refresh();
  say(isSaved ? said : `${said} This browser keeps nothing: export JSON before you leave.`);
}

function give(label, range = target({ whole: true })) {
  if (!range) return;
  const [first, stop] = range;
  const known = people.has(label);
  edit({ kind: "reassign", first, stop, label }, `${wordsSaid(stop - first)} given to ${known ? person(label).name : "a new speaker"}.`);
}

function wordsSaid(count) {
  return count === 1 ? "1 word" : `${count} words`;
}

function right() {
  const range = target({ whole: false });
  if (!range) return;
  const wasStepping = words.slice(...range).some((word) => word.doubtful);
  edit({ kind: "confirm", first: range[0], stop: range[1] }, `${wordsSaid(range[1] - range[0])} checked.`);
  if (wasStepping && doubtful.length) stepDoubtful(1);
}

function stepHistory(step, nothing, said) {
  const before = history;
  history = step(history);
  if (history.done === before.done) say(nothing);
  else keep(said);
}

// ---- dialogs ------------------------------------------------------------------------------------------------------

function openSpeaker(label, range = null) {
  if (label === null && !range) return;
  const { name } = person(label);
  const dialog = byId("speaker-dialog");
  const close = (act) => (other) => (dialog.close(), act(other));
  byId("speaker-title").textContent = name === label || label === null ? name : `${name} (${label})`;
  byId("speaker-name").value = name === label ? "" : name;
  byId("speaker-name").placeholder = label ?? "";
  byId("speaker-name").disabled = label === null;
  byId("speaker-turn").hidden = range === null;
  setChildren(byId("speaker-give"), chips(close((other) => give(other, range)), { without: label }));
  byId("speaker-merge").hidden = label === null || people.size < 2;
  const merge = (other) => edit({ kind: "merge", source: label, target: other }, `${name} is ${person(other).name} now.`);
  setChildren(byId("speaker-into"), chips(close(merge), { without: label, fresh: false }));
  onSubmit(dialog, () => {
    const fresh = byId("speaker-name").value;
    if (label !== null) edit({ kind: "rename", label, name: fresh }, `${label} is called ${strip(fresh) || label} now.`);
  });
  dialog.showModal();
}

function openWord(number) {
  if (!words[number]) return;
  player.pause();
  const dialog = byId("word-dialog");
  byId("word-text").value = strip(words[number].text);
  byId("word-doubt").textContent = explained(words[number].source);
  onSubmit(dialog, () => {
    const text = byId("word-text").value;
    if (strip(text) === strip(words[number].text)) edit({ kind: "confirm", first: number, stop: number + 1 }, "1 word checked.");
    else edit({ kind: "correct", word: number, text }, strip(text) ? "Corrected." : "Taken out.");
  });
  dialog.showModal();
  byId("word-text").select();
}

function onSubmit(dialog, act) {
  dialog.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    act();
  };
}

// ---- files --------------------------------------------------------------------------------------------------------

function download(format) {
  const [write, type] = FORMATS[format];
  const text = write(current(history));
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  element("a", { href: url, download: `${original.name}.${format}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), STATUS_MILLISECONDS);
  byId("export").open = false;
  if (format === "json") isSaved = true;
  say(`${original.name}.${format} is in your downloads.`);
}

function showSoundProblem(kind) {
  const name = about.name || original.recording || "The recording";
  byId("sound").hidden = false;
  byId("sound-said").textContent =
    kind === "no recording"
      ? `${name} did not come with this page: choose it to hear it.`
      : `${name} is not where this page looks for it, or this browser cannot play it: choose the file, or another of it.`;
}

function showPlaying(playing) {
  document.body.classList.toggle("playing", playing);
  byId("play").setAttribute("aria-label", playing ? "Pause" : "Play");
}

// ---- keys and clicks ----------------------------------------------------------------------------------------------

const ACTIONS = {
  toggle: () => player.toggle(),
  wordBefore: () => moveTo(cursor() - 1, { focus: true }),
  wordAfter: () => moveTo(cursor() + 1, { focus: true }),
  turnBefore: () => moveTo(turnStart(words, cursor(), cursor() > turnStart(words, cursor(), 0) ? 0 : -1), { focus: true }),
  turnAfter: () => moveTo(turnStart(words, cursor(), 1), { focus: true }),
  selectBefore: () => extend(-1),
  selectAfter: () => extend(1),
  selectTurn: () => cursor() >= 0 && choose(turnRange(words, cursor()).map((end, i) => end - i)),
  back: () => jump(player.time() - JUMP_SECONDS),
  forward: () => jump(player.time() + JUMP_SECONDS),
  doubtfulAfter: () => stepDoubtful(1),
  doubtfulBefore: () => stepDoubtful(-1),
  right,
  correct: () => openWord(chosen ? Math.min(...chosen) : cursor()),
  speaker: () => cursor() >= 0 && openSpeaker(words[cursor()].speaker, turnRange(words, cursor())),
  undo: () => stepHistory(undo, "There is nothing to undo.", "Undone."),
  redo: () => stepHistory(redo, "There is nothing to redo.", "Done again."),
  follow: () => setFollowing(!isFollowing),
  export: () => {
    byId("export").open = true;
    byId("export").querySelector("button").focus();
  },
  clear: () => {
    byId("export").open = false;
    choose(null);
  },
  giveNew: () => give(freshLabel(current(history))),
  help: () => byId("help").showModal(),
};

function setFollowing(following) {
  isFollowing = following;
  byId("follow").setAttribute("aria-pressed", String(following));
  if (following) bringIntoView(now);
}

function focusKind(node) {
  if (node.closest("dialog[open]")) return "text";
  if (node.closest('input:not([type="range"]), textarea')) return "text";
  return node.closest("button, select, summary, input, a") ? "control" : "page";
}

function onKey(event) {
  const action = actionFor(event, focusKind(document.activeElement ?? document.body));
  if (action === null) return;
  event.preventDefault();
  if (typeof action === "string") ACTIONS[action]();
  else {
    const speaker = [...people.keys()][action.give - 1];
    if (speaker === undefined) say(`There is no speaker ${action.give}; 0 is a new one.`);
    else give(speaker);
  }
}

function onTranscriptClick(event) {
  const word = event.target.closest(".w");
  const paragraph = event.target.closest(".turn");
  if (word && event.shiftKey) return choose([chosen?.[0] ?? now, word.number]);
  if (word) {
    if (chosen && event.detail < 2) choose(null);
    steppedTo = -1;
    light(word.number);
    return event.detail < 2 ? player.playFrom(words[word.number].start) : undefined;
  }
  const first = paragraph?.querySelector(".w")?.number;
  if (event.target.closest(".when")) return player.playFrom(words[first].start);
  if (event.target.closest(".who")) return openSpeaker(words[first].speaker, turnRange(words, first));
  return undefined;
}

function listen() {
  const on = (id, act) => byId(id).addEventListener("click", act);
  const transcript = byId("transcript");
  let dragged = false;
  transcript.addEventListener("pointerdown", () => (dragged = false));
  transcript.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault());
  transcript.addEventListener("pointerup", (event) => {
    if (event.pointerType === "mouse") dragged = takeSelection({ keep: false });
  });
  transcript.addEventListener("click", (event) => !dragged && onTranscriptClick(event));
  transcript.addEventListener("dblclick", (event) => {
    getSelection().removeAllRanges();
    choose(null);
    const word = event.target.closest(".w");
    if (word) openWord(word.number);
  });
  document.addEventListener("selectionchange", () => {
    if (matchMedia("(pointer: coarse)").matches) takeSelection({ keep: true });
  });
  document.addEventListener("keydown", onKey);
  for (const kind of ["wheel", "touchmove"]) {
    transcript.addEventListener(kind, () => player.playing() && isFollowing && setFollowing(false), { passive: true });
  }
  for (const id of ["undo", "redo", "back", "forward", "follow"]) on(id, ACTIONS[id]);
  on("play", ACTIONS.toggle);
  on("help-open", ACTIONS.help);
  on("theme", changeTheme);
  on("doubtful-toggle", () => showPanel(byId("doubtful").hidden));
  on("doubtful-next", () => stepDoubtful(1));
  on("doubtful-previous", () => stepDoubtful(-1));
  on("doubtful-right", right);
  on("selection-right", right);
  on("selection-correct", ACTIONS.correct);
  on("selection-clear", () => choose(null));
  byId("seek").addEventListener("input", (event) => jump(Number(event.target.value)));
  byId("rate").addEventListener("change", (event) => player.setRate(Number(event.target.value)));
  byId("sound-file").addEventListener("change", (event) => {
    byId("sound").hidden = true;
    player.open(URL.createObjectURL(event.target.files[0]));
  });
  for (const button of document.querySelectorAll("[data-format]")) {
    button.addEventListener("click", () => download(button.dataset.format));
  }
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  addEventListener("beforeunload", (event) => !isSaved && event.preventDefault());
  addEventListener("DOMContentLoaded", () => player.openOwn(() => byId("recording").textContent));
}

function showPanel(shown) {
  byId("doubtful").hidden = !shown;
  byId("doubtful-toggle").setAttribute("aria-expanded", String(shown));
  document.querySelector(".columns").classList.toggle("without-panel", !shown);
}

function changeTheme() {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark" || (!theme() && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = isDark ? "light" : "dark";
}

function theme() {
  return document.documentElement.dataset.theme;
}

function start() {
  const deck = document.querySelector(".deck");
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--deck", `${deck.offsetHeight}px`);
  }).observe(deck);
  byId("seek").max = String(original.duration);
  byId("duration").textContent = shortClock(original.duration);
  listen();
  refresh();
  showPanel(doubtful.length > 0 && matchMedia("(min-width: 60rem)").matches);
  if (history.done) say(`${history.done} ${history.done === 1 ? "correction" : "corrections"} of before: u undoes them.`);
  else if (!save(storage, key, kept(begin(original)))) say("This browser keeps nothing of your corrections: export JSON.");
}

start();
