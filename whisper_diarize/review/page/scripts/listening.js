// @ts-check
// Listening: the controls of the player, its speed, the loop, and the media keys.

import { byId, element } from "./dom.js";

/** @import { Cursor } from "./cursor.js" */
/** @import { Player } from "./player.js" */
/** @import { Settings } from "./settings.js" */
/** @import { State } from "./state.js" */
/** @import { StatusLine } from "./status.js" */
/** @import { WordRange } from "./types.js" */

const [SLOWEST, FASTEST] = [5, 30]; // tenths

export class Listening {
  #rate = byId("rate", HTMLSelectElement);
  #rewind = byId("rewind", HTMLSelectElement);

  /** @param {{ state: State, player: Player, cursor: Cursor, status: StatusLine, settings: Settings }} parts */
  constructor({ state, player, cursor, status, settings }) {
    this.state = state;
    this.player = player;
    this.cursor = cursor;
    this.status = status;
    this.settings = settings;
  }

  listen() {
    const { player, cursor } = this;
    for (let tenths = SLOWEST; tenths <= FASTEST; tenths += 1) {
      this.#rate.append(element("option", { value: String(tenths / 10) }, `${tenths / 10}×`));
    }
    const { rate, rewind } = this.settings.values;
    this.#setRate(rate);
    this.#setRewind(rewind);
    this.#rate.addEventListener("change", () => this.#keepRate(Number(this.#rate.value)));
    this.#rewind.addEventListener("change", () => {
      this.#setRewind(Number(this.#rewind.value));
      this.settings.change({ rewind: Number(this.#rewind.value) });
    });
    byId("loop").addEventListener("click", () => this.#sayLoop());
    const seek = byId("seek", HTMLInputElement);
    seek.addEventListener("input", () => cursor.jump(Number(seek.value)));
    const file = byId("sound-file", HTMLInputElement);
    file.addEventListener("change", () => {
      if (!file.files?.length) return;
      byId("sound").hidden = true;
      player.open(URL.createObjectURL(file.files[0]));
    });
    this.#listenToMediaKeys();
  }

  /** @param {-1 | 1} step tenths */
  changeRate(step) {
    const tenths = Math.round(Number(this.#rate.value) * 10) + step;
    this.#keepRate(Math.min(FASTEST, Math.max(SLOWEST, tenths)) / 10);
    this.status.say(`Speed ${this.#rate.value}×.`);
  }

  /**
   * Play words over and over, or stop doing so.
   * @param {WordRange | null} range
   */
  toggleLoop(range) {
    if (this.player.isLooping || !range) this.player.endLoop();
    else {
      const words = this.state.words.slice(...range);
      this.player.loop(words[0].start, Math.max(...words.map((word) => word.end)));
    }
    this.#sayLoop();
  }

  #sayLoop() {
    byId("loop").setAttribute("aria-pressed", String(this.player.isLooping));
  }

  /** @param {number} rate */
  #keepRate(rate) {
    this.#setRate(rate);
    this.settings.change({ rate });
  }

  /** @param {number} rate */
  #setRate(rate) {
    this.#rate.value = String(rate);
    this.player.setRate(rate);
  }

  /** @param {number} seconds */
  #setRewind(seconds) {
    this.#rewind.value = String(seconds);
    this.player.rewind = seconds;
  }

  #listenToMediaKeys() {
    const { mediaSession } = navigator;
    if (!mediaSession) return;
    const { player, cursor } = this;
    /** @type {[MediaSessionAction, () => void][]} */
    const answers = [
      ["play", () => player.play()],
      ["pause", () => player.pause()],
      ["seekbackward", () => cursor.jumpBy(-1)],
      ["seekforward", () => cursor.jumpBy(1)],
      ["previoustrack", () => cursor.moveByTurn(-1)],
      ["nexttrack", () => cursor.moveByTurn(1)],
    ];
    for (const [name, answer] of answers) mediaSession.setActionHandler(name, answer);
  }
}
