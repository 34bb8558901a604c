// Recording a clip with this device's camera.

import { clock, say, texts } from "./common.js";

const COUNTDOWN_S = 5;
const LEAST_MS = 2000; // a busy device's encoder may give its second picture only after one
const KINDS = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
const dialog = document.getElementById("recorder");
const preview = document.getElementById("preview");
const line = document.getElementById("recording");
const told = document.getElementById("recording-told"); // for screen readers, not each second
const start = document.getElementById("record-start");
const stop = document.getElementById("record-stop");
let isAsking = false;
let stream = null;
let recorder = null;
let timer = null;
let began_ms = 0;

/** Show the button where a clip can be recorded, else say why not; `take` is given the clip. */
export function offerRecording(take, complain) {
  const button = document.getElementById("record");
  const why = obstacle();
  if (why) {
    button.hidden = true;
    const note = document.getElementById("record-not");
    note.textContent = why;
    note.hidden = false;
    return;
  }
  button.addEventListener("click", () => open(complain));
  start.addEventListener("click", () => begin(take));
  stop.addEventListener("click", end);
  document.getElementById("record-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", release);
}

function obstacle() {
  if (!window.isSecureContext) return texts.record.not_secure;
  if (!navigator.mediaDevices?.getUserMedia) return texts.record.no_camera;
  return window.MediaRecorder ? null : texts.record.no_recorder;
}

async function open(complain) {
  if (isAsking || stream) return;
  isAsking = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
    });
  } catch (error) {
    complain(error.name === "NotFoundError" ? texts.record.no_camera : texts.record.refused);
    return;
  } finally {
    isAsking = false;
  }
  preview.srcObject = stream;
  preview.play();
  start.hidden = false;
  stop.hidden = true;
  line.textContent = told.textContent = "";
  dialog.showModal();
}

/** Let go of the camera; what was not finished is thrown away. */
function release() {
  clearTimeout(timer);
  if (recorder && recorder.state !== "inactive") {
    recorder.onstop = null;
    recorder.stop();
  }
  stream?.getTracks().forEach((track) => track.stop());
  preview.srcObject = stream = recorder = null;
}

function begin(take) {
  document.getElementById("record-close").focus();
  start.hidden = true;
  told.textContent = say(texts.record.countdown, { left: COUNTDOWN_S });
  countDown(COUNTDOWN_S, take);
}

function countDown(left, take) {
  if (left === 0) {
    record(take);
    return;
  }
  line.textContent = say(texts.record.countdown, { left });
  timer = setTimeout(() => countDown(left - 1, take), 1000);
}

function record(take) {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const pieces = [];
  recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: 6e6 });
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = () => {
    take(clipOf(pieces, mimeType));
    dialog.close();
  };
  recorder.start(1000);
  stop.hidden = stop.disabled = false;
  stop.focus();
  told.textContent = texts.record.began;
  began_ms = performance.now();
  const tick = () => {
    line.textContent = say(texts.record.running, { time: clock(lasted_ms() / 1000) });
    timer = setTimeout(tick, 1000);
  };
  tick();
}

const lasted_ms = () => performance.now() - began_ms;

/** Stop the recording, which lasts long enough to be a clip. */
function end() {
  stop.disabled = true;
  clearTimeout(timer);
  timer = setTimeout(() => recorder.stop(), Math.max(0, LEAST_MS - lasted_ms()));
}

function clipOf(pieces, mimeType) {
  const ending = mimeType.startsWith("video/mp4") ? "mp4" : "webm";
  const time = new Date().toLocaleTimeString("en-GB");
  return new File(pieces, say(texts.record.name, { time, ending }), { type: mimeType });
}
