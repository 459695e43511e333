// @ts-check
// Sound: one audio element, from a link, from the bytes in the page, or from a file that the reader chooses.

/** @import { About } from "./types.js" */

const CHUNK = 4 << 18;

/**
 * `time` follows the player while it plays and after jumps, `state` when it starts or stops, `end` when a stretch has
 * been played, `problem` if there is no recording or it cannot be played.
 * @typedef {{
 *   time: (seconds: number) => void, state: (isPlaying: boolean) => void, end: () => void,
 *   problem: (kind: "no recording" | "unplayable") => void,
 * }} Listener
 */

export class Player {
  #audio = new Audio();
  #listener;
  #still = 0; // the position while there is no sound
  #stopAt = Infinity;
  /** @type {[number, number] | null} */
  #loop = null;
  rewind = 0; // seconds, when a person pauses

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#audio.preload = "metadata";
    this.#audio.preservesPitch = true;
    this.#audio.addEventListener("play", () => {
      listener.state(true);
      this.#tick();
    });
    this.#audio.addEventListener("pause", () => listener.state(false));
    this.#audio.addEventListener("seeked", () => this.#audio.paused && listener.time(this.#audio.currentTime));
    this.#audio.addEventListener("error", () => this.#audio.currentSrc && listener.problem("unplayable"));
  }

  get time() {
    return this.#audio.src ? this.#audio.currentTime : this.#still;
  }

  get isPlaying() {
    return !this.#audio.paused;
  }

  /** @param {string} url */
  open(url) {
    this.#audio.src = url;
    this.#audio.currentTime = this.#still;
  }

  /**
   * Take the recording that came with the page; `base64` returns its text.
   * @param {About} about
   * @param {() => string} base64
   */
  async openOwn(about, base64) {
    if (about.link !== null) {
      this.open(about.link);
      return;
    }
    const text = base64();
    if (text) this.open(URL.createObjectURL(new Blob(await decoded(text), { type: about.type })));
    else this.#listener.problem("no recording");
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.#stopAt = Infinity;
    this.#still = Math.max(0, seconds);
    if (this.#audio.src) this.#audio.currentTime = this.#still;
    else this.#listener.time(this.#still);
  }

  play() {
    if (this.#audio.src) this.#audio.play().catch(() => {}); // its reason comes as an error event
  }

  pause() {
    this.#audio.pause();
  }

  /** Play, or pause and go back by `rewind`. */
  toggle() {
    if (!this.isPlaying) this.play();
    else {
      this.pause();
      if (this.rewind > 0) this.seek(this.time - this.rewind);
    }
  }

  get isLooping() {
    return this.#loop !== null;
  }

  /**
   * Play a stretch over and over.
   * @param {number} start
   * @param {number} end
   */
  loop(start, end) {
    this.playFrom(start);
    this.#loop = [start, end];
  }

  endLoop() {
    this.#loop = null;
  }

  /** @param {number} seconds */
  playFrom(seconds) {
    this.seek(seconds);
    this.play();
  }

  /**
   * Play a stretch and stop.
   * @param {number} start
   * @param {number} end
   */
  playStretch(start, end) {
    this.playFrom(start);
    this.#stopAt = end;
  }

  /** @param {number} rate */
  setRate(rate) {
    this.#audio.playbackRate = rate;
    this.#audio.defaultPlaybackRate = rate;
  }

  #tick() {
    if (this.#audio.paused) return;
    this.#listener.time(this.#audio.currentTime);
    if (this.#loop && this.#audio.currentTime >= this.#loop[1]) this.#audio.currentTime = this.#loop[0];
    if (this.#audio.currentTime < this.#stopAt) {
      requestAnimationFrame(() => this.#tick());
      return;
    }
    this.#stopAt = Infinity;
    this.#audio.pause();
    this.#listener.end();
  }
}

/**
 * The bytes of base64 in pieces, with a rest for the page between them.
 * @param {string} text
 */
async function decoded(text) {
  const pieces = [];
  for (let place = 0; place < text.length; place += CHUNK) {
    const binary = atob(text.slice(place, place + CHUNK));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    pieces.push(bytes);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return pieces;
}
