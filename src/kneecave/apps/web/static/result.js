// A result: the rep table, the player and the curves move together; keeping in the history.

import { call, deletes, element, say, texts } from "./common.js";
import { offerControls, showPlace } from "./player.js";

const SVG = "http://www.w3.org/2000/svg";
const video = document.getElementById("video");

/** Return the reps of the table: row, number, and their seconds in the video. */
function repsOf(table) {
  return [...table.querySelectorAll("tr[data-rep]")].map((row) => ({
    row,
    number: Number(row.dataset.rep),
    from: Number(row.dataset.fromS),
    to: Number(row.dataset.toS),
    worst: Number(row.dataset.worstS),
  }));
}

/** Let each row jump to its rep's worst moment: by a click anywhere, or by its button. */
function offerJumps(reps, jump) {
  reps.forEach((rep, at) => {
    const head = rep.row.querySelector("th");
    const name = head.firstChild;
    rep.button = element("button", { type: "button", class: "jump", text: name.textContent.trim() });
    rep.now = element("span", { class: "now", text: texts.result.now, hidden: "" });
    head.replaceChild(rep.button, name);
    rep.button.after(rep.now);
    rep.row.classList.add("jumps");
    rep.row.addEventListener("click", () => jump(rep));
    rep.button.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      reps[at + step]?.button.focus();
    });
  });
}

/** Draw a playhead into every curve; return a function that moves them to a time. */
function playheads(charts, seek) {
  const moves = charts.map((chart) => {
    const scale = Object.fromEntries(
      Object.entries(chart.dataset).map(([key, value]) => [key, Number(value)]),
    );
    const { fromS, toS, left, right, top, bottom } = scale;
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "playhead");
    const line = document.createElementNS(SVG, "line");
    for (const [key, value] of Object.entries({ x1: 0, x2: 0, y1: top, y2: bottom })) {
      line.setAttribute(key, value);
    }
    const mark = document.createElementNS(SVG, "path");
    mark.setAttribute("d", `M-5 ${top - 7}h10l-5 7z`);
    group.append(line, mark);
    chart.append(group);
    chart.classList.add("clicks");
    chart.addEventListener("click", (event) => {
      const place = new DOMPoint(event.clientX, event.clientY);
      const { x } = place.matrixTransform(chart.getScreenCTM().inverse());
      seek(fromS + ((x - left) / (right - left)) * (toS - fromS));
    });
    return (time) => {
      const share = (time - fromS) / (toS - fromS);
      group.toggleAttribute("hidden", share < 0 || share > 1);
      group.setAttribute("transform", `translate(${left + share * (right - left)} 0)`);
    };
  });
  return (time) => moves.forEach((move) => move(time));
}

function play() {
  const reps = repsOf(document);
  const which = document.getElementById("which");
  const buttons = { previous: -1, next: 1 };
  const seek = (time) => {
    video.currentTime = Math.max(0, time);
  };
  const jump = (rep) => {
    video.pause();
    seek(rep.worst);
  };
  const move = playheads([...document.querySelectorAll("svg.chart[data-from-s]")], seek);
  offerJumps(reps, jump);
  const hint = document.querySelector(".hint");
  if (hint) {
    hint.hidden = false;
    hint.parentElement.querySelector("h2").after(hint);
  }
  for (const [id, step] of Object.entries(buttons)) {
    document.getElementById(id).addEventListener("click", () => {
      const rep = neighbour(reps, video.currentTime, step);
      if (rep) jump(rep);
    });
  }
  const update = () => {
    const time = video.currentTime;
    const now = reps.find((rep) => time >= rep.from && time <= rep.to);
    for (const rep of reps) {
      if (rep === now) rep.row.setAttribute("aria-current", "true");
      else rep.row.removeAttribute("aria-current");
      rep.now.hidden = rep !== now;
    }
    const said = now
      ? say(texts.result.rep_of, { number: now.number, count: reps.length })
      : reps.length ? texts.result.between : "";
    if (which.textContent !== said) which.textContent = said;
    for (const [id, step] of Object.entries(buttons)) {
      const none = !neighbour(reps, time, step);
      document.getElementById(id).setAttribute("aria-disabled", String(none));
    }
    move(time);
    showPlace(video);
  };
  const frame = () => {
    update();
    if (!video.paused && !video.ended) requestAnimationFrame(frame);
  };
  for (const event of ["timeupdate", "seeking", "seeked", "loadedmetadata"]) {
    video.addEventListener(event, update);
  }
  video.addEventListener("play", frame);
  update();
}

/** Return the rep before or after a time, seen from the worst moments. */
function neighbour(reps, time, step) {
  const apart = 0.05;
  if (step > 0) return reps.find((rep) => rep.worst > time + apart);
  return reps.findLast((rep) => rep.worst < time - apart);
}

function offerKeeping(form) {
  const told = document.getElementById("kept");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    told.replaceChildren();
    try {
      const wanted = { clip: form.dataset.clip, person: form.elements.person.value };
      if (form.elements.tried.value) wanted.tried = form.elements.tried.value;
      const kept = await call("POST", "/api/history", wanted);
      const said = say(kept.new ? texts.result.kept : texts.result.kept_before, kept);
      const near = kept.near.length
        ? ` ${say(texts.result.kept_near, { names: kept.near.join(", ") })} `
        : " ";
      told.append(said, near, element("a", { href: kept.page, text: texts.result.kept_open }));
    } catch (error) {
      told.textContent = error.message;
    }
    button.disabled = false;
  });
}

deletes();
const form = document.getElementById("keep");
if (form) offerKeeping(form);
if (video) {
  play();
  offerControls(video);
}
