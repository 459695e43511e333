// @ts-check
// The page on its server: the line that says whether it is saved, the choice between two versions, exports from there.

import { byId } from "../dom.js";
import { downloadBlob, downloadText } from "../download.js";
import { json } from "../export/json.js";
import { countOfCorrections } from "../view.js";
import { Saving } from "./saving.js";

/** @import { Corrections } from "../corrections.js" */
/** @import { Keeper } from "../keeper.js" */
/** @import { State } from "../state.js" */
/** @import { Document } from "../types.js" */
/** @import { Server } from "./server.js" */

export class ServedCopy {
  /** @type {Document | null} that another has put there */
  #theirs = null;
  #dialog = byId("conflict", HTMLDialogElement);

  /** @param {{ server: Server, state: State, keeper: Keeper, corrections: Corrections }} parts */
  constructor({ server, state, keeper, corrections }) {
    this.server = server;
    this.state = state;
    this.keeper = keeper;
    this.corrections = corrections;
    this.saving = new Saving({
      server,
      state,
      listener: {
        said: (text, isKept) => this.#say(text, isKept),
        saved: () => keeper.forget(),
        stale: (theirs) => this.#ask(theirs),
      },
    });
  }

  start() {
    byId("conflict-theirs").addEventListener("click", () => this.#take());
    byId("conflict-mine").addEventListener("click", () => this.#keepMine());
    byId("conflict-both").addEventListener("click", () => this.#both());
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    byId("export-docx").hidden = false;
    byId("export-docx").addEventListener("click", () => this.#export("docx"));
    addEventListener("beforeunload", (event) => !this.saving.isDone && event.preventDefault());
    addEventListener("pagehide", () => this.saving.save());
    this.saving.changed();
  }

  /**
   * @param {string} text
   * @param {boolean} isKept
   */
  #say(text, isKept) {
    byId("saved").textContent = `· ${text}`;
    byId("saved").classList.toggle("unsaved", !isKept);
  }

  /** @param {Document} theirs */
  #ask(theirs) {
    this.#theirs = theirs;
    const mine = countOfCorrections(this.keeper.unsynced.length);
    byId("conflict-said").textContent =
      `Another person, or another tab, has saved this transcript meanwhile. It lacks ${mine} of yours.`;
    this.#dialog.showModal();
  }

  #take() {
    downloadText(`${this.state.document.name}.mine.json`, json(this.state.document), "application/json");
    this.#become([]);
    this.#finish("Theirs is taken; yours is in your downloads.", this.state.document);
  }

  #keepMine() {
    if (this.#theirs) {
      downloadText(`${this.state.document.name}.theirs.json`, json(this.#theirs), "application/json");
    }
    this.#finish("Yours is kept; theirs is in your downloads.", null);
  }

  #both() {
    downloadText(`${this.state.document.name}.mine.json`, json(this.state.document), "application/json");
    this.#become(this.keeper.unsynced);
    const { length } = this.keeper.misfits;
    this.#finish(length ? `Both are kept; ${countOfCorrections(length)} without a place.` : "Both are kept.", null);
  }

  /** @param {import("../types.js").AnchoredEdit[]} edits */
  #become(edits) {
    if (this.#theirs) this.keeper.rebase(this.#theirs, edits);
  }

  /**
   * @param {string} said
   * @param {Document | null} there
   */
  #finish(said, there) {
    this.#dialog.close();
    this.corrections.changed(said, this.keeper.keep());
    this.saving.resume(there);
  }

  /** @param {string} format */
  async #export(format) {
    try {
      await this.saving.save();
      downloadBlob(`${this.state.document.name}.${format}`, await this.server.exported(format));
    } catch (error) {
      this.corrections.status.say(`There is no ${format}: ${error instanceof Error ? error.message : error}.`);
    }
  }
}
