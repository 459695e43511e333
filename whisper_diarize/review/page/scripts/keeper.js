// @ts-check
// The keeper: edits of this tab in the browser's storage, with those of other pages and tabs of the recording.

import { talkOf } from "./anchors.js";
import { misfits } from "./fitting.js";
import { asSaved, asSavedBefore, beyond, leftFor, opening, refitted, together } from "./kept.js";
import { load, probe, revision, save } from "./storage.js";

/** @import { State } from "./state.js" */
/** @import { About, AnchoredEdit, Batch, Document, Fitted, Opening, Saved } from "./types.js" */

const PREFIX = "whisper-diarize:";

const PROBLEMS = {
  denied: "This browser keeps nothing: export JSON before you leave.",
  full: "This browser's storage is full: export JSON before you leave.",
  elsewhere: "It is not kept yet: another tab has corrected this recording too.",
};

export class Keeper {
  /** @type {Batch[]} edits of other pages of the recording that are not made here */
  unplaced = [];
  /** @type {Fitted | null} how edits of another page were made here, as the first of all edits */
  carried = null;
  /** @type {AnchoredEdit[]} of this tab when it last read or wrote */
  #synced = [];
  /** @type {AnchoredEdit[]} of this tab that are on the server */
  #onServer = [];
  /** @type {string | null} of what was stored then */
  #revision = null;

  /** @param {{ state: State, storage: () => Storage, about: About }} parts */
  constructor({ state, storage, about }) {
    this.state = state;
    this.storage = storage;
    this.document = about.key;
    this.talk = talkOf(state.original);
    this.key = `${PREFIX}recording:${about.identity}`;
    this.keyBefore = `${PREFIX}${about.key}`;
  }

  /** Begin with what is stored; return why nothing can be, or "". */
  open() {
    const saved = this.#stored();
    const before = asSavedBefore(load(this.storage, this.keyBefore));
    const found = opening(this.state.original, this.document, saved, before);
    this.#revision = this.#storedRevision();
    this.#become(found);
    this.carried = found.carried;
    const problem = probe(this.storage);
    return problem ? PROBLEMS[problem] : "";
  }

  /** What another tab has stored since this one last read or wrote, or null. */
  get elsewhere() {
    return this.#storedRevision() === this.#revision ? null : (this.#stored() ?? this.#nothing());
  }

  /** The edits without a place, with the reasons. */
  get misfits() {
    return misfits(this.unplaced);
  }

  /** The edits since this tab last read, wrote, or had them on the server. */
  get unsynced() {
    return beyond(this.state.edits, this.#onServer);
  }

  /**
   * Begin again with a document of the recording from elsewhere; `edits` are made on top of it where they fit.
   * @param {Document} document
   * @param {AnchoredEdit[]} edits
   */
  rebase(document, edits) {
    const found = refitted(document, { talk: this.talk, edits });
    this.unplaced = [...this.unplaced, ...found.unplaced];
    this.talk = talkOf(document);
    this.state.rebase(document, found.edits);
    this.#onServer = [];
    this.carried = null;
  }

  /** Keep nothing of the edits here: the server has them. */
  forget() {
    this.#onServer = this.state.edits;
    save(this.storage, this.key, null);
    this.#revision = null;
  }

  /** Store the edits of this tab, unless another has stored some; return why they are not, or "". */
  keep() {
    return this.elsewhere ? PROBLEMS.elsewhere : this.#write();
  }

  /** Take the edits of the other tab, and on top of them those that this one has not stored, as far as they fit. */
  takeOver() {
    const theirs = this.elsewhere ?? this.#nothing();
    const mine = beyond(this.state.edits, this.#synced);
    const found = together(this.state.original, this.document, mine, theirs);
    this.#revision = this.#storedRevision();
    this.#become(found);
    this.carried = null;
    return found.carried ? this.#write() : "";
  }

  /** Keep the edits of this tab; those of the other that are not among them have no place then. */
  keepMine() {
    const theirs = this.elsewhere ?? this.#nothing();
    const others = beyond(theirs.edits, this.state.edits);
    this.unplaced = [...theirs.unplaced, ...leftFor({ talk: theirs.talk, edits: others }, "made in another tab")];
    this.#revision = this.#storedRevision();
    return this.#write();
  }

  /** Take the edits back that came from another page, and keep those that were made since. */
  takeBack() {
    const { state, talk } = this;
    const count = this.carried?.edits.length ?? 0;
    const [taken, since] = [state.edits.slice(0, count), state.edits.slice(count)];
    const { edits, unplaced } = refitted(state.original, { talk, edits: since });
    this.unplaced = [...this.unplaced, ...leftFor({ talk, edits: taken }, "you took it back"), ...unplaced];
    state.restart(edits);
    this.carried = null;
    return this.keep();
  }

  /** Make the edits without a place where they fit by now. */
  tryAgain() {
    const found = refitted(this.state.document, ...this.unplaced);
    this.unplaced = found.unplaced;
    for (const edit of found.edits) this.state.edit(edit);
    return this.keep();
  }

  /** Forget the edits without a place. */
  throwAway() {
    const rest = this.unplaced.map(({ talk, edits }) => ({ talk, edits: edits.filter((edit) => !edit.why) }));
    this.unplaced = rest.filter(({ edits }) => edits.length);
    return this.keep();
  }

  /** @param {Opening} found */
  #become({ edits, unplaced }) {
    this.state.restart(edits);
    this.unplaced = unplaced;
    this.#synced = this.state.edits;
  }

  #stored() {
    return asSaved(load(this.storage, this.key));
  }

  #storedRevision() {
    return revision(this.storage, this.key);
  }

  /** @returns {Saved} */
  #nothing() {
    return { version: 2, revision: "", document: this.document, talk: this.talk, edits: [], unplaced: [] };
  }

  #write() {
    const { talk, unplaced } = this;
    const { edits } = this.state;
    const isEmpty = !edits.length && !unplaced.length;
    const fresh = isEmpty ? null : crypto.getRandomValues(new Uint32Array(2)).join("-");
    const value = isEmpty ? null : { revision: fresh, version: 2, document: this.document, talk, edits, unplaced };
    const problem = save(this.storage, this.key, value);
    if (problem) return PROBLEMS[problem];
    this.#revision = fresh;
    this.#synced = edits;
    save(this.storage, this.keyBefore, null);
    return "";
  }
}
