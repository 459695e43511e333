// @ts-check
// Captions as they come: certain words stay, words that may still change are grey below them.

/** @typedef {{ start: number, end: number, word: string, speaker: string, channel?: number }} Word */

const VOICES = 6;
const PAUSE_SECONDS = 1;
const lines = find("lines");

const captions = {
  /** @type {Word[]} */
  words: [],
  /** @type {string[]} */
  speakers: [],
  /** @type {Map<string, string | null>} */
  names: new Map(),
  /** @type {Map<string, number>} */
  voices: new Map(),
};
/** @type {number[]} for each line that is shown, the place of its first word */
let places = [];

/** @param {string} id */
function find(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {{ name: string }} event */
function begin({ name }) {
  captions.words = [];
  captions.speakers = [];
  captions.names.clear();
  captions.voices.clear();
  places = [];
  lines.replaceChildren();
  find("tentative").textContent = "";
  find("name").textContent = name;
  document.title = name;
}

/** @param {{ first: number, words: Word[] }} event */
function add({ first, words }) {
  words.forEach((word, number) => {
    captions.words[first + number] = word;
    captions.speakers[first + number] = word.speaker;
  });
  render(first);
}

/** @param {{ speaker: string, places: number[] }} event */
function revise({ speaker, places: revised }) {
  for (const place of revised) captions.speakers[place] = speaker;
  render(Math.min(...revised));
}

/** @param {{ speaker: string, name: string | null }} event */
function suggest({ speaker, name }) {
  captions.names.set(speaker, name);
  render(0);
}

/** @param {number} place */
function startsLine(place) {
  if (place === 0) return true;
  const [before, word] = [captions.words[place - 1], captions.words[place]];
  return (
    captions.speakers[place] !== captions.speakers[place - 1] ||
    before.channel !== word.channel ||
    word.start - before.end > PAUSE_SECONDS ||
    /[.?!…。？！]["'”’)]?$/.test(before.word)
  );
}

/** @param {number} first */
function render(first) {
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 80;
  let line = places.length;
  while (line > 0 && places[line - 1] >= first) line -= 1;
  line = Math.max(0, line - 1); // the line before may go on
  const begin = places[line] ?? 0;
  places.length = line;
  while (lines.childElementCount > line) lines.lastElementChild?.remove();
  let end = begin;
  for (let place = begin; place < captions.words.length; place = end) {
    end = place + 1;
    while (end < captions.words.length && !startsLine(end)) end += 1;
    places.push(place);
    lines.append(lineOf(place, end));
  }
  if (atEnd) scrollTo(0, document.documentElement.scrollHeight);
}

/**
 * @param {number} first
 * @param {number} end
 */
function lineOf(first, end) {
  const line = document.createElement("p");
  const label = captions.speakers[first];
  const speaker = document.createElement("span");
  speaker.className = `speaker ${voiceOf(label)}`;
  const suggested = captions.names.get(label);
  speaker.textContent = suggested ? `${label} (${suggested}?)` : label;
  const text = captions.words
    .slice(first, end)
    .map((word) => word.word)
    .join("")
    .trim();
  if (label !== "") line.append(speaker, " "); // speakers are looked for
  line.append(text);
  return line;
}

/** @param {string} label */
function voiceOf(label) {
  if (label === "?") return "unknown";
  if (!captions.voices.has(label)) captions.voices.set(label, captions.voices.size % VOICES);
  return `voice${captions.voices.get(label)}`;
}

/** @param {{ words: Word[] }} event */
function hint({ words }) {
  let text = "";
  words.forEach(({ word, channel }, number) => {
    text += number > 0 && words[number - 1].channel !== channel ? `\n${word.trimStart()}` : word;
  });
  find("tentative").textContent = text.trim();
}

function connect() {
  const source = new EventSource("/events"); // it comes again by itself, with the id of the last event
  /**
   * @template Event
   * @param {string} kind
   * @param {(event: Event) => void} act
   */
  const on = (kind, act) => source.addEventListener(kind, (event) => act(JSON.parse(event.data)));
  on("begun", begin);
  on("words", add);
  on("speaker_revised", revise);
  on("speaker_named", suggest);
  on("tentative", hint);
  on("ended", () => {
    source.close();
    find("tentative").textContent = "";
    find("state").textContent = "the recording is over";
  });
  source.onopen = () => {
    find("state").textContent = "live";
    find("login").hidden = true;
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) refused();
    else find("state").textContent = "connecting again";
  };
}

async function refused() {
  const answer = await fetch("/events", { method: "HEAD" }).catch(() => null);
  if (answer !== null && answer.status === 401) {
    find("state").textContent = "a key is needed";
    find("login").hidden = false;
  } else {
    find("state").textContent = "connecting again";
    setTimeout(connect, 2000);
  }
}

find("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ key: /** @type {HTMLInputElement} */ (find("key")).value });
  const answer = await fetch("/login", { method: "POST", headers: { "content-type": "application/json" }, body });
  if (answer.ok) connect();
  else find("state").textContent = "this key is not the server's";
});

connect();
