// Shows an answer of the coach while it is being written. Without scripts the page loads itself anew.
import { pause, seen } from "./waiting.js";

const SHORTEST = 700;
const LONGEST = 10_000;
const SLOWER = 1.2; // with each look that finds nothing new
const PATIENCE = 5 * 60 * 1000; // of looking; a page that nobody sees does not look
const FAILURES_TO_SAY_SO = 2;
const MOST_FAILURES = 20;

function say(part, words) {
  part.querySelector("[data-coach-note]")?.remove();
  if (!words) return;
  const note = document.createElement("p");
  note.className = "soft small";
  note.dataset.coachNote = "";
  note.textContent = words;
  part.append(note);
}

async function watch(part) {
  let shown = "";
  let failures = 0;
  let wait = SHORTEST;
  for (let looked = 0; looked < PATIENCE && failures < MOST_FAILURES; looked += wait) {
    await pause(wait);
    await seen();
    try {
      const answer = await fetch(part.dataset.coachUrl, {
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
      if (answer.status === 404) break; // Deleted in another window.
      if (!answer.ok) throw new Error(String(answer.status));
      const { done, html } = await answer.json();
      if (failures) say(part, "");
      failures = 0;
      wait = html === shown ? Math.min(wait * SLOWER, LONGEST) : SHORTEST;
      if (html !== shown) {
        part.innerHTML = html; // Drawn by the server, which escapes what people and models wrote.
        shown = html;
      }
      if (done) {
        part.removeAttribute("aria-busy");
        return;
      }
    } catch {
      failures += 1;
      wait = Math.min(wait * 2, LONGEST);
      if (failures >= FAILURES_TO_SAY_SO) say(part, part.dataset.failed);
    }
  }
  part.removeAttribute("aria-busy");
  say(part, failures ? part.dataset.failed : part.dataset.slow);
}

document.querySelectorAll("[data-coach-url]").forEach(watch);
