// @ts-check
// Notices of corrections that were made elsewhere: on another page of the recording, or in another tab.

import { byId, element, setChildren } from "./dom.js";
import { downloadText } from "./download.js";
import { shortClock } from "./layout.js";
import { listed } from "./unplaced.js";
import { countOfCorrections } from "./view.js";

/** @import { Corrections } from "./corrections.js" */
/** @import { Keeper } from "./keeper.js" */

export class Notices {
  #bar = byId("notice");
  #dialog = byId("unplaced", HTMLDialogElement);
  #isConflict = false;

  /** @param {{ keeper: Keeper, corrections: Corrections, onSeek: (seconds: number) => void }} parts */
  constructor({ keeper, corrections, onSeek }) {
    this.keeper = keeper;
    this.corrections = corrections;
    this.onSeek = onSeek;
  }

  /** Listen to other tabs, and say what was carried over. */
  start() {
    addEventListener("storage", (event) => {
      if (event.key === null || event.key === this.keeper.key) this.#look();
    });
    addEventListener("focus", () => this.#look());
    byId("unplaced-open").addEventListener("click", () => this.#openList());
    byId("unplaced-save").addEventListener("click", () => this.#saveList());
    byId("unplaced-retry").addEventListener("click", () => this.#tryAgain());
    byId("unplaced-forget").addEventListener("click", () => this.#throwAway());
    this.#sayCarried();
  }

  /** Show what follows from the corrections. */
  refresh() {
    const { length } = this.keeper.misfits;
    byId("unplaced-open").hidden = length === 0;
    byId("unplaced-count").textContent = `${countOfCorrections(length)} without a place here`;
    if (this.corrections.isSaved && this.#isConflict) this.#close();
    if (!this.corrections.isSaved) this.#look();
  }

  #sayCarried() {
    const { carried, misfits } = this.keeper;
    if (!carried || !(carried.fitting + misfits.length)) return;
    const here = carried.fitting + carried.present;
    const all = `${countOfCorrections(here + misfits.length)} from another page of this recording`;
    const rest = misfits.length ? `, ${misfits.length} without a place` : "";
    this.#show(`${all}: ${here} made here${rest}.`, [
      ...(misfits.length ? [this.#button("See", () => this.#openList())] : []),
      ...(carried.fitting ? [this.#button("Take back", () => this.#takeBack())] : []),
      this.#button("Keep", () => this.#finish("Kept.", this.keeper.keep())),
    ]);
  }

  /** Say that another tab has stored corrections, if one has. */
  #look() {
    const theirs = this.keeper.elsewhere;
    if (!theirs) return;
    this.#isConflict = true;
    const [there, here] = [theirs.edits.length, this.corrections.state.corrections];
    this.#show(`Another tab has corrected this recording: ${countOfCorrections(there)} there, ${here} here.`, [
      this.#button("Take over theirs", () => this.#takeOver()),
      this.#button("Keep mine", () =>
        this.#finish("These are kept; the others are in the list.", this.keeper.keepMine()),
      ),
    ]);
  }

  #takeOver() {
    const problem = this.keeper.takeOver();
    const { length } = this.keeper.misfits;
    this.#finish(length ? `Taken over; ${countOfCorrections(length)} without a place here.` : "Taken over.", problem);
  }

  #takeBack() {
    this.#finish("Taken back: Export lists them.", this.keeper.takeBack());
  }

  #tryAgain() {
    const before = this.keeper.misfits.length;
    const problem = this.keeper.tryAgain();
    this.#dialog.close();
    this.corrections.changed(`${before - this.keeper.misfits.length} of ${before} made.`, problem);
  }

  #throwAway() {
    if (!confirm("Throw these corrections away? They cannot be brought back.")) return;
    this.#dialog.close();
    this.corrections.changed("Thrown away.", this.keeper.throwAway());
  }

  #openList() {
    byId("export", HTMLDetailsElement).open = false;
    const rows = listed(this.keeper.misfits).map(({ time, text, why }) => {
      const when = element("button", { type: "button" }, time === null ? "-" : shortClock(time));
      when.addEventListener("click", () => time !== null && this.onSeek(time));
      return element("li", {}, when, element("span", { dir: "auto" }, text), element("small", {}, why));
    });
    setChildren(byId("unplaced-list"), rows);
    this.#dialog.showModal();
  }

  #saveList() {
    const lines = listed(this.keeper.misfits).map(
      ({ time, text, why }) => `${time === null ? "-" : shortClock(time)}\t${text}\t${why}\n`,
    );
    const name = downloadText(`${this.corrections.state.document.name}.corrections.txt`, lines.join(""));
    this.corrections.status.say(`${name} is in your downloads.`);
  }

  /**
   * @param {string} said
   * @param {string} problem
   */
  #finish(said, problem) {
    this.#close();
    this.corrections.changed(said, problem);
  }

  /**
   * @param {string} text
   * @param {HTMLElement[]} buttons
   */
  #show(text, buttons) {
    byId("notice-said").textContent = text;
    setChildren(byId("notice-actions"), buttons);
    this.#bar.hidden = false;
  }

  #close() {
    this.#isConflict = false;
    this.#bar.hidden = true;
  }

  /**
   * @param {string} text
   * @param {() => void} act
   */
  #button(text, act) {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", act);
    return button;
  }
}
