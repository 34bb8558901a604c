// The player's buttons.

import { clock, say, texts } from "./common.js";

const SLOW = 0.25;
const FINE_S = 0.1;
const seek = document.getElementById("seek");
const playing = document.getElementById("play");

/** Show where the video is. */
export function showPlace(video) {
  const length = Number.isFinite(video.duration) ? video.duration : 0;
  seek.max = length;
  seek.value = video.currentTime;
  const place = { time: clock(video.currentTime), length: clock(length) };
  seek.setAttribute("aria-valuetext", say(texts.result.place_at, place));
  document.getElementById("time").textContent = place.time;
  document.getElementById("length").textContent = place.length;
}

/** The player's own buttons stand under the picture: the browser's would lie over the feet. */
export function offerControls(video) {
  const toggle = () => (video.paused ? video.play() : video.pause());
  playing.addEventListener("click", toggle);
  video.addEventListener("click", toggle);
  for (const event of ["play", "pause"]) {
    video.addEventListener(event, () => {
      playing.classList.toggle("playing", !video.paused);
      playing.setAttribute("aria-label", video.paused ? texts.result.play : texts.result.pause);
    });
  }
  seek.addEventListener("input", () => {
    video.currentTime = Number(seek.value);
  });
  seek.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -FINE_S, ArrowRight: FINE_S }[event.key];
    if (!step) return;
    event.preventDefault();
    video.currentTime = Math.min(Math.max(0, video.currentTime + step), video.duration);
  });
  const full = document.getElementById("full");
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.getElementById("player").requestFullscreen();
  });
  offerSlowness(video);
}

function offerSlowness(video) {
  const slow = document.getElementById("slow");
  slow.addEventListener("click", () => {
    const pressed = slow.getAttribute("aria-pressed") !== "true";
    slow.setAttribute("aria-pressed", String(pressed));
    video.playbackRate = pressed ? SLOW : 1;
  });
}
