// Sends the pieces of a recording in order, for as long as it takes, and then says that they are all.
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const MOST_BYTES = 900_000; // of a piece

// Why nothing more is sent: "closed", "full", "gone", "garbled". The name is that of the text that says so.
export class Ended extends Error {}

export const hashOf = async (content) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const joined = (sounds) => new Blob(sounds.map((sound) => sound.content)).arrayBuffer();

// Calls `act` until it gives an answer that settles the matter. say: told "offline" or "signed_out" while waiting.
export async function persist(act, say = () => {}) {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const answer = await act();
    const isPassing = [0, 400, 401, 408, 429].includes(answer.status) || answer.status >= 500;
    if (!isPassing) return answer;
    if (answer.status !== 429) say(answer.status === 401 ? "signed_out" : "offline");
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(wait, answer.wait));
      if (answer.status === 0)
        addEventListener(
          "online",
          () => {
            clearTimeout(timer);
            resolve();
          },
          { once: true },
        );
    });
  }
}

export class Upload {
  #site;
  #store;
  #recording;
  #say;
  #saved;
  #next;
  #from = 1;
  #isLast = false;
  #closed;
  #wake = () => {};

  // recording: { key, address, next, most_seconds } as the site gives it.  say: told what is in the way, or "" when nothing is any
  // more.  saved: told up to which second the recording has arrived.  closed: told when its question is closed.
  constructor({ site, store, recording, say = () => {}, saved = () => {}, closed = () => {} }) {
    this.#site = site;
    this.#store = store;
    this.#recording = recording;
    this.#next = recording.next;
    this.#say = say;
    this.#saved = saved;
    this.#closed = closed;
    this.isOpen = recording.is_open ?? true;
  }

  // Another sound is in the store.
  more() {
    this.#wake();
  }

  // No more sounds will come.
  last() {
    this.#isLast = true;
    this.#wake();
  }

  // Sends until the last sound has arrived. Throws Ended.
  async run() {
    for (;;) {
      const arrival = new Promise((resolve) => {
        this.#wake = resolve;
      });
      const wasLast = this.#isLast;
      const sounds = await this.#store.piece(this.#recording.key, this.#from, this.#next, MOST_BYTES);
      if (sounds.length) await this.#send(sounds);
      else if (wasLast) return;
      else await arrival;
    }
  }

  async #send(sounds) {
    const number = this.#next;
    const content = await joined(sounds);
    const headers = { "Content-Type": "application/octet-stream", "X-SHA256": await hashOf(content) };
    const url = `${this.#recording.address}/pieces/${number}`;
    const { status, body } = await persist(() => this.#site.post(url, content, headers), this.#say);
    this.#say("");
    if (status === 404 || body.whole) throw new Ended("gone");
    if (status === 413 || status === 422) throw new Ended(body.next ? "full" : "garbled");
    if (!body.next) throw new Ended("closed");
    if (body.next !== number + 1) throw new Ended("garbled");
    this.#next = body.next;
    this.#from = sounds.at(-1).order + 1;
    this.#saved(sounds.at(-1).seconds);
    if (body.is_open) return;
    this.isOpen = false;
    this.#closed();
  }

  // Makes one file of what has arrived. hash: whether to have all of it compared.  Throws Ended.
  async complete(hash = true) {
    const pieces = this.#next - 1;
    const kept = await this.#store.all(this.#recording.key);
    const sounds = kept.filter((sound) => sound.number > 0 && sound.number <= pieces);
    if (pieces === 0) throw new Ended("ready");
    const seconds = sounds.length ? Math.max(1, Math.floor(sounds.at(-1).seconds)) : 0;
    // By the clock; a computer that slept in between has recorded less.
    const claim = { pieces, seconds: Math.min(seconds, this.#recording.most_seconds) };
    if (hash && sounds.length) claim.sha256 = await hashOf(await joined(sounds));
    const { status, body } = await persist(
      () =>
        this.#site.post(`${this.#recording.address}/completion`, JSON.stringify(claim), {
          "Content-Type": "application/json",
        }),
      this.#say,
    );
    this.#say("");
    if (status === 404) throw new Ended("gone");
    if (status === 422) throw new Ended("garbled");
    if (status !== 200 && !body.whole) throw new Ended(body.next ? "garbled" : "closed");
    await this.#store.forget(this.#recording.key);
  }
}
