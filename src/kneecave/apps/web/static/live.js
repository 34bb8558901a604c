// The live page: camera, socket, drawing, sound, and what the person can do.

import { Encoder, Pictures } from "./live_camera.js";
import { Feedback } from "./live_feedback.js";
import { BUSY, Link } from "./live_link.js";
import { Tone, Voice } from "./live_sound.js";
import { Stage } from "./live_stage.js";
import { Stats } from "./live_stats.js";
import { say, sentence } from "./live_words.js";

const STALE_MS = 1000;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

const $ = (id) => document.getElementById(id);
const texts = JSON.parse($("texts").textContent).live;
const words = JSON.parse($("words").textContent);

const stage = new Stage(() => refuse(texts.camera_ended));
const feedback = new Feedback(texts, words);
const tone = new Tone();
const voice = new Voice();
const stats = new Stats();
const encoder = new Encoder();
const pictures = new Pictures(stage.video, onPicture);
window.kneecaveStats = stats;

let link = null;
let isReady = false;
let isWriting = false;
let tries = 0;
let retryTimer = 0;
let staleTimer = 0;
let wakeLock = null;
let size = null;

// --- camera ---------------------------------------------------------------------------------

async function begin() {
  tone.allow();
  tellWhatToDo(null);
  if (!window.isSecureContext || !navigator.mediaDevices) return refuse(texts.not_secure);
  $("start").disabled = true;
  tellWhatToDo(texts.opening);
  try {
    await stage.use($("camera").value);
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

async function switchCamera() {
  const select = $("camera");
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  try {
    await stage.use(select.value);
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
  size = stage.size;
  stats.reset();
  quiet();
  feedback.waitFor(texts.joining, texts.joining_how);
  link = new Link(
    { model: $("model").value || null, movement: $("movement").value || null },
    { ready: onReady, state: onState, done: onDone, closed: onClosed },
  );
  pictures.start();
}

function onReady(message) {
  isReady = true;
  tries = 0;
  stats.model = message.model;
  feedback.measureBy(message);
}

async function onPicture(captured_ms) {
  stats.pictures += 1;
  if (!isReady || isWriting || !link.isFree) return;
  if (stage.size !== size) return connect();  // a phone was turned
  const mine = link;
  const held = mine.reserve(captured_ms);
  try {
    mine.send(held, await encoder.encode(stage.video));
  } catch {
    mine.giveUp(held);  // no picture at this moment, as while the camera changes
  }
}

function onState(state, { captured_ms, sent_ms }) {
  if (isWriting) return;
  const answered_ms = performance.now();
  tone.sound(state.tone_hz);
  stage.draw(state);
  clearTimeout(staleTimer);
  staleTimer = setTimeout(stale, STALE_MS);
  feedback.show(state, stats);
  if (state.tone_hz !== null && state.cue) voice.say(state.cue);
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
  quiet();
  if (error) return refuse(code === BUSY ? texts.busy : sentence(error));
  if (code === BUSY) return refuse(texts.busy);
  if (tries >= RETRY_MS.length) return refuse(texts.lost_for_good);
  feedback.waitFor(texts.lost, "");
  feedback.tell(texts.lost);
  retryTimer = setTimeout(connect, RETRY_MS[tries]);
  tries += 1;
}

function tellWhatToDo(text) {
  $("said").hidden = !text;
  say($("said"), text ?? "");
}

function stale() {
  stage.wipe();
  tone.sound(null);
}

function quiet() {
  clearTimeout(staleTimer);
  stale();
  feedback.clear();
}

// Goes back to the first view, with what happened and what to do.
function refuse(text) {
  stopEverything();
  $("keys").hidden = true;
  $("setup").hidden = false;
  $("start").textContent = texts.again;
  tellWhatToDo(text);
  $("start").focus();
}

function stopEverything() {
  clearTimeout(retryTimer);
  pictures.stop();
  link?.leave();
  quiet();
  stage.stop();
  wakeLock?.release();
  wakeLock = null;
}

// --- what the person can do -----------------------------------------------------------------

function finish() {
  if (!isReady || isWriting) return;
  isWriting = true;
  quiet();
  feedback.waitFor(texts.writing, texts.writing_how);
  feedback.tell(texts.writing);
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
$("mirror").addEventListener("click", () => stage.mirror(!stage.isMirrored));
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (stage.isOn) keys[event.key.toLowerCase()]?.();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && stage.isOn) keepAwake();
});
window.addEventListener("pagehide", stopEverything);
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
voice.onChange(offerVoice);
offerVoice();
if (new URLSearchParams(location.search).has("stats")) showNumbers();
