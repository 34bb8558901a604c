// The live page: camera, socket, drawing, sound, and what the person can do.

import { Encoder, Pictures, facingOf, namedCameras, openCamera, stopCamera } from "./live_camera.js";
import { Overlay, fit } from "./live_drawing.js";
import { BUSY, Link } from "./live_link.js";
import { Count, Gauge, Steps, fill } from "./live_panel.js";
import { Tone, Voice } from "./live_sound.js";
import { Stats } from "./live_stats.js";

const STALE_MS = 1000;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const SLOW_HZ = 12;
const LONG_CUE = 16;
const LIGHTER = { heavy: "full", full: "lite" };

const $ = (id) => document.getElementById(id);
const texts = JSON.parse($("texts").textContent).live;
const words = JSON.parse($("words").textContent);

const video = $("video");
const overlay = new Overlay($("overlay"));
const gauges = { left: new Gauge($("left"), texts, words), right: new Gauge($("right"), texts, words) };
const steps = new Steps($("steps"), texts);
const count = new Count($("count"), $("last"), texts, words);
const tone = new Tone();
const voice = new Voice();
const stats = new Stats();
const encoder = new Encoder();
const pictures = new Pictures(video, onPicture);
window.kneecaveStats = stats;

let stream = null;
let link = null;
let isReady = false;
let isWriting = false;
let tries = 0;
let retryTimer = 0;
let staleTimer = 0;
let wakeLock = null;
let box = { width: 0, height: 0 };
let place = null;
let size = null;
let hint = null;

// --- camera ---------------------------------------------------------------------------------

async function begin() {
  tone.allow();
  say(null);
  if (!window.isSecureContext || !navigator.mediaDevices) return refuse(texts.not_secure);
  $("start").disabled = true;
  say(texts.opening);
  try {
    await useCamera($("camera").value);
  } catch (error) {
    return refuse(cameraText(error));
  } finally {
    $("start").disabled = false;
  }
  $("setup").hidden = true;
  $("keys").hidden = false;
  await keepAwake();
  connect();
}

async function useCamera(choice) {
  const before = stream;
  stopCamera(before);
  stream = await openCamera(choice);
  stream.getVideoTracks()[0].addEventListener("ended", () => refuse(texts.camera_ended));
  video.srcObject = stream;
  await video.play();
  mirror(facingOf(stream) !== "environment");
  await nameCameras();
  layOut();
}

async function nameCameras() {
  const cameras = await namedCameras();
  $("switch").hidden = cameras.length < 2;
  if (cameras.length < 2) return;
  const current = stream.getVideoTracks()[0].getSettings().deviceId;
  $("camera").replaceChildren(...cameras.map(({ id, label }) => new Option(label, id)));
  $("camera").value = current;
}

async function switchCamera() {
  const select = $("camera");
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  try {
    await useCamera(select.value);
    connect();
  } catch (error) {
    refuse(cameraText(error));
  }
}

function cameraText(error) {
  const known = {
    NotAllowedError: texts.camera_refused, SecurityError: texts.camera_refused,
    NotFoundError: texts.no_camera, OverconstrainedError: texts.no_camera,
    NotReadableError: texts.camera_taken, AbortError: texts.camera_taken,
  };
  return known[error.name] ?? texts.camera_fails;
}

function mirror(isMirrored) {
  overlay.isMirrored = isMirrored;
  document.body.classList.toggle("mirrored", isMirrored);
  $("mirror").setAttribute("aria-pressed", isMirrored);
  // each knee's gauge stands on the side the knee is seen on
  $("left").classList.toggle("on-left", isMirrored);
  $("left").classList.toggle("on-right", !isMirrored);
  $("right").classList.toggle("on-left", !isMirrored);
  $("right").classList.toggle("on-right", isMirrored);
}

function layOut() {
  box = { width: $("cam").clientWidth, height: $("cam").clientHeight };
  Object.assign($("overlay").style, { width: `${box.width}px`, height: `${box.height}px` });
  if (!video.videoWidth) return;
  place = fit(box, { width: video.videoWidth, height: video.videoHeight });
  for (const side of ["left", "top", "width", "height"]) video.style[side] = `${place[side]}px`;
}

async function keepAwake() {
  try {
    wakeLock = await navigator.wakeLock?.request("screen");
  } catch {
    wakeLock = null;  // refused, as on a low battery: the session goes on
  }
}

// --- connection -----------------------------------------------------------------------------

function connect() {
  clearTimeout(retryTimer);
  link?.leave();
  isReady = false;
  isWriting = false;
  size = `${video.videoWidth}x${video.videoHeight}`;
  stats.reset();
  stats.model = $("model").value;
  clearFeedback();
  steps.waitFor(texts.joining, texts.joining_how);
  link = new Link(
    { model: $("model").value, movement: $("movement").value || null },
    { ready: onReady, state: onState, done: onDone, closed: onClosed },
  );
  pictures.start();
}

function onReady(message) {
  isReady = true;
  tries = 0;
  for (const gauge of Object.values(gauges)) gauge.measureBy(message);
}

async function onPicture(captured_ms) {
  stats.pictures += 1;
  if (!isReady || isWriting || !link.isFree) return;
  if (`${video.videoWidth}x${video.videoHeight}` !== size) return connect();  // a phone was turned
  const mine = link;
  const held = mine.reserve(captured_ms);
  try {
    mine.send(held, await encoder.encode(video));
  } catch {
    mine.giveUp(held);  // no picture at this moment, as while the camera changes
  }
}

