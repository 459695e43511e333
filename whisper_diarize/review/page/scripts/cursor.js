// @ts-check
// The cursor: the word that is heard, or to which a key went, and how it moves.

import { explained } from "../../doubts.js";
import { byId } from "./dom.js";
import { FILTERS } from "./finding/filters.js";
import { nextIn, turnStart, wordAt } from "./layout.js";
import { strip } from "./text.js";

/** @import { Player } from "./player.js" */
/** @import { State } from "./state.js" */
/** @import { StatusLine } from "./status.js" */
/** @import { View } from "./view.js" */

const JUMP_SECONDS = 5;
const BEFORE_SECONDS = 1; // played around a doubtful word
const AFTER_SECONDS = 0.6;

export class Cursor {
  isFollowing = true;
  #now = -1; // the word that is heard
  #stepped = -1; // the doubtful word that is played with what is around it

  /** @param {{ state: State, view: View, player: Player, status: StatusLine }} parts */
  constructor({ state, view, player, status }) {
    this.state = state;
    this.view = view;
    this.player = player;
    this.status = status;
  }

  /** The word on which keys act. */
  get number() {
    return this.#stepped >= 0 ? this.#stepped : this.#now;
  }

  /** The word that is heard. */
  get now() {
    return this.#now;
  }

  /** Stay where the cursor is in words that may have changed. */
  refresh() {
    const last = this.state.words.length - 1;
    this.#now = Math.min(Math.max(this.#now, 0), last);
    this.#stepped = Math.min(this.#stepped, last);
    this.view.mark("now", this.#now, this.#now, true);
    this.view.showDoubtful(this.#now, { anew: true });
  }

  /** @param {number} seconds */
  followTime(seconds) {
    this.view.showTime(seconds);
    const number = wordAt(this.state.words, this.state.order, seconds);
    if (number === this.#now) return;
    this.#light(number);
    if (this.isFollowing) this.view.bringIntoView(number);
  }

  /** @param {boolean} isFollowing */
  setFollowing(isFollowing) {
    this.isFollowing = isFollowing;
    byId("follow").setAttribute("aria-pressed", String(isFollowing));
    if (isFollowing) this.view.bringIntoView(this.#now);
  }

  /** @param {number} seconds */
  jump(seconds) {
    this.#stepped = -1;
    this.player.seek(Math.min(seconds, this.state.document.duration));
  }

  /** @param {-1 | 1} direction */
  jumpBy(direction) {
    this.jump(this.player.time + direction * JUMP_SECONDS);
  }

  /**
   * Go to a word without playing, and give it the focus if a key brought us there.
   * @param {number} number
   * @param {{ focus?: boolean }} options
   */
  moveTo(number, { focus = false } = {}) {
    const word = this.state.words[number];
    if (!word) return;
    this.#stepped = -1;
    this.player.seek(word.start);
    this.#light(number);
    this.view.bringIntoView(number);
    this.view.showDoubtful(number);
    if (focus) this.#focus(number);
  }

  /** @param {-1 | 1} step */
  moveByWord(step) {
    this.moveTo(this.number + step, { focus: true });
  }

  /**
   * Go to the next turn, or to the start of this one; from there, to the turn before.
   * @param {-1 | 1} step
   */
  moveByTurn(step) {
    const { layout } = this.state;
    const isInside = this.number > turnStart(layout, this.number, 0);
    this.moveTo(turnStart(layout, this.number, step < 0 && isInside ? 0 : step), { focus: true });
  }

  /**
   * Light a word up that was clicked, and play from it.
   * @param {number} number
   * @param {{ play: boolean }} options
   */
  pick(number, { play }) {
    this.#stepped = -1;
    this.#light(number);
    if (play) this.player.playFrom(this.state.words[number].start);
  }

  /**
   * Light the word of the caret up; from there it plays.
   * @param {number} number
   */
  settle(number) {
    if (number === this.#now || this.player.isPlaying || !this.state.words[number]) return;
    this.#stepped = -1;
    this.player.seek(this.state.words[number].start);
    this.#light(number);
  }

  /**
   * Play a doubtful word with what is around it, and come back to it.
   * @param {number} number
   */
  playAround(number) {
    const word = this.state.words[number];
    if (!word) return;
    this.moveTo(number, { focus: !document.activeElement?.closest("#doubtful, [contenteditable]") });
    this.#stepped = number;
    this.player.playStretch(Math.max(0, word.start - BEFORE_SECONDS), word.end + AFTER_SECONDS);
    this.status.say(`${strip(word.text)}: ${explained(word.source) || "checked"}`);
  }

  /** Come back to the doubtful word after it was played. */
  comeBack() {
    if (this.#stepped >= 0) this.moveTo(this.#stepped);
  }

  /**
   * Play the next doubtful word; return its number, -1 if there is none.
   * @param {-1 | 1} step
   * @param {number} from
   */
  stepDoubtful(step, from) {
    const number = nextIn(this.state.listed, from, step);
    if (number < 0) this.status.say(FILTERS[this.state.filter]?.none ?? "There is no other word.");
    else this.playAround(number);
    return number;
  }

  /** @param {number} number */
  #light(number) {
    if (number === this.#now) return;
    this.view.mark("now", this.#now, this.#now, false);
    this.#now = number;
    this.view.mark("now", number, number, true);
  }

  /** @param {number} number */
  #focus(number) {
    const [span, word] = [this.view.span(number), this.state.words[number]];
    if (!span) return;
    const why = explained(word.source);
    span.tabIndex = -1;
    span.setAttribute("role", "button");
    const name = this.state.person(word.speaker).name;
    span.setAttribute("aria-label", `${strip(word.text)}, ${name}${why ? `, ${why}` : ""}`);
    span.focus({ preventScroll: true });
    const forget = () => {
      for (const attribute of ["role", "aria-label", "tabindex"]) span.removeAttribute(attribute);
    };
    span.addEventListener("blur", forget, { once: true });
  }
}
