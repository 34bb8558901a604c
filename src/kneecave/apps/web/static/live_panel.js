// What stands over the picture: the guided start, the count, the verdict of the last rep.

import { fill, part, say } from "./live_words.js";

// Hints to somebody who is in view and faces the camera.
const STANDING = ["stand-still", "stand-upright", "one-person", "too-slow", null];

function glyph(word) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${word}`);
  svg.append(use);
  return svg;
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
    const isStanding = STANDING.includes(state.hint_kind);
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
    say(part(this.#count, "b"), String(state.count.number));
    say(part(this.#count, "span"), state.count.word);
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
