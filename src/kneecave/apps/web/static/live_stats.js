// How long a picture takes, from the camera to the drawing over it.

const KEPT = 3000;
const RECENT_MS = 3000;

export class Stats {
  #rows = [];
  pictures = 0;
  model = null;

  reset() {
    this.#rows = [];
    this.pictures = 0;
  }

  // One answer: when its picture was taken, sent, answered and drawn (performance.now), and how
  // long the server's process had it.
  add({ captured_ms, sent_ms, answered_ms, drawn_ms, took_ms }) {
    this.#rows.push({ captured_ms, sent_ms, answered_ms, drawn_ms, took_ms });
    if (this.#rows.length > KEPT) this.#rows.shift();
  }

  // Answers a second over the last seconds; null before there are enough.
  get recentHz() {
    const since = performance.now() - RECENT_MS;
    if (!this.#rows.length || this.#rows[0].drawn_ms > since) return null;
    return this.#rows.filter((row) => row.drawn_ms > since).length / (RECENT_MS / 1000);
  }

  summary() {
    const rows = this.#rows;
    const span_s = rows.length > 1 ? (rows.at(-1).drawn_ms - rows[0].drawn_ms) / 1000 : 0;
    const of = (value) => quantiles(rows.map(value).filter(Number.isFinite));
    return {
      model: this.model,
      pictures: this.pictures,
      answers: rows.length,
      answers_hz: span_s ? (rows.length - 1) / span_s : 0,
      glass_to_overlay_ms: of((row) => row.drawn_ms - row.captured_ms),
      glass_to_tone_ms: of((row) => row.answered_ms - row.captured_ms),
      until_sent_ms: of((row) => row.sent_ms && row.sent_ms - row.captured_ms),
      round_trip_ms: of((row) => row.sent_ms && row.answered_ms - row.sent_ms),
      in_process_ms: of((row) => row.took_ms),
      until_drawn_ms: of((row) => row.drawn_ms - row.answered_ms),
    };
  }
}

function quantiles(values) {
  const sorted = values.sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return sorted.length ? { median: at(0.5), p95: at(0.95), most: sorted.at(-1) } : null;
}
