// What script adds to pages that are whole without it: searching while typing, keys, and judging in place.

const WAIT = 250; // milliseconds without a key before a search is sent
const KEYS_OFF = "danvan-keys-off";

const keysOn = () => localStorage.getItem(KEYS_OFF) === null;
const isTyping = (node) => node.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;

// Fetch a page of ours and put one part of it in the place of the same part of this page.
async function replacePart(request, selector, signal) {
  const answer = await fetch(request, { signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, part] = [document.querySelector(selector), page.querySelector(selector)];
  if (!answer.ok || part === null || old === null) return null;
  old.replaceWith(document.adoptNode(part));
  return answer;
}

// Searching while typing.
for (const form of document.querySelectorAll("form[data-live]")) {
  let timer = 0;
  let running = new AbortController();
  const search = async () => {
    running.abort();
    running = new AbortController();
    const given = [...new FormData(form)].filter(([, value]) => value !== "");
    const address = `${form.getAttribute("action")}?${new URLSearchParams(given)}`;
    try {
      const answer = await replacePart(address, form.dataset.live, running.signal);
      if (answer === null || answer.redirected) location.assign(address);
      else history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(search, event.target.matches("[type=search]") ? WAIT : 0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
}

// Judging in place: the form is sent, and the page that it leads back to replaces the list.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-in-place]")) return;
  event.preventDefault();
  const part = form.closest("#results") ? "#results" : `#${form.closest("section").id}`;
  const items = itemsOf();
  const place = items.indexOf(form.closest("[data-item]"));
  const name = form.closest("[data-item]")?.id;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  const request = new Request(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  try {
    if ((await replacePart(request, part)) === null) throw new Error("refused");
  } catch {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    form.removeAttribute("data-in-place");
    form.submit();
    return;
  }
  const still = name && document.getElementById(name);
  const next = still || itemsOf()[Math.min(place, itemsOf().length - 1)];
  if (next) goTo(next);
});

// Keys. Items of a list are walked with j and k, the edits of a text with n and p.
const itemsOf = () => [...document.querySelectorAll("[data-item]")];
const marksOf = () => {
  const seen = new Set();
  return [...document.querySelectorAll("a.mark")].filter((mark) => {
    const isNew = !seen.has(mark.dataset.mark);
    seen.add(mark.dataset.mark);
    return isNew;
  });
};
let current = null;

function goTo(item) {
  for (const old of document.querySelectorAll(".current")) old.classList.remove("current");
  current = item;
  item.classList.add("current");
  (item.querySelector("h2 a, h3 a") ?? item).focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function goToMark(step) {
  const marks = marksOf();
  if (marks.length === 0) return;
  const here = marks.findIndex((mark) => mark.classList.contains("at"));
  const mark = marks[(here + step + marks.length + (here < 0 && step < 0 ? 1 : 0)) % marks.length];
  for (const old of document.querySelectorAll("a.mark.at")) old.classList.remove("at");
  for (const same of document.querySelectorAll(`a.mark[data-mark="${mark.dataset.mark}"]`)) same.classList.add("at");
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
  current = document.getElementById(mark.dataset.mark);
}

function walk(step) {
  const items = itemsOf();
  if (items.length === 0) return;
  const here = items.indexOf(document.activeElement?.closest("[data-item]") ?? current);
  goTo(items[Math.max(0, Math.min(items.length - 1, here + step))]);
}

function press(key) {
  const focused = document.activeElement?.closest("[data-item]") ?? current;
  focused?.querySelector(`button[data-key="${key}"]:not([disabled])`)?.click();
}

const dialog = document.getElementById("keys");
const actions = {
  "/": () => document.querySelector("[data-focus]")?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  n: () => goToMark(1),
  p: () => goToMark(-1),
  a: () => press("a"),
  r: () => press("r"),
  u: () => press("u"),
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog.open) return;
  if (!keysOn() || !(event.key in actions)) return;
  actions[event.key]();
  event.preventDefault();
});

const opener = document.querySelector("[data-keys]");
opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());
const choice = document.getElementById("keys-on");
choice.checked = keysOn();
choice.addEventListener("change", () => {
  if (choice.checked) localStorage.removeItem(KEYS_OFF);
  else localStorage.setItem(KEYS_OFF, "1");
});
