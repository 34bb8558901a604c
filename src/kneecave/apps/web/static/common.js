// What all pages share: words, calls to the server, questions, what screen readers are told.

export const texts = JSON.parse(document.getElementById("texts").textContent);

/** Return a text with its {words} filled in. */
export function say(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** Tell screen readers, once. */
export function tell(text) {
  document.getElementById("told").textContent = text;
}

/** Return the server's answer; throw an Error with the one line to show where it says no. */
export async function call(method, address, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Error(texts.clip.lost);
  }
  if (!response.ok) throw new Error(errorIn(await response.text()));
  if (response.status === 204) return null;
  const kind = response.headers.get("Content-Type") ?? "";
  return kind.startsWith("application/json") ? response.json() : response.text();
}

/** Return the line in an error's JSON. */
export function errorIn(text) {
  try {
    return JSON.parse(text).error || texts.error.unexpected;
  } catch {
    return texts.error.unexpected;
  }
}

/** Return an element with a text. */
export function element(name, { text, ...attributes } = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Ask before something is gone for good; true only if it was agreed to. */
export function agreed(question, yes) {
  return shown(question, [
    element("button", { class: "btn", value: "", text: texts.dialog.keep, autofocus: "" }),
    element("button", { class: "btn sec", value: "yes", text: yes }),
  ]);
}

/** Show one line until it is closed. */
export function complain(line) {
  const close = element("button", { class: "btn", value: "", text: texts.dialog.close });
  return shown(line, [close]);
}

function shown(text, buttons) {
  const dialog = element("dialog", { "aria-labelledby": "question" });
  const form = element("form", { method: "dialog" });
  const row = element("div", { class: "acts left" });
  row.append(...buttons);
  form.append(element("p", { text, id: "question" }), row);
  dialog.append(form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}

/** Let buttons with data-delete ask, delete, and go on; `after` is called where no page follows. */
export function deletes(after = () => {}) {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-delete]");
    if (!button || !(await agreed(button.dataset.question, button.textContent))) return;
    try {
      await call("DELETE", button.dataset.delete);
    } catch (error) {
      await complain(error.message);
      return;
    }
    tell(button.dataset.told);
    if (button.dataset.after) location.assign(button.dataset.after);
    else after();
  });
}

/** Return a time left as people say it. */
export function about(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** Return a moment of a clip, as 0:05.3. */
export function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${(seconds - 60 * minutes).toFixed(1).padStart(4, "0")}`;
}
