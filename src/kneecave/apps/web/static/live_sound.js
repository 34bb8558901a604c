// The tone of a knee that goes in, and a voice of this device where there is one.

const VOLUME = 0.16;
const ATTACK_S = 0.008;
const RELEASE_S = 0.04;
const SAY_EVERY_MS = 4000;

export class Tone {
  #context = null;
  #oscillator = null;
  #gain = null;
  #isSounding = false;
  isMuted = false;

  // Browsers let nothing sound before a first click: call it from one.
  allow() {
    const Context = window.AudioContext ?? window.webkitAudioContext;
    if (!Context) return;
    if (!this.#context) {
      this.#context = new Context({ latencyHint: "interactive" });
      this.#gain = new GainNode(this.#context, { gain: 0 });
      this.#oscillator = new OscillatorNode(this.#context, { type: "triangle", frequency: 440 });
      this.#oscillator.connect(this.#gain).connect(this.#context.destination);
      this.#oscillator.start();
    }
    this.#context.resume();
  }

  // Sounds a pitch from now on; null is silence.
  sound(hz) {
    const audible = hz !== null && !this.isMuted;
    if (!this.#context || !(audible || this.#isSounding)) return;
    const now = this.#context.currentTime;
    const { gain } = this.#gain;
    const { frequency } = this.#oscillator;
    gain.cancelScheduledValues(now);
    gain.setTargetAtTime(audible ? VOLUME : 0, now, audible ? ATTACK_S : RELEASE_S);
    if (audible) {
      frequency.cancelScheduledValues(now);
      frequency.setTargetAtTime(hz, now, this.#isSounding ? ATTACK_S : 0);
    }
    this.#isSounding = audible;
  }
}

export class Voice {
  #last_ms = -Infinity;
  isOn = false;

  // Only a voice of this device: others send the words to somebody's server.
  static #own() {
    const voices = window.speechSynthesis?.getVoices() ?? [];
    return voices.find((voice) => voice.localService && voice.lang.startsWith("en")) ?? null;
  }

  get isThere() {
    return Voice.#own() !== null;
  }

  onChange(changed) {
    window.speechSynthesis?.addEventListener?.("voiceschanged", changed);
  }

  say(words) {
    const voice = this.isOn ? Voice.#own() : null;
    const now = performance.now();
    if (!voice || now - this.#last_ms < SAY_EVERY_MS) return;
    this.#last_ms = now;
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.voice = voice;
    spoken.rate = 1.15;
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(spoken);
  }
}
