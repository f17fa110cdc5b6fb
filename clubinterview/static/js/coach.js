// Shows an answer of the coach while it is being written. Without scripts the page loads itself anew.
const EVERY = 700;
const PATIENCE = 5 * 60 * 1000;
const MOST_FAILURES = 8;

async function watch(part) {
  const until = Date.now() + PATIENCE;
  let shown = "";
  let failures = 0;
  while (Date.now() < until && failures < MOST_FAILURES) {
    await new Promise((resolve) => { setTimeout(resolve, EVERY * (failures + 1)); });
    try {
      const answer = await fetch(part.dataset.coachUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { done, html } = await answer.json();
      failures = 0;
      if (html !== shown) {
        part.innerHTML = html; // Drawn by the server, which escapes what people and models wrote.
        shown = html;
      }
      if (done) {
        part.removeAttribute("aria-busy");
        return;
      }
    } catch {
      failures++;
    }
  }
  part.removeAttribute("aria-busy");
  const note = document.createElement("p");
  note.className = "soft small";
  note.textContent = part.dataset.failed;
  part.append(note);
}

document.querySelectorAll("[data-coach-url]").forEach(watch);
