// How far a clip is: told by the server, shown in the element with data-progress.

import { about, say, texts } from "./common.js";

const REFUSED_MS = 2000;

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

/** Listen to a clip while the page is seen; return a function that stops it.
 *
 * `ended` is called once: with the status when it is done or failed, and with null, after a pause,
 * when the server refuses to tell, as where the clip is gone.
 */
export function follow(id, ended) {
  let source = null;
  let timer = 0;
  const stop = () => {
    source?.close();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
  const end = (status) => {
    stop();
    ended(status);
  };
  const listen = () => {
    source = new EventSource(`/api/clips/${id}/events`);
    source.addEventListener("message", (event) => {
      const status = JSON.parse(event.data);
      show(status);
      if (status.state === "done" || status.state === "failed") end(status);
    });
    source.addEventListener("error", ({ target }) => {
      if (target.readyState === EventSource.CLOSED) timer = setTimeout(end, REFUSED_MS, null);
      else lost(id);
    });
  };
  // a browser opens few connections to one server; pages in the background leave them to others
  const look = () => {
    clearTimeout(timer);
    source?.close();
    if (!document.hidden) listen();
  };
  document.addEventListener("visibilitychange", look);
  look();
  return stop;
}

function lost(id) {
  const place = document.querySelector(`[data-progress="${CSS.escape(id)}"] [data-stage]`);
  if (place) place.textContent = texts.clip.lost;
}
