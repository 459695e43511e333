// @ts-check
// Versions to go back to, in the browser's database: whole documents, compressed, the latest of each recording.

/** @import { Document } from "../types.js" */

/** @typedef {{ id: number, recording: string, when: number, said: string, data: Blob }} Version */

const MAX_VERSIONS = 20;
const STORE = "versions";

export class Versions {
  /** @param {string} recording its identity */
  constructor(recording) {
    this.recording = recording;
  }

  /**
   * Keep a document.
   * @param {Document} document
   * @param {string} said what it is
   */
  async add(document, said) {
    const stream = new Blob([JSON.stringify(document)]).stream().pipeThrough(new CompressionStream("gzip"));
    const data = await new Response(stream).blob();
    await this.#use("readwrite", (store) => store.add({ recording: this.recording, when: Date.now(), said, data }));
    for (const old of (await this.list()).slice(MAX_VERSIONS)) {
      await this.#use("readwrite", (store) => store.delete(old.id));
    }
  }

  /**
   * The versions of the recording, the latest first.
   * @returns {Promise<Version[]>}
   */
  async list() {
    /** @type {Version[]} */
    const all = await this.#use("readonly", (store) => store.getAll());
    return all.filter(({ recording }) => recording === this.recording).sort((a, b) => b.id - a.id);
  }

  /**
   * The document of a version.
   * @param {Version} version
   * @returns {Promise<Document>}
   */
  async open({ data }) {
    return new Response(data.stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} act
   * @returns {Promise<any>}
   */
  async #use(mode, act) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open("whisper-diarize", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    try {
      return await new Promise((resolve, reject) => {
        const request = act(database.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } finally {
      database.close();
    }
  }
}
