// How long pictures take, for who asks for it.

import { fill } from "./live_words.js";

const AGAIN_MS = 500;

export class Numbers {
  #panel;
  #texts;
  #stats;
  #timer = 0;

  constructor(panel, texts, stats) {
    this.#panel = panel;
    this.#texts = texts;
    this.#stats = stats;
  }

  toggle() {
    this.#panel.hidden = !this.#panel.hidden;
    clearTimeout(this.#timer);
    if (!this.#panel.hidden) this.#write();
  }

  #write() {
    const { answers_hz, ...parts } = this.#stats.summary();
    const measured = Object.entries(parts).filter(([, part]) => part?.median !== undefined);
    const lines = measured.map(([name, { median, p95 }]) => {
      const values = { what: this.#texts[name], median: median.toFixed(0), p95: p95.toFixed(0) };
      return fill(this.#texts.line, values);
    });
    const rate = fill(this.#texts.rate, { hz: answers_hz.toFixed(1) });
    this.#panel.textContent = [rate, this.#texts.unit, ...lines].join("\n");
    this.#timer = setTimeout(() => this.#write(), AGAIN_MS);
  }
}
