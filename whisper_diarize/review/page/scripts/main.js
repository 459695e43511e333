// @ts-check
// The page: its parts, put together.

import { Actions } from "./actions.js";
import { Corrections } from "./corrections.js";
import { Cursor } from "./cursor.js";
import { AddTurn } from "./turns/add.js";
import { Completion } from "./typing/completion.js";
import { Editor } from "./typing/editor.js";
import { Dialogs } from "./dialogs.js";
import { byId, bySelector, element, setChildren } from "./dom.js";
import { download } from "./download.js";
import { Keeping } from "./keeping/keep.js";
import { Keeper } from "./keeper.js";
import { shortClock } from "./layout.js";
import { FindBar } from "./finding/bar.js";
import { CommentDialog } from "./finding/comments.js";
import { FILTERS } from "./finding/filters.js";
import { Progress } from "./finding/progress.js";
import { Help } from "./help.js";
import { Jumping } from "./jumping.js";
import { Listening } from "./listening.js";
import { listenToControls, listenToTranscript } from "./listeners.js";
import { Notices } from "./notices.js";
import { Offers } from "./offers.js";
import { Player } from "./player.js";
import { Selection } from "./selection.js";
import { ServedCopy } from "./served/copy.js";
import { Remember } from "./served/remember.js";
import { serverOf } from "./served/server.js";
import { Settings } from "./settings.js";
import { State } from "./state.js";
import { StatusLine } from "./status.js";
import { View, countOfCorrections, showPlaying, showSoundProblem } from "./view.js";

/** @import { About, Document } from "./types.js" */

/** @type {About} */
const about = JSON.parse(byId("about").textContent);
/** @type {Document} */
const original = JSON.parse(byId("document").textContent);
const metadata = (/** @type {string} */ name) =>
  document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? undefined;
const server = serverOf(metadata);
// of this tab only where the server keeps what all have corrected
const storage = () => (server ? window.sessionStorage : window.localStorage);

const settings = new Settings(() => window.localStorage);
const state = new State(original, [], about.terms);
const keeper = new Keeper({ state, storage, about });
const status = new StatusLine(byId("status"));
const view = new View(state, about.peaks ?? "", {
  onWord: (number) => cursor.playAround(number),
  onSpeaker: (label) => dialogs.openSpeaker(label),
  onSeek: (seconds) => cursor.jump(seconds),
  onEdge: (label, { start, end }, from, to, alone) => {
    const said = `The turn lasts from ${shortClock(from)} to ${shortClock(to)}.`;
    corrections.make({ kind: alone ? "move" : "stretch", label, start, end, from, to }, said);
  },
});
const player = new Player({
  time: (seconds) => {
    cursor.followTime(seconds);
    if (player.isPlaying && progress.hear(seconds)) showProgress();
  },
  state: (isPlaying) => {
    showPlaying(isPlaying);
    if (!isPlaying) progress.keep();
  },
  end: () => cursor.comeBack(),
  problem: (kind) => showSoundProblem(about.name || original.recording || "The recording", kind),
});
const cursor = new Cursor({ state, view, player, status });
const selection = new Selection({ state, view, cursor, onGive: (label) => actions.give(label) });
const completion = new Completion({ state, settings });
const offers = new Offers({
  ...{ state, completion },
  corrections: () => corrections,
  onTaken: (range) => (editor.isOpen ? editor.open(range) : cursor.moveTo(range[0], { focus: true })),
});
const corrections = new Corrections({
  ...{ state, status, keeper },
  onChange: refresh,
  onMade: (edit, before) => offers.made(edit, before),
});
const notices = new Notices({ keeper, corrections, onSeek: (seconds) => cursor.jump(seconds) });
const copy = server ? new ServedCopy({ server, state, keeper, corrections }) : null;
const rememberTo = metadata("remember-to");
const remember = copy && rememberTo ? new Remember({ url: rememberTo, copy, status }) : null;
const dialogs = new Dialogs({ state, corrections, onNamed: (label) => remember?.named(label) });
const editor = new Editor({ state, view, cursor, corrections, completion });
const help = new Help(settings);
const listening = new Listening({ state, player, cursor, status, settings });
const find = new FindBar({ state, cursor, selection, corrections });
const comments = new CommentDialog({ state, corrections });
const progress = new Progress({ storage: () => window.localStorage, about, duration: original.duration });
const add = new AddTurn({ state, corrections, player });
const keeping = new Keeping({ state, corrections, identity: about.identity });
const jumping = new Jumping(view);
const actions = new Actions({
  ...{ state, view, status, player, cursor, selection, editor, corrections, dialogs, listening, find, comments, add },
  ...{ jumping, offers },
  onHelp: () => help.open(),
});

