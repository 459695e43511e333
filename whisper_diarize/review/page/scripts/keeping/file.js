// @ts-check
// The document in a file of the person's choice, where the browser can write one: saved a moment after each correction.

import { json } from "../export/json.js";

/** @import { Document } from "../types.js" */

const REST_MILLISECONDS = 1000;
const TYPE = { description: "Transcript", accept: { "application/json": [".json"] } };

/**
 * A file that can be written.
 * @typedef {{
 *   name: string, createWritable: () => Promise<{ write: (text: string) => Promise<void>, close: () => Promise<void> }>,
 * }} Handle
 */
/** @typedef {(options: object) => Promise<Handle>} Picker */

export class DocumentFile {
  /** @type {Handle | null} */
  #handle = null;
  /** @type {Document | null} as it is in the file */
  #there = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{ picker: Picker | undefined, document: () => Document, said: (text: string, isKept: boolean) => void }} parts
   */
  constructor({ picker, document, said }) {
    this.picker = picker;
    this.document = document;
    this.said = said;
  }

  /** Ask for the file, and save into it from then on. */
  async choose() {
    if (!this.picker) return;
    try {
      this.#handle = await this.picker({ suggestedName: `${this.document().name}.json`, types: [TYPE] });
    } catch {
      return; // the person chose none
    }
    await this.#save();
  }

  /** Save soon. */
  changed() {
    if (!this.#handle || this.#there === this.document()) return;
    this.said("Saving …", false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), REST_MILLISECONDS);
  }

  async #save() {
    const document = this.document();
    try {
      const file = await this.#handle?.createWritable();
      await file?.write(json(document));
      await file?.close();
      this.#there = document;
      this.said(`Saved in ${this.#handle?.name}`, true);
    } catch (error) {
      this.said(`Not saved in ${this.#handle?.name}: ${error instanceof Error ? error.message : error}.`, false);
    }
  }
}
