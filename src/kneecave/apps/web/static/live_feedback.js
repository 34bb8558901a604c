// What a person is told of a state: steps, gauges, count, the one cue; aloud for who cannot look.

import { Gauge } from "./live_gauge.js";
import { Count, Steps } from "./live_panel.js";
import { fill, say } from "./live_words.js";

const SLOW_HZ = 12;
const LONG_CUE = 16;
const LIGHTER = { heavy: "full", full: "lite" };

export class Feedback {
  #texts;
  #gauges;
  #steps;
  #count;
  #cue = document.getElementById("cue");
  #told = document.getElementById("told");
  #hint = null;
  #isMeasuring = false;

  constructor(texts, words) {
    const gauge = (leg) => new Gauge(document.getElementById(leg), texts, words);
    const [count, last] = ["count", "last"].map((id) => document.getElementById(id));
    this.#texts = texts;
    this.#gauges = { left: gauge("left"), right: gauge("right") };
    this.#steps = new Steps(document.getElementById("steps"), texts);
    this.#count = new Count(count, last, texts, words);
  }

  measureBy(message) {
    for (const gauge of Object.values(this.#gauges)) gauge.measureBy(message);
  }

  // Shows what is waited for, in place of the steps.
  waitFor(headline, how) {
    this.#steps.waitFor(headline, how);
  }

  tell(text) {
    this.#told.textContent = text;
  }

  clear() {
    this.#steps.hide();
    this.#count.hide();
    this.#cue.hidden = true;
    this.#hint = null;
    this.#isMeasuring = false;
    for (const gauge of Object.values(this.#gauges)) gauge.wait();
  }

  show(state, stats) {
    if (state.hint && state.hint !== this.#hint) this.tell(state.hint);
    this.#hint = state.hint;
    const isMeasuring = state.stage === "measuring";
    if (isMeasuring && !this.#isMeasuring) this.tell(this.#texts.told_measuring);
    this.#isMeasuring = isMeasuring;
    this.#cue.hidden = !isMeasuring;
    if (isMeasuring) this.#measure(state, stats);
    else this.#guide(state);
  }

  #guide(state) {
    this.#steps.show(state);
    for (const gauge of Object.values(this.#gauges)) gauge.wait();
  }

  #measure(state, stats) {
    this.#steps.hide();
    for (const [leg, now] of Object.entries(state.legs)) {
      this.#gauges[leg].show(now, Boolean(state.phase));
    }
    const rep = this.#count.show(state);
    if (rep) this.tell(rep);
    const cue = state.cue ?? this.#slow(stats);
    say(this.#cue, cue);
    this.#cue.classList.toggle("calm", !state.cue && cue !== "");
    this.#cue.classList.toggle("long", cue.length > LONG_CUE);
  }

  #slow({ recentHz, model }) {
    if (recentHz === null || recentHz >= SLOW_HZ) return "";
    const lighter = LIGHTER[model];
    const values = { hz: Math.round(recentHz), model: lighter };
    return fill(lighter ? this.#texts.slow : this.#texts.slow_already, values);
  }
}
