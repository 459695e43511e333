// @ts-check
// The document on the server that the page came from: it is put there whole, under the version that it began with.

/** @import { Document } from "../types.js" */

/**
 * What came of putting it there: `stale` with the document that another has put there meanwhile.
 * @typedef {{ kind: "saved" } | { kind: "stale", document: Document } | { kind: "failed", why: string }} Outcome
 */

export class Server {
  /**
   * @param {{ url: string, version: string, fetch?: typeof fetch }} parts
   */
  constructor({ url, version, fetch: send = (...request) => fetch(...request) }) {
    this.url = url;
    this.version = version;
    this.fetch = send;
  }

  /**
   * @param {string} text the JSON document
   * @returns {Promise<Outcome>}
   */
  async put(text) {
    const headers = { "Content-Type": "application/json", "If-Match": `"${this.version}"` };
    try {
      const answer = await this.fetch(this.url, { method: "PUT", headers, body: text });
      if (!answer.ok && answer.status !== 412) return { kind: "failed", why: `the server answers ${answer.status}` };
      this.version = bare(answer.headers.get("ETag")) || this.version;
      return answer.ok ? { kind: "saved" } : { kind: "stale", document: await answer.json() };
    } catch {
      return { kind: "failed", why: "the server cannot be reached" };
    }
  }

  /**
   * The document there in another format.
   * @param {string} format
   */
  async exported(format) {
    const answer = await this.fetch(`${this.url}/export?format=${encodeURIComponent(format)}`);
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    return answer.blob();
  }
}

/**
 * The server that keeps this page, if one does.
 * @param {(name: string) => string | undefined} metadata of the page, by name
 */
export function serverOf(metadata) {
  const url = metadata("save-to");
  return url ? new Server({ url, version: metadata("document-version") ?? "" }) : null;
}

/** @param {string | null} tag a version as HTTP writes it */
function bare(tag) {
  return (tag ?? "").replace(/^W\//, "").replace(/^"(.*)"$/, "$1");
}
