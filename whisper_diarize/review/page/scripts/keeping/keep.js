// @ts-check
// The parts of the menu that keep the transcript: a file, another document, versions.

import { byId, element, setChildren } from "../dom.js";
import { DocumentFile } from "./file.js";
import { parsed } from "./opened.js";
import { Versions } from "./versions.js";

/** @import { Corrections } from "../corrections.js" */
/** @import { State } from "../state.js" */
/** @import { Document } from "../types.js" */
/** @import { Picker } from "./file.js" */

const BETWEEN_VERSIONS = 10 * 60 * 1000; // milliseconds

export class Keeping {
  #menu = byId("export", HTMLDetailsElement);
  #dialog = byId("versions", HTMLDialogElement);
  #latest = Date.now();

  /** @param {{ state: State, corrections: Corrections, identity: string }} parts */
  constructor({ state, corrections, identity }) {
    this.state = state;
    this.corrections = corrections;
    this.versions = new Versions(identity);
    const picker = /** @type {{ showSaveFilePicker?: Picker }} */ (/** @type {unknown} */ (window)).showSaveFilePicker;
    this.file = new DocumentFile({
      picker: picker?.bind(window),
      document: () => state.document,
      said: (text, isKept) => {
        byId("saved").textContent = `· ${text}`;
        byId("saved").classList.toggle("unsaved", !isKept);
        if (isKept) corrections.isSaved = true;
      },
    });
  }

  listen() {
    byId("save-file").hidden = !this.file.picker;
    byId("save-file").addEventListener("click", () => this.#closed(() => this.file.choose()));
    const input = byId("open-file", HTMLInputElement);
    input.addEventListener("change", () => this.#closed(() => this.#open(input)));
    byId("versions-open").addEventListener("click", () => this.#closed(() => this.#list()));
    byId("versions-keep").addEventListener("click", async () => {
      await this.#keep("Kept by hand");
      await this.#list();
    });
  }

  /** Save into the file, and keep a version from time to time. */
  changed() {
    this.file.changed();
    if (!this.state.corrections || Date.now() - this.#latest < BETWEEN_VERSIONS) return;
    this.#keep("While you worked");
  }

  /**
   * Keep the document as it is now, if the browser can.
   * @param {string} said
   */
  async #keep(said) {
    this.#latest = Date.now();
    try {
      await this.versions.add(this.state.document, said);
    } catch {
      this.corrections.status.say("This browser keeps no versions.");
    }
  }

  /** @param {HTMLInputElement} input */
  async #open(input) {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    try {
      const document = parsed(await file.text());
      await this.#keep(`Before ${file.name}`);
      this.#become(document, `${file.name} is open: undo goes back.`);
    } catch (error) {
      this.corrections.status.say(`${file.name}: ${error instanceof Error ? error.message : error}.`);
    }
  }

  /**
   * @param {Document} document
   * @param {string} said
   */
  #become(document, said) {
    this.corrections.make({ kind: "open", document }, said);
  }

  async #list() {
    const found = await this.versions.list().catch(() => []);
    const rows = found.map((version) => {
      const button = element("button", { type: "button" }, "Go back to it");
      button.addEventListener("click", async () => {
        this.#dialog.close();
        await this.#keep("Before going back");
        this.#become(await this.versions.open(version), "Gone back: undo returns.");
      });
      return element(
        "li",
        {},
        element("time", {}, new Date(version.when).toLocaleString()),
        element("span", {}, version.said),
        button,
      );
    });
    setChildren(byId("versions-list"), rows.length ? rows : [element("li", {}, "There are none yet.")]);
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {() => unknown} act after the menu has closed */
  #closed(act) {
    this.#menu.open = false;
    act();
  }
}
