// What stands around the picture: gauges, count, the last rep, the guided start, the one cue.

const TOP_PX = 8, BOTTOM_PX = 452;
const LOW_DEG = -8, HIGH_DEG = 32;
const RATIO_REACH = 0.4;
const STEADY = 0.05;

export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

const part = (parent, selector) => parent.querySelector(selector);

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function glyph(word) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${word}`);
  svg.append(use);
  return svg;
}

// One knee's angle on a scale with its limit and spread, with the word below.
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

// The steps of the guided start, from what the hint complains of.
export class Steps {
  #root;
  #texts;

  constructor(root, texts) {
    this.#root = root;
    this.#texts = texts;
  }

  waitFor(headline, how) {
    this.#root.hidden = false;
    say(part(this.#root, "h2"), headline);
    part(this.#root, "ul").hidden = true;
    part(this.#root, "p").hidden = !how;
    say(part(this.#root, "p"), how);
  }

  hide() {
    this.#root.hidden = true;
  }

  show(state) {
    const isFacing = state.hint_kind === "face-camera";
    const isStanding = ["stand-still", "stand-upright", null].includes(state.hint_kind);
    this.#root.hidden = false;
    part(this.#root, "ul").hidden = false;
    part(this.#root, "p").hidden = true;
    say(part(this.#root, "h2"), state.hint ?? this.#texts.step_still);
    this.#step("seen", isFacing || isStanding, !(isFacing || isStanding), 0);
    this.#step("facing", isStanding, isFacing, 0);
    const share = state.still.needed_s ? Math.min(1, state.still.s / state.still.needed_s) : 0;
    this.#step("still", false, isStanding, share);
    const still = { still: state.still.s.toFixed(1) };
    const going = isStanding && state.still.s > 0;
    const text = going ? fill(this.#texts.step_still_for, still) : this.#texts.step_still;
    say(part(this.#root, "[data-step=still] span"), text);
  }

  #step(name, isDone, isNow, share) {
    const step = part(this.#root, `[data-step=${name}]`);
    step.classList.toggle("is-done", isDone);
    step.classList.toggle("is-next", isNow);
    part(step, ".going").setAttribute("stroke-dasharray", `${100 * share} 100`);
  }
}

// The count with the phase, and the verdict of the last rep; returns what to say aloud of it.
export class Count {
  #count;
  #last;
  #texts;
  #words;
  #number = null;

  constructor(count, last, texts, words) {
    this.#count = count;
    this.#last = last;
    this.#texts = texts;
    this.#words = words;
  }

  hide() {
    this.#count.hidden = true;
    this.#last.hidden = true;
    this.#number = null;
  }

  show(state) {
    this.#count.hidden = false;
    say(part(this.#count, "b"), String(state.reps + (state.phase ? 1 : 0)));
    say(part(this.#count, "span"), state.phase ? this.#texts[state.phase] : this.#texts.rep_none);
    if (!state.last || state.last.number === this.#number) return null;
    this.#number = state.last.number;
    return this.#showLast(state.last);
  }

  #showLast({ number, legs }) {
    const title = document.createElement("small");
    title.textContent = fill(this.#texts.rep, { number });
    const said = (leg) => this.#said(legs[leg]);
    const sides = ["left", "right"].map((leg) => {
      const side = document.createElement("span");
      const word = document.createElement("b");
      word.className = `is-${legs[leg].verdict}`;
      word.append(glyph(legs[leg].verdict), said(leg));
      side.append(`${this.#texts[leg][0]} `, word);
      return side;
    });
    this.#last.replaceChildren(title, ...sides);
    this.#last.hidden = false;
    return fill(this.#texts.told_rep, { number, left: said("left"), right: said("right") });
  }
  // A leg that a movement does not judge missed nothing.
  #said({ verdict, reason }) {
    if (reason === "rear-leg") return this.#texts.rear_leg;
    if (reason === "free-leg") return this.#texts.free_leg;
    return this.#words[verdict];
  }
}
