// @ts-check
// The page: its parts, put together.

import { Actions } from "./actions.js";
import { Corrections } from "./corrections.js";
import { Cursor } from "./cursor.js";
import { Editor } from "./typing/editor.js";
import { Dialogs } from "./dialogs.js";
import { byId, bySelector } from "./dom.js";
import { download } from "./download.js";
import { Keeper } from "./keeper.js";
import { shortClock } from "./layout.js";
import { Help } from "./help.js";
import { Listening } from "./listening.js";
import { listenToControls, listenToTranscript } from "./listeners.js";
import { Notices } from "./notices.js";
import { Player } from "./player.js";
import { Selection } from "./selection.js";
import { ServedCopy } from "./served/copy.js";
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
const server = serverOf((name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? undefined);
// of this tab only where the server keeps what all have corrected
const storage = () => (server ? window.sessionStorage : window.localStorage);

const settings = new Settings(() => window.localStorage);
const state = new State(original);
const keeper = new Keeper({ state, storage, about });
const status = new StatusLine(byId("status"));
const view = new View(state, {
  onWord: (number) => cursor.playAround(number),
  onSpeaker: (label) => dialogs.openSpeaker(label),
  onSeek: (seconds) => cursor.jump(seconds),
});
const player = new Player({
  time: (seconds) => cursor.followTime(seconds),
  state: showPlaying,
  end: () => cursor.comeBack(),
  problem: (kind) => showSoundProblem(about.name || original.recording || "The recording", kind),
});
const cursor = new Cursor({ state, view, player, status });
const selection = new Selection({ state, view, cursor, onGive: (label) => actions.give(label) });
const corrections = new Corrections({ state, status, keeper, onChange: refresh });
const notices = new Notices({ keeper, corrections, onSeek: (seconds) => cursor.jump(seconds) });
const dialogs = new Dialogs({ state, corrections });
const copy = server ? new ServedCopy({ server, state, keeper, corrections }) : null;
const editor = new Editor({ state, view, cursor, corrections });
const help = new Help(settings);
const listening = new Listening({ state, player, cursor, status, settings });
const actions = new Actions({
  ...{ state, status, player, cursor, selection, editor, corrections, dialogs, listening },
  onHelp: () => help.open(),
});

function refresh() {
  view.refresh();
  cursor.refresh();
  selection.clear();
  notices.refresh();
  copy?.saving.changed();
}

function listen() {
  listenToControls(actions, help);
  listenToTranscript({ state, view, player, cursor, selection, editor, dialogs });
  editor.listen();
  listening.listen();
  help.listen();
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
  view.showPanel(state.doubtful.length > 0 && matchMedia("(min-width: 60rem)").matches);
  if (problem) status.say(problem);
  else if (state.corrections && !keeper.carried) {
    status.say(`${countOfCorrections(state.corrections)} of before: u undoes them.`);
  }
}

start();
