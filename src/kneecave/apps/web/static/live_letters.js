// Letters in place of buttons, until they are switched off: who speaks to the computer, or hits keys
// without meaning to, would finish a set by it.

const NAME = "kneecave-letters";

export class Letters {
  #box;

  // `press` is given the letter.
  constructor(box, press) {
    this.#box = box;
    box.checked = kept() !== "off";
    box.addEventListener("change", () => {
      keep(box.checked ? "on" : "off");
      this.#show();
    });
    this.#show();
    document.addEventListener("keydown", (event) => {
      if (box.checked && isMeant(event)) press(event.key.toLowerCase());
    });
  }

  #show() {
    const isOn = this.#box.checked;
    document.body.classList.toggle("without-letters", !isOn);
    for (const button of document.querySelectorAll("[data-letter]")) {
      if (isOn) button.setAttribute("aria-keyshortcuts", button.dataset.letter);
      else button.removeAttribute("aria-keyshortcuts");
    }
  }
}

function isMeant({ target, ctrlKey, metaKey, altKey, repeat }) {
  return !(target.closest("input, select, textarea, dialog") || ctrlKey || metaKey || altKey || repeat);
}

function kept() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;  // a browser may keep nothing
  }
}

function keep(choice) {
  try {
    localStorage.setItem(NAME, choice);
  } catch {
    // it is asked anew the next time
  }
}
