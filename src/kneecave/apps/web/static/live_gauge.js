// One knee's angle on a scale with its limit and spread, with the word below.

import { part, say } from "./live_words.js";

const TOP_PX = 8, BOTTOM_PX = 452;
const LOW_DEG = -8, HIGH_DEG = 32;
const RATIO_REACH = 0.4;
const STEADY = 0.05;

export class Gauge {
  #root;
  #texts;
  #words;
  #unit = "deg";
  #certainty = 1.28;
  #limit = 10;
  #margin = 4;

  constructor(root, texts, words) {
    this.#root = root;
    this.#texts = texts;
    this.#words = words;
    this.wait();
  }

  // `unit` is "deg" or "ratio"; `certainty_z` spreads beyond the limit are a cave.
  measureBy({ unit, certainty_z }) {
    this.#unit = unit;
    this.#certainty = certainty_z;
    this.#limit = unit === "ratio" ? 0.8 : 10;
    this.#margin = (unit === "ratio" ? 0.04 : 3) * certainty_z;
    this.wait();
  }

  wait() {
    this.#bands();
    this.#show("unmeasurable", this.#texts.waiting, "", this.#texts.waiting_how);
    this.#point(null);
  }

  // `isInRep` tells a straight leg that waits from a moment that cannot be judged.
  show(now, isInRep) {
    const { word } = now;
    if (now.limit_deg !== null) this.#limit = now.limit_deg;
    if (now.spread_deg !== null) {
      this.#margin += STEADY * (this.#certainty * now.spread_deg - this.#margin);
    }
    this.#bands();
    const measured = now.value_deg !== null && now.spread_deg !== null;
    this.#point(measured && word !== "unmeasurable" ? now : null, word);
    if (word === "unmeasurable") {
      this.#show(word, this.#texts.not_measured, "", "");
    } else if (word && measured) {
      this.#show(word, this.#words[word], this.#number(now.value_deg), this.#number(now.spread_deg));
    } else if (now.rep_word) {
      this.#show(now.rep_word, this.#words[now.rep_word], "", this.#texts.earlier);
    } else if (isInRep) {
      this.#show(null, this.#texts.not_judged, "", "");
    } else {
      this.#show(null, this.#texts.ready, "", this.#texts.ready_how);
    }
  }

  #number(value) {
    if (this.#unit === "ratio") return value.toFixed(2).replace("-", "−");
    return `${Math.round(value)}°`.replace("-", "−").replace("−0°", "0°");
  }

  #show(word, said, value, spread) {
    const line = part(this.#root, ".word");
    line.className = `word${word ? ` is-${word}` : ""}${said.length > 9 ? " long" : ""}`;
    part(line, "use").setAttribute("href", `#${word ?? "clear"}`);
    part(line, "svg").toggleAttribute("hidden", !word);
    say(part(line, "span"), said);
    const angle = part(this.#root, ".angle");
    angle.classList.toggle("note", !value);
    const muted = value ? ` ± ${spread}` : spread;
    if (angle.textContent === value + muted) return;
    const span = document.createElement("span");
    span.textContent = muted;
    angle.replaceChildren(value, span);
  }

  #place(value) {
    const [low, high] = this.#range();
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return BOTTOM_PX - share * (BOTTOM_PX - TOP_PX);
  }

  #range() {
    if (this.#unit === "ratio") return [this.#limit + RATIO_REACH, this.#limit - RATIO_REACH];
    return [LOW_DEG, Math.max(HIGH_DEG, 1.5 * this.#limit)];
  }

  #bands() {
    const inward = this.#unit === "ratio" ? -1 : 1;
    const limit = this.#place(this.#limit);
    const sure = this.#place(this.#limit + inward * this.#margin);
    const band = (name, top, bottom) => {
      const rect = part(this.#root, `.band-${name}`);
      rect.setAttribute("y", top);
      rect.setAttribute("height", Math.max(0, bottom - top));
    };
    band("cave", TOP_PX, sure);
    band("watch", sure, limit);
    band("clear", limit, BOTTOM_PX);
    for (const end of ["y1", "y2"]) part(this.#root, "line.limit").setAttribute(end, limit);
    this.#label(".limit-word", limit, this.#number(this.#limit));
    const zero = this.#unit === "ratio" ? 1 : 0;
    this.#label(".zero-word", this.#place(zero), this.#number(zero));
  }

  #label(selector, at, text) {
    const label = part(this.#root, selector);
    label.setAttribute("y", at + 5);
    say(label, text);
  }

  #point(now, word) {
    const group = part(this.#root, ".point");
    group.toggleAttribute("hidden", !now);
    if (!now) return;
    group.setAttribute("class", `point${word ? ` is-${word}` : ""}`);
    part(group, ".spread").setAttribute("y1", this.#place(now.value_deg + now.spread_deg));
    part(group, ".spread").setAttribute("y2", this.#place(now.value_deg - now.spread_deg));
    for (const mark of [".value", ".arrow"]) {
      part(group, mark).setAttribute("transform", `translate(0 ${this.#place(now.value_deg)})`);
    }
  }
}
