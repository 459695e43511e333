// @ts-check
// The line that says what has just happened.

const SHOWN_MILLISECONDS = 4000;

export class StatusLine {
  /** @type {number | undefined} */
  #timer;

  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node;
  }

  /** @param {string} text */
  say(text) {
    this.node.textContent = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.node.textContent = "";
    }, SHOWN_MILLISECONDS);
  }
}
