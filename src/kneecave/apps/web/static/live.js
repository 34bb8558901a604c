// The live page: camera, socket, drawing, sound, and what the person can do.

import { agreed } from "./common.js";
import { Encoder, Pictures, whyNot } from "./live_camera.js";
import { Feedback } from "./live_feedback.js";
import { Letters } from "./live_letters.js";
import { BUSY, Link } from "./live_link.js";
import { Numbers } from "./live_numbers.js";
import { Tone, Voice } from "./live_sound.js";
import { Stage } from "./live_stage.js";
import { Stats } from "./live_stats.js";
import { say, sentence } from "./live_words.js";

const STALE_MS = 1000;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

const $ = (id) => document.getElementById(id);
const { live: texts, live_numbers: numberTexts } = JSON.parse($("texts").textContent);
const words = JSON.parse($("words").textContent);

const stage = new Stage(() => refuse(texts.camera_ended));
const feedback = new Feedback(texts, words);
const tone = new Tone();
const voice = new Voice();
const stats = new Stats();
const encoder = new Encoder();
const pictures = new Pictures(stage.video, onPicture);
const numbers = new Numbers($("numbers"), numberTexts, stats);

let link = null;
let isReady = false;
let isWriting = false;
let reps = 0;
let tries = 0;
let retryTimer = 0;
let staleTimer = 0;
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
    return refuse(whyNot(error, texts));
  } finally {
    $("start").disabled = false;
  }
  $("setup").hidden = true;
  $("keys").hidden = false;
  connect();
}

async function switchCamera() {
  if (!(await mayBeginAnew())) return;
  const select = $("camera");
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  try {
    await stage.use(select.value);
    connect();
  } catch (error) {
    refuse(whyNot(error, texts));
  }
}

// --- connection -----------------------------------------------------------------------------

function connect() {
  clearTimeout(retryTimer);
  link?.leave();
  isReady = false;
  setWriting(false);
  reps = 0;
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
  if (!isReady || isWriting || !link.takes(captured_ms)) return;
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
  reps = state.count.number;
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
  if (isWriting) return refuse(texts.lost_writing);
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
}

// --- what the person can do -----------------------------------------------------------------

function finish() {
  if (!isReady || isWriting) return;
  setWriting(true);
  quiet();
  feedback.waitFor(texts.writing, texts.writing_how);
  feedback.tell(texts.writing);
  link.finish();
}

// While the report is written nothing else can be done.
function setWriting(is) {
  isWriting = is;
  for (const id of ["finish", "restart", "switch"]) $(id).setAttribute("aria-disabled", is);
}

async function restart() {
  if (await mayBeginAnew()) connect();
}

// Whether a new set may begin: asks first where reps would be thrown away.
async function mayBeginAnew() {
  if (isWriting || (reps && !(await agreed(texts.anew_question, texts.anew)))) return false;
  return stage.isOn && !isWriting;
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

const actions = {
  r: restart, s: finish, m: toggleSound, v: toggleVoice, i: () => numbers.toggle(),
};
new Letters($("letters"), (letter) => stage.isOn && actions[letter]?.());

$("setup").addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
$("finish").addEventListener("click", finish);
$("restart").addEventListener("click", restart);
$("sound").addEventListener("click", toggleSound);
$("voice").addEventListener("click", toggleVoice);
$("switch").addEventListener("click", switchCamera);
$("mirror").addEventListener("click", () => stage.mirror(!stage.isMirrored));
window.addEventListener("pagehide", stopEverything);
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
voice.onChange(offerVoice);
offerVoice();
if (new URLSearchParams(location.search).has("stats")) {
  window.kneecaveStats = stats;
  numbers.toggle();
}
