// How far a clip is: told by the server, shown in the element with data-progress.

import { about, say, texts } from "./common.js";

/** Show a status of the server in its element, if it is on the page. */
export function show(status) {
  const place = document.querySelector(`[data-progress="${CSS.escape(status.id)}"]`);
  if (!place) return;
  place.querySelector("[data-stage]").textContent = stageOf(status);
  const known = status.state === "running" && status.total;
  const share = known ? Math.min(1, status.done / status.total) : 0;
  const bar = place.querySelector("progress");
  bar.hidden = !known;
  bar.value = share;
  place.querySelector("[data-percent]").textContent = known
    ? say(texts.clip.percent, { value: Math.floor(100 * share) })
    : "";
}

function stageOf(status) {
  const said = texts.clip;
  if (status.state === "queued") {
    if (!status.ahead) return said.next;
    return status.ahead === 1 ? said.ahead_one : say(said.ahead, { count: status.ahead });
  }
  if (!status.stage) return said.running;
  const parts = [texts.stages[status.stage] ?? status.stage];
  if (status.total) parts.push(say(said.frames, status));
  else if (status.done) parts.push(say(said.frames_only, status));
  if (status.left_s !== null) parts.push(say(said.left, { time: about(status.left_s) }));
  return parts.join(" · ");
}

/** Listen to a clip until it is done or failed; `ended` is called once, with null if it is gone. */
export function follow(id, ended) {
  const source = new EventSource(`/api/clips/${id}/events`);
  source.addEventListener("message", (event) => {
    const status = JSON.parse(event.data);
    show(status);
    if (status.state === "done" || status.state === "failed") {
      source.close();
      ended(status);
    }
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) ended(null);
    else lost(id);
  });
  return () => source.close();
}

function lost(id) {
  const place = document.querySelector(`[data-progress="${CSS.escape(id)}"] [data-stage]`);
  if (place) place.textContent = texts.clip.lost;
}