function onState(state, { captured_ms, sent_ms }) {
  const answered_ms = performance.now();
  tone.sound(state.tone_hz);
  if (place) overlay.draw(state, box, place);
  clearTimeout(staleTimer);
  staleTimer = setTimeout(stale, STALE_MS);
  show(state);
  requestAnimationFrame(() => {
    const drawn_ms = performance.now();
    stats.add({ captured_ms, sent_ms, answered_ms, drawn_ms, took_ms: state.took_ms });
  });
}

function onDone(page) {
  stopEverything();
  location.assign(page);
}

function onClosed({ code, error }) {
  isReady = false;
  clearFeedback();
  if (error) return refuse(code === BUSY ? texts.busy : sentence(error));
  if (code === BUSY) return refuse(texts.busy);
  if (tries >= RETRY_MS.length) return refuse(texts.lost_for_good);
  steps.waitFor(texts.lost, "");
  tell(texts.lost);
  retryTimer = setTimeout(connect, RETRY_MS[tries]);
  tries += 1;
}

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;

// --- feedback -------------------------------------------------------------------------------

function show(state) {
  if (state.stage !== "measuring") {
    steps.show(state);
    $("cue").hidden = true;
    for (const gauge of Object.values(gauges)) gauge.wait();
    if (state.hint && state.hint !== hint) tell(state.hint);
    hint = state.hint;
    return;
  }
  if (!$("steps").hidden) {
    steps.hide();
    tell(texts.told_measuring);
  }
  for (const [leg, now] of Object.entries(state.legs)) gauges[leg].show(now, Boolean(state.phase));
  const rep = count.show(state);
  if (rep) tell(rep);
  showCue(state);
}

function showCue(state) {
  const recent_hz = stats.recentHz;
  const slow = recent_hz !== null && recent_hz < SLOW_HZ ? slowText(recent_hz) : "";
  const cue = state.cue ?? slow;
  $("cue").hidden = false;
  $("cue").classList.toggle("calm", !state.cue && Boolean(slow));
  $("cue").classList.toggle("long", cue.length > LONG_CUE);
  if ($("cue").textContent !== cue) $("cue").textContent = cue;
  if (state.tone_hz !== null && state.cue) voice.say(state.cue);
  if (state.hint && state.hint !== hint) tell(state.hint);
  hint = state.hint;
}

function slowText(recent_hz) {
  const lighter = LIGHTER[$("model").value];
  const values = { hz: Math.round(recent_hz), model: lighter };
  return fill(lighter ? texts.slow : texts.slow_already, values);
}

function stale() {
  overlay.clear();
  tone.sound(null);
}

function clearFeedback() {
  clearTimeout(staleTimer);
  stale();
  count.hide();
  hint = null;
  $("cue").hidden = true;
  for (const gauge of Object.values(gauges)) gauge.wait();
}

function tell(text) {
  $("told").textContent = text;
}

function say(text) {
  $("said").hidden = !text;
  $("said").textContent = text ?? "";
}

// Goes back to the first view, with what happened and what to do.
function refuse(text) {
  stopEverything();
  steps.hide();
  $("keys").hidden = true;
  $("setup").hidden = false;
  $("start").textContent = texts.again;
  say(text);
  $("start").focus();
}

function stopEverything() {
  clearTimeout(retryTimer);
  pictures.stop();
  link?.leave();
  clearFeedback();
  stopCamera(stream);
  stream = null;
  wakeLock?.release();
  wakeLock = null;
}

// --- what the person can do -----------------------------------------------------------------

function finish() {
  if (!isReady || isWriting) return;
  isWriting = true;
  clearFeedback();
  steps.waitFor(texts.writing, texts.writing_how);
  tell(texts.writing);
  link.finish();
}

function toggleSound() {
  tone.allow();
  tone.isMuted = !tone.isMuted;
  tone.sound(null);
  $("sound").setAttribute("aria-pressed", !tone.isMuted);
}

function toggleVoice() {
  if (!voice.isThere) return;
  voice.isOn = !voice.isOn;
  $("voice").setAttribute("aria-pressed", voice.isOn);
}

function offerVoice() {
  $("voice").disabled = !voice.isThere;
  $("voice").title = voice.isThere ? "" : texts.voice_none;
}

function showNumbers() {
  const panel = $("numbers");
  panel.hidden = !panel.hidden;
  const write = () => {
    if (panel.hidden) return;
    const { answers_hz, ...parts } = stats.summary();
    const rows = Object.entries(parts).filter(([, part]) => part?.median !== undefined);
    const lines = rows.map(
      ([name, part]) => `${name} ${part.median.toFixed(0)} (95 %: ${part.p95.toFixed(0)})`,
    );
    panel.textContent = [`${answers_hz.toFixed(1)} answers/s`, ...lines].join("\n");
    setTimeout(write, 500);
  };
  write();
}

const keys = { r: connect, s: finish, m: toggleSound, v: toggleVoice, i: showNumbers };

$("setup").addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
$("finish").addEventListener("click", finish);
$("restart").addEventListener("click", connect);
$("sound").addEventListener("click", toggleSound);
$("voice").addEventListener("click", toggleVoice);
$("switch").addEventListener("click", switchCamera);
$("mirror").addEventListener("click", () => mirror(!overlay.isMirrored));
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (stream) keys[event.key.toLowerCase()]?.();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && stream) keepAwake();
});
window.addEventListener("pagehide", stopEverything);
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
video.addEventListener("resize", layOut);
new ResizeObserver(layOut).observe($("cam"));
voice.onChange(offerVoice);
offerVoice();
mirror(true);
if (new URLSearchParams(location.search).has("stats")) showNumbers();
