// The page to upload clips: sends them one after the other, and keeps the list up to date.

import { call, complain, deletes, errorIn, say, tell, texts } from "./common.js";
import { follow, show } from "./progress.js";
import { offerRecording } from "./record.js";

const list = document.getElementById("clips");
const sending = document.getElementById("sending");
const MB = 1e6;
const FOLLOWED = 2; // a browser opens six connections to one server, and uploads need some
const STALE_MS = 500;
const LOST_MS = 3000;
let following = [];
let newest = 0;
let timer = 0;
let queue = Promise.resolve();

/** Get the list anew and follow what is not done; a later call makes an earlier one give up. */
async function refresh() {
  const mine = begin();
  try {
    const made = await call("GET", "/clips");
    if (mine === newest) showList(made);
    if (mine === newest) await followRunning(mine);
  } catch {
    if (mine === newest) refreshIn(LOST_MS);
  }
}

function begin() {
  clearTimeout(timer);
  newest += 1;
  return newest;
}

function refreshIn(pause_ms) {
  clearTimeout(timer);
  timer = setTimeout(refresh, pause_ms);
}

/** Show the list, with the focus where it was. */
function showList(made) {
  const focused = document.activeElement?.closest("#clips [data-clip]")?.dataset.clip;
  list.innerHTML = made; // by our own template, which escapes
  if (focused) list.querySelector(`[data-clip="${CSS.escape(focused)}"] a`)?.focus();
}

async function followRunning(mine) {
  following.forEach((stop) => stop());
  following = [];
  if (!list.querySelector("[data-state=queued], [data-state=running]")) return;
  const known = await call("GET", "/api/clips");
  if (mine !== newest) return;
  const open = known.filter(({ state }) => state === "queued" || state === "running");
  open.forEach(show);
  const first = open.sort((a, b) => a.ahead - b.ahead).slice(0, FOLLOWED);
  following = first.map(({ id }) => follow(id, ended));
  if (!first.length) refreshIn(STALE_MS); // they ended since the list was made
}

function ended(status) {
  if (status) {
    const said = status.state === "done" ? texts.clip.told_done : texts.clip.told_failed;
    tell(say(said, status));
  }
  refresh();
}

/** Send clips, each after the one before. */
function send(clips) {
  for (const clip of clips) {
    const row = document.getElementById("sent").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = clip.name;
    row.querySelector("[data-stage]").textContent = texts.clip.queued;
    row.querySelector("progress").setAttribute("aria-label", clip.name);
    sending.append(row);
    const upload = new Upload(clip, row, wishes());
    if (clip.size > most()) upload.fail(tooLarge(clip));
    else queue = queue.then(() => upload.run());
  }
}

/** Return the largest clip the server takes, in bytes. */
const most = () => Number(document.getElementById("upload").dataset.mostBytes);

function tooLarge(clip) {
  const size = Math.ceil(clip.size / MB);
  return say(texts.upload.too_large, { size, most: Math.floor(most() / MB) });
}

function wishes() {
  const chosen = new URLSearchParams();
  for (const key of ["movement", "person", "model"]) {
    const value = document.getElementById(key).value;
    if (value) chosen.set(key, value);
  }
  return chosen;
}

/** One clip on its way to the server, with its row on the page. */
class Upload {
  constructor(clip, row, chosen) {
    Object.assign(this, { clip, row, chosen, request: new XMLHttpRequest(), cancelled: false });
    const cancel = row.querySelector("[data-cancel]");
    cancel.textContent = texts.upload.cancel;
    cancel.addEventListener("click", () => this.cancel());
  }

  cancel() {
    if (this.over) {
      this.row.remove();
      return;
    }
    this.cancelled = true;
    this.request.abort();
    this.fail(texts.upload.upload_cancelled);
  }

  run() {
    if (this.cancelled) return Promise.resolve();
    return new Promise((resolve) => {
      const { request } = this;
      request.open("POST", `/api/clips?${this.chosen}`);
      request.setRequestHeader("X-Clip-Name", encodeURIComponent(this.clip.name));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.addEventListener("progress", (event) => this.progress(event));
      request.addEventListener("load", () => this.answered());
      request.addEventListener("error", () => this.fail(texts.upload.upload_lost));
      request.addEventListener("loadend", resolve);
      request.send(this.clip);
    });
  }

  progress({ loaded, total }) {
    this.row.querySelector("progress").value = loaded / total;
    this.row.querySelector("[data-percent]").textContent = say(texts.clip.percent, {
      value: Math.floor((100 * loaded) / total),
    });
    const megabytes = { done: (loaded / MB).toFixed(1), total: (total / MB).toFixed(1) };
    this.row.querySelector("[data-stage]").textContent =
      `${texts.upload.uploading} · ${say(texts.upload.uploaded, megabytes)}`;
  }

  answered() {
    if (this.request.status !== 202) {
      this.fail(errorIn(this.request.responseText));
      return;
    }
    this.row.remove();
    tell(say(texts.clip.told_uploaded, this.clip));
    refresh();
  }

  fail(line) {
    this.over = true;
    this.row.querySelector(".meter").remove();
    this.row.querySelector("[data-stage]").textContent = line;
    this.row.querySelector("[data-cancel]").textContent = texts.upload.try_away;
    tell(`${this.clip.name}: ${line}`);
  }
}

/** Take clips that are chosen, or dropped anywhere on the page. */
function takeClips() {
  const choose = document.getElementById("files");
  choose.addEventListener("change", () => {
    send(choose.files);
    choose.value = "";
  });
  const drop = document.getElementById("upload");
  drop.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    send(event.dataTransfer.files);
  });
  addEventListener("beforeunload", (event) => {
    const under = [...sending.querySelectorAll("progress")];
    if (under.length) event.preventDefault();
  });
}

deletes(refresh);
takeClips();
offerRecording((clip) => send([clip]), complain);
followRunning(begin()).catch(() => refreshIn(LOST_MS));
