// @ts-check
// Voices that the server is to remember: ticked where a speaker is named, with a line on how the person agreed.

import { byId } from "../dom.js";

/** @import { StatusLine } from "../status.js" */
/** @import { ServedCopy } from "./copy.js" */

export class Remember {
  #tick = byId("remember-voice", HTMLInputElement);
  #consent = byId("remember-consent", HTMLInputElement);

  /** @param {{ url: string, copy: ServedCopy, status: StatusLine }} parts */
  constructor({ url, copy, status }) {
    this.url = url;
    this.copy = copy;
    this.status = status;
  }

  start() {
    byId("remember").hidden = false;
    this.#tick.addEventListener("change", () => this.#show());
    byId("speaker-dialog").addEventListener("close", () => {
      this.#tick.checked = false;
      this.#show();
    });
  }

  #show() {
    this.#consent.hidden = !this.#tick.checked;
    this.#consent.required = this.#tick.checked;
    if (this.#tick.checked) this.#consent.focus();
    else this.#consent.value = "";
  }

  /**
   * Let the server learn the voice of a speaker who has just got a name, if that is ticked.
   * @param {string} label
   */
  async named(label) {
    if (!this.#tick.checked) return;
    const body = JSON.stringify({ speaker: label, consent: this.#consent.value });
    this.status.say("The voice is being learnt …");
    this.status.say(await this.#send(body).catch(() => "The voice is not remembered: the server cannot be reached."));
  }

  /** @param {string} body */
  async #send(body) {
    await this.copy.saving.save();
    if (!this.copy.saving.isDone) return "The voice is not remembered, as the name is not saved yet; try again.";
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(this.url, { method: "POST", headers, body });
    const told = await answer.json();
    return answer.ok ? told.message : `The voice is not remembered. ${told.error.message}`;
  }
}