function refresh() {
  view.refresh();
  showProgress();
  find.refresh();
  cursor.refresh();
  selection.clear();
  notices.refresh();
  copy?.saving.changed();
  keeping.changed();
}

function showProgress() {
  const heard = progress.share ? `heard ${Math.round(100 * progress.share)} %` : "";
  const checked = state.checked ? `checked ${state.checked.toLocaleString("en")} words` : "";
  byId("progress").textContent = [heard, checked]
    .filter(Boolean)
    .map((part) => ` · ${part}`)
    .join("");
}

/** Choose the words that are listed. */
function listenToFilter() {
  const filter = byId("filter", HTMLSelectElement);
  for (const [name, { title }] of Object.entries(FILTERS)) filter.append(element("option", { value: name }, title));
  const group = element("optgroup", { label: "Turns of" });
  filter.append(group);
  filter.addEventListener("focus", () => {
    const people = [...state.people.values()];
    setChildren(
      group,
      people.map(({ label, name }) => element("option", { value: `label:${label}` }, name)),
    );
  });
  filter.addEventListener("change", () => {
    state.show(filter.value);
    refresh();
  });
}

function listen() {
  listenToControls(actions, help);
  listenToTranscript({ state, view, player, cursor, selection, editor, dialogs });
  editor.listen();
  listening.listen();
  help.listen();
  find.listen();
  jumping.listen();
  keeping.listen();
  comments.listen();
  add.listen();
  listenToFilter();
  addEventListener("pagehide", () => progress.keep());
  byId("theme").addEventListener("click", changeTheme);
  byId("doubtful-toggle").addEventListener("click", () => view.showPanel(byId("doubtful").hidden !== false));
  /** @type {NodeListOf<HTMLButtonElement>} */
  const formats = document.querySelectorAll("[data-format]");
  for (const button of formats) button.addEventListener("click", () => exportAs(button.dataset.format ?? "json"));
  addEventListener("beforeunload", (event) => !corrections.isSaved && event.preventDefault());
  addEventListener("DOMContentLoaded", () => player.openOwn(about, () => byId("recording").textContent));
}

/** @param {string} format */
function exportAs(format) {
  editor.commit();
  const name = download(state.document, format);
  byId("export", HTMLDetailsElement).open = false;
  if (format === "json") corrections.isSaved = true;
  status.say(`${name} is in your downloads.`);
}

function changeTheme() {
  const root = document.documentElement;
  const isDark =
    getComputedStyle(root).colorScheme === "dark" ||
    (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = isDark ? "light" : "dark";
}

function showHeightOfDeck() {
  const deck = bySelector(".deck");
  const observer = new ResizeObserver(() => {
    document.documentElement.style.setProperty("--deck", `${deck.offsetHeight}px`);
    document.documentElement.style.setProperty("--top", `${bySelector(".top").offsetHeight}px`);
  });
  observer.observe(deck);
}

function start() {
  const problem = keeper.open();
  showHeightOfDeck();
  byId("seek", HTMLInputElement).max = String(original.duration);
  byId("duration").textContent = shortClock(original.duration);
  listen();
  refresh();
  notices.start();
  copy?.start();
  remember?.start();
  view.showPanel(state.doubtful.length > 0 && matchMedia("(min-width: 60rem)").matches);
  if (problem) status.say(problem);
  else if (state.corrections && !keeper.carried) {
    status.say(`${countOfCorrections(state.corrections)} of before: u undoes them.`);
  }
}

start();
