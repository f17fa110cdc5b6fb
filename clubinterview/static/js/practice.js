// Keeps an answer as it is typed, also while there is no connection, and shows the clock.
import { Site } from "./site.js";

const PAUSE = 1200;
const LONGEST_PAUSE = 5000; // Who types without a pause is saved too.
const LONGEST_WAIT = 30000;
const PATIENCE = 15000; // The next question waits for a save that is under way.
const PREFIX = "answer:";

// What is not saved yet, in this browser: { text, revision } by the answer. Private windows may refuse it.
const drafts = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key));
    } catch {
      return null;
    }
  },
  write(key, draft) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    } catch {
      /* The server has it soon. */
    }
  },
  forget(key) {
    try {
      localStorage.removeItem(PREFIX + key);
    } catch {
      /* As above. */
    }
  },
};

// Two texts as one: the longer one where it holds the other, else one below the other.
function merged(theirs, mine) {
  if (theirs.includes(mine)) return theirs;
  return mine.includes(theirs) ? mine : `${theirs}\n\n${mine}`;
}

function keep(form) {
  const area = form.elements.text;
  const revision = form.elements.revision;
  const state = form.querySelector("[data-save-state]");
  const key = form.dataset.answer;
  const token = form.elements.csrf_token;
  const site = new Site(form.dataset.tokenUrl, token.value, PATIENCE);
  let saved = area.value;
  let timer = 0;
  let typedSince = 0;
  let wait = PAUSE;
  let saving = null; // Resolves when the running save has ended.
  let leaving = false;
  let unloading = false; // The next page may have been read before this save: it needs the draft.

  const say = (words) => {
    state.textContent = words;
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  function save() {
    if (leaving || area.value === saved) return;
    if (saving) {
      later(PAUSE);
      return;
    }
    typedSince = 0;
    saving = send(area.value).finally(() => {
      saving = null;
      if (area.value !== saved && wait === PAUSE) later(PAUSE);
    });
  }

  async function send(text) {
    say(form.dataset.wordsSaving);
    const body = new URLSearchParams({ text, revision: revision.value });
    const { status, body: content } = await site.post(form.dataset.saveUrl, body, {
      Accept: "application/json",
    });
    token.value = site.token;
    if (status === 200) {
      revision.value = content.revision;
      saved = text;
      wait = PAUSE;
      if (area.value !== text) drafts.write(key, { text: area.value, revision: content.revision });
      else if (!unloading) drafts.forget(key);
      say(form.dataset.wordsSaved);
    } else if (status === 409 && content.revision !== undefined) {
      // Another window was first: its words, and ours below them.
      revision.value = content.revision;
      saved = content.text;
      area.value = merged(content.text, area.value);
      say(content.error);
    } else if (status === 400 || status === 401) {
      say(form.dataset.wordsSignedOut);
      again();
    } else {
      say(content.error ?? form.dataset.wordsOffline);
      if (status === 0 || status >= 500 || status === 429) again();
    }
  }

  function again() {
    wait = Math.min(wait * 2, LONGEST_WAIT);
    later(wait);
  }

  area.addEventListener("input", () => {
    drafts.write(key, { text: area.value, revision: revision.value });
    typedSince ||= Date.now();
    later(Math.min(PAUSE, Math.max(0, typedSince + LONGEST_PAUSE - Date.now())));
  });
  window.addEventListener("online", () => {
    wait = PAUSE;
    later(0);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (saving) {
      // The form goes with the revision that the running save brings.
      event.preventDefault();
      event.stopImmediatePropagation();
      saving.then(() => form.requestSubmit(event.submitter));
      return;
    }
    leaving = true; // The form itself carries the words now.
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", () => {
    unloading = true;
    setTimeout(() => {
      unloading = false;
    }, LONGEST_PAUSE); // Whoever stays here after all.
  });

  const draft = drafts.read(key);
  if (draft && draft.text !== area.value) {
    area.value = String(draft.revision) === revision.value ? draft.text : merged(area.value, draft.text);
    say(form.dataset.wordsRestored);
    later(0);
  }
}

function tick(clock) {
  const skew = Date.now() / 1000 - Number(clock.dataset.now);
  const opened = Number(clock.dataset.opened);
  const prepare = Number(clock.dataset.prepare);
  const seconds = Number(clock.dataset.seconds);
  const said = document.querySelector("[data-clock-said]"); // Read aloud once; each second would drown the rest.
  let timer = 0;
  const show = () => {
    const passed = Date.now() / 1000 - skew - opened;
    const preparing = passed < prepare;
    const left = Math.ceil((preparing ? prepare : prepare + seconds) - passed);
    clock.classList.toggle("over", left <= 0);
    if (left <= 0) {
      clock.textContent = clock.dataset.wordsOver;
      said.textContent = clock.dataset.wordsOver;
      clearInterval(timer);
      return;
    }
    const time = document.createElement("b");
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.replaceChildren(preparing ? clock.dataset.wordsPrepare : clock.dataset.wordsAnswer, time);
  };
  timer = setInterval(show, 1000);
  show();
}

// On a computer that several people use nothing stays of questions that are over: on the page of the open question
// those are all others, on a report its own.
function tidy() {
  const open = document.querySelector("[data-answer]")?.dataset.answer;
  for (const name of Object.keys(localStorage)) {
    const id = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
    if (id && (open ? id !== open : document.getElementById(`answer-${id}`))) drafts.forget(id);
  }
}

try {
  tidy();
} catch {
  /* As above. */
}
document.querySelectorAll("[data-answer]").forEach(keep);
document.querySelectorAll("[data-clock]").forEach(tick);
