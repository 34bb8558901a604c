// The socket to the server: few pictures under way, so that pictures are dropped and never queued.

const UNDER_WAY = 2;

export const BUSY = 1013;

export class Link {
  #socket;
  #waiting = [];
  #newest_ms = -Infinity;
  #said = null;
  #done = false;

  // `on` has ready(message), state(message, {captured_ms, sent_ms}), done(page) and
  // closed({code, error}).
  constructor(order, on) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(`${scheme}//${location.host}/api/live`);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#socket.send(JSON.stringify({ type: "start", ...order }));
    this.#socket.onmessage = (event) => this.#take(JSON.parse(event.data), on);
    this.#socket.onclose = (event) => {
      if (!this.#done) on.closed({ code: event.code, error: this.#said });
    };
  }

  // Whether one more picture may be sent; one older than the last would never be answered.
  takes(captured_ms) {
    const isOpen = this.#socket.readyState === WebSocket.OPEN;
    return isOpen && captured_ms > this.#newest_ms && this.#waiting.length < UNDER_WAY;
  }

  // Holds a place for a picture that is being made; give it to `send` or `giveUp`.
  reserve(captured_ms) {
    const place = { captured_ms, sent_ms: null };
    this.#waiting.push(place);
    this.#newest_ms = captured_ms;
    return place;
  }

  send(place, jpeg) {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(8 + jpeg.byteLength);
    new DataView(message.buffer).setFloat64(0, place.captured_ms / 1000, true);
    message.set(new Uint8Array(jpeg), 8);
    place.sent_ms = performance.now();
    this.#socket.send(message);
  }

  giveUp(place) {
    this.#waiting = this.#waiting.filter((other) => other !== place);
  }

  finish() {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type: "finish" }));
    }
  }

  // Closes without a word to `on`.
  leave() {
    this.#done = true;
    this.#socket.close();
  }

  #take(message, on) {
    if (this.#done) return;
    if (message.type === "ready") on.ready(message);
    if (message.type === "error") this.#said = message.error;
    if (message.type === "state") this.#answered(message, on);
    if (message.type === "done") {
      this.#done = true;
      on.done(message.page);
    }
  }

  // An answer also settles older pictures: the server drops those it has no time for.
  #answered(message, on) {
    const captured_ms = message.client_s * 1000;
    const mine = this.#waiting.find((place) => Math.abs(place.captured_ms - captured_ms) < 0.01);
    this.#waiting = this.#waiting.filter((place) => place.captured_ms > captured_ms + 0.01);
    on.state(message, mine ?? { captured_ms, sent_ms: null });
  }
}
