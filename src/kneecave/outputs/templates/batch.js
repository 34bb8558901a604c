"use strict";
(() => {
  const PAGE = 100, PRINTED = 1000;
  const RANK = { cave: 3, watch: 2, unmeasurable: 1, clear: 0 };
  const NAMES = { cave: "Cave", watch: "Watch", clear: "Clear", unmeasurable: "Unmeasurable" };
  const LETTERS = { v: "cave", w: "watch", c: "clear", u: "unmeasurable" };
  const FIELDS = ["clip", "person", "session", "word", "what", "told", "left", "right", "difference",
    "inward", "report", "picture", "reps", "first"];
  const FAILED = ["clip", "person", "session", "reason", "message", "report"];
  const LEG = ["word", "peak", "spread", "limit", "number", "plusMinus", "limitTold", "reps"];
  const named = (fields, values) => Object.fromEntries(fields.map((name, k) => [name, values[k]]));
  const leg = (values) => {
    if (!values) return null;
    return values.length > 2 ? named(LEG, values) : { word: values[0], peak: null, reps: values[1] };
  };

  const data = JSON.parse(document.getElementById("data").textContent);
  const clips = data.clips.map((values) => {
    const row = named(FIELDS, values);
    return Object.assign(row, { left: leg(row.left), right: leg(row.right) });
  });
  const failed = data.failed.map((values) => named(FAILED, values));
  for (const row of [...clips, ...failed]) {
    row.text = [row.clip, row.person, row.session].join("\n").toLowerCase();
  }
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

  const group = document.getElementById("group");
  const search = document.getElementById("search");
  const state = { flags: new Set(), key: "verdict", way: -1, clips: 0, failed: 0, printing: false };

  const make = (name, attributes, ...children) => {
    const svg = ["svg", "use", "line", "text", "title"].includes(name);
    const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  };
  const glyph = (word) => make("svg", { class: "g", "aria-hidden": "true" }, make("use", { href: "#" + word }));
  const chip = (word) => make("span", { class: "chip " + word }, glyph(word), NAMES[word]);
  const sub = (text) => text ? make("span", { class: "sub" }, text) : null;

  const past = (row) => Math.max(...[row.left, row.right].map((one) =>
    one && one.peak !== null ? row.inward * (one.peak - one.limit) : -Infinity));
  const value = {
    verdict: (row) => [RANK[row.word], past(row)],
    left: (row) => [row.left && row.left.peak !== null ? row.inward * row.left.peak : -Infinity],
    right: (row) => [row.right && row.right.peak !== null ? row.inward * row.right.peak : -Infinity],
    difference: (row) => [row.difference ? row.difference[0] : -Infinity],
  };
  const byClip = (a, b) => order(a.clip, b.clip) || (a.clip < b.clip ? -1 : 1);
  const bySort = (a, b) => {
    if (state.key === "clip") return state.way * byClip(a, b);
    const [x, y] = [value[state.key](a), value[state.key](b)];
    const k = x.findIndex((one, at) => one !== y[at]);
    return k < 0 ? byClip(a, b) : state.way * (x[k] < y[k] ? -1 : 1);
  };
  function byPerson(rows) {
    const place = new Map();
    for (const row of rows) if (!place.has(row.person)) place.set(row.person, row.person === null ? Infinity : place.size);
    const by = new Map(rows.map((row) => [row, place.get(row.person)]));
    return rows.sort((a, b) => by.get(a) === by.get(b) ? 0 : by.get(a) < by.get(b) ? -1 : 1);
  }
  const grouped = () => group !== null && group.checked;

  const span = (inward) => inward < 0 ? [0.6, 1.3] : [-6, 29];
  const across = (inward) => (number) => {
    const [low, high] = span(inward);
    return 20 + 192 * (Math.min(Math.max(number, low), high) - low) / (high - low);
  };

  function scale(inward) {
    const x = across(inward), ticks = inward < 0 ? [[0.8, "0.8"], [1, "1"], [1.2, "1.2"]] : [[0, "0°"], [10, "10°"], [20, "20°"]];
    const texts = ticks.map(([at, text]) => make("text", { x: x(at), y: 12, "text-anchor": "middle" }, text));
    return make("svg", { class: "duel scale", viewBox: "0 0 220 16", "aria-hidden": "true" }, ...texts);
  }

  function drawing(row) {
    const ratio = row.inward < 0, x = across(row.inward);
    const told = (name, one) => name + ": " + (one === null || one.peak === null ? "unmeasurable"
      : one.number + " " + one.plusMinus + ", " + one.limitTold + ", " + NAMES[one.word]);
    const parts = ratio ? [] : [make("line", { class: "zero", x1: x(0), x2: x(0), y1: 1, y2: 43 })];
    for (const [letter, one, y] of [["L", row.left, 12], ["R", row.right, 33]]) {
      parts.push(make("text", { x: 2, y: y + 4 }, letter));
      if (one !== null && one.peak !== null) {
        const middle = x(one.peak);
        parts.push(
          make("line", { class: "lim", x1: x(one.limit), x2: x(one.limit), y1: y - 10, y2: y + 10 }),
          make("line", { class: "sd", x1: x(one.peak - one.spread), x2: x(one.peak + one.spread), y1: y, y2: y }),
          make("use", { href: "#" + one.word, x: middle - 6.5, y: y - 6.5, width: 13, height: 13 }));
      } else {
        parts.push(make("line", { class: "gap", x1: 20, x2: 212, y1: y, y2: y }));
      }
    }
    const label = told("Left", row.left) + "; " + told("Right", row.right);
    return make("svg", { class: "duel", viewBox: "0 0 220 44", role: "img", "aria-label": label }, ...parts);
  }

  function knee(one, side) {
    const cell = make("td", { class: "knee", "data-side": side });
    if (one === null || one.peak === null) {
      cell.append(make("span", { class: "mut" }, "not measured"));
    } else {
      cell.append(make("span", { class: "num" }, one.number), " ", make("span", { class: "sp" }, one.plusMinus));
    }
    const told = one === null ? null : sub(one.reps);
    if (told !== null) cell.append(told);
    return cell;
  }

  function repList(row) {
    if (row.word === "unmeasurable" || !/[lr]/.test(row.reps)) return null;
    const list = make("ul", { class: "reps", "aria-label": "Reps by lead leg" });
    for (let at = 0; at < row.reps.length; at += 3) {
      const left = row.reps[at] === "l", word = LETTERS[row.reps[at + (left ? 1 : 2)]];
      const number = row.first + at / 3;
      const item = make("li", {}, number + (left ? " L" : " R"), glyph(word));
      item.title = "Rep " + number + ", " + (left ? "left" : "right") + " leg: " + NAMES[word];
      item.append(make("span", { class: "unseen" }, " " + NAMES[word]));
      list.append(item);
    }
    return list;
  }

  const linked = (row) => row.report === null ? row.clip : make("a", { href: row.report }, row.clip);

  function clipRow(row) {
    const who = grouped() ? row.session : [row.person, row.session].filter(Boolean).join(", ");
    const picture = make("td", { class: "pic" });
    if (row.picture !== null) {
      const image = { src: row.picture, alt: "Worst rep of " + row.clip, width: 120, height: 88, decoding: "async" };
      if (!state.printing) image.loading = "lazy";
      picture.append(make("img", image));
    }
    const about = make("th", { class: "who", scope: "row" }, linked(row), sub(who), sub(row.what), sub(row.told));
    const reps = repList(row);
    if (reps !== null) about.append(reps);
    const both = make("td", { class: "diff" });
    if (row.left !== null && (row.left.peak !== null || row.right.peak !== null)) both.append(drawing(row));
    if (row.difference !== null) both.append(make("span", {}, row.difference[1]), sub(row.difference[2]));
    return make("tr", {}, picture, about, make("td", {}, chip(row.word)),
      knee(row.left, "Left knee"), knee(row.right, "Right knee"), both);
  }

  function personRow(person, rows) {
    const sessions = new Set(rows.map((row) => row.session).filter(Boolean)).size;
    const counts = ["cave", "watch", "clear", "unmeasurable"]
      .map((word) => [rows.filter((row) => row.word === word).length, NAMES[word].toLowerCase()])
      .filter(([count]) => count).map(([count, name]) => count + " " + name);
    const many = (count, name) => count + " " + name + (count === 1 ? "" : "s");
    const told = [many(rows.length, "clip"), ...(sessions ? [many(sessions, "session")] : []), counts.join(", ")];
    const worst = (side) => rows.filter((row) => row[side] && row[side].peak !== null)
      .sort((a, b) => RANK[b[side].word] - RANK[a[side].word] || b.inward * (b[side].peak - a[side].peak))[0];
    const [left, right] = [worst("left"), worst("right")];
    const cell = make("td", { class: "diff" });
    if (rows.length > 1 && left && right && left.inward === right.inward) {
      cell.append(drawing({ inward: left.inward, left: left.left, right: right.right }), sub("worst of these clips"));
    }
    const name = person === null ? "No person named" : person;
    return make("tr", { class: "person" }, make("th", { scope: "rowgroup", colspan: 5 }, name, sub(told.join(" · "))), cell);
  }

  function show(name, rows, build) {
    const section = document.getElementById(name);
    if (section === null) return;
    const most = state.printing ? PRINTED : PAGE, pages = Math.max(1, Math.ceil(rows.length / most));
    state[name] = state.printing ? 0 : Math.min(Math.max(state[name], 0), pages - 1);
    const from = state[name] * most, shown = rows.slice(from, from + most);
    document.getElementById(name + "-rows").replaceChildren(...build(shown, rows));
    const all = (name === "clips" ? clips : failed).length;
    const of = rows.length === all ? String(all) : rows.length + " found among " + all;
    document.getElementById(name + "-status").textContent = rows.length === 0
      ? "None found." : "Showing " + (from + 1) + "–" + (from + shown.length) + " of " + of + ".";
    const pager = document.getElementById(name + "-pager");
    pager.hidden = pages === 1;
    const [back, on] = pager.children;
    back.disabled = state[name] === 0;
    on.disabled = state[name] === pages - 1;
  }

  function clipRows(shown, rows) {
    if (!grouped()) return shown.map(clipRow);
    const built = [];
    let last;
    for (const row of shown) {
      if (row.person !== last) built.push(personRow(row.person, rows.filter((one) => one.person === row.person)));
      last = row.person;
      built.push(clipRow(row));
    }
    return built;
  }

  function failedRow(row) {
    const who = [row.person, row.session].filter(Boolean).join(", ");
    return make("tr", {}, make("td", {}, linked(row), sub(who)), make("td", { class: "kind" }, row.reason), make("td", {}, row.message));
  }

  function update() {
    const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const matches = (row) => wanted.every((word) => row.text.includes(word));
    const any = state.flags.size === 0;
    const found = clips.filter((row) => (any || state.flags.has(row.word)) && matches(row)).sort(bySort);
    if (grouped()) byPerson(found);
    show("clips", found, clipRows);
    const without = any || state.flags.has("failed") ? failed.filter(matches) : [];
    show("failed", without, (shown) => shown.map(failedRow));
    const onlyFailed = state.flags.size === 1 && state.flags.has("failed");
    document.getElementById("clips").hidden = clips.length === 0 || onlyFailed;
    const section = document.getElementById("failed");
    if (section !== null) section.hidden = !any && !state.flags.has("failed");
  }
  const again = () => { state.clips = state.failed = 0; update(); };

  for (const button of document.querySelectorAll("[data-flag]")) {
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(pressed));
      state.flags[pressed ? "add" : "delete"](button.dataset.flag);
      again();
    });
  }
  for (const head of document.querySelectorAll("[data-sort]")) {
    head.firstElementChild.addEventListener("click", () => {
      state.way = state.key === head.dataset.sort ? -state.way : head.dataset.sort === "clip" ? 1 : -1;
      state.key = head.dataset.sort;
      for (const other of document.querySelectorAll("[data-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", state.way > 0 ? "ascending" : "descending");
      again();
    });
  }
  if (clips.length) document.querySelector("thead [data-sort=difference]").append(scale(clips[0].inward));
  for (const name of ["clips", "failed"]) {
    const pager = document.getElementById(name + "-pager");
    for (const button of pager === null ? [] : pager.children) {
      button.addEventListener("click", () => {
        state[name] += Number(button.dataset.step);
        update();
        document.getElementById(name).scrollIntoView();
      });
    }
  }
  search.addEventListener("input", again);
  document.getElementById("find").addEventListener("submit", (event) => event.preventDefault());
  if (group !== null) group.addEventListener("change", again);
  addEventListener("beforeprint", () => { state.printing = true; update(); });
  addEventListener("afterprint", () => { state.printing = false; update(); });
  update();
})();
