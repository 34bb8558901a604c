// Words in their places.

// Returns a text with what stands in {braces} filled in.
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

export const part = (parent, selector) => parent.querySelector(selector);

// Puts a text into an element, if it is not there already.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Returns a sentence: its first letter large, a full stop at its end.
export const sentence = (text) =>
  `${text[0].toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;
