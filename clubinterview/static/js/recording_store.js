// Recordings in this browser's database, so that neither a reload nor a crash of the page loses what was heard.
const KEPT_MS = 7 * 86_400_000;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

// What a recorder heard is kept as sounds { key, url, order, content, seconds, number, keptAt }: of which recording, where
// its progress is asked, from 1, its bytes, the recording's length up to its end, and the piece that it was sent in, 0
// before that. A piece holds all that waited when it was first sent, and the same sounds whenever it is sent again.
function chosen(sounds, number, mostBytes) {
  const again = sounds.filter((sound) => sound.number === number);
  if (again.length) return again;
  let size = 0;
  const waiting = sounds.filter((sound) => sound.number === 0);
  return waiting.filter((sound, at) => {
    size += sound.content.byteLength;
    return size <= mostBytes || at === 0;
  });
}

// The same, for browsers that refuse the database, as some do in private windows.
class Memory {
  #sounds = new Map();

  async put(sound) {
    this.#sounds.set(`${sound.key} ${sound.order}`, sound);
  }

  async all(key) {
    return [...this.#sounds.values()].filter((sound) => sound.key === key);
  }

  async recordings() {
    return [...new Map([...this.#sounds.values()].map(({ key, url }) => [key, { key, url }])).values()];
  }

  async piece(key, from, number, mostBytes) {
    const sounds = (await this.all(key)).filter((sound) => sound.order >= from);
    return chosen(sounds, number, mostBytes).map((sound) => Object.assign(sound, { number }));
  }

  async forget(key) {
    for (const sound of await this.all(key)) this.#sounds.delete(`${key} ${sound.order}`);
  }
}

class Database {
  #database;

  constructor(database) {
    this.#database = database;
  }

  #sounds(mode) {
    return this.#database.transaction("sounds", mode, { durability: "strict" }).objectStore("sounds");
  }

  async put(sound) {
    await done(this.#sounds("readwrite").put(sound));
  }

  async all(key) {
    return done(this.#sounds("readonly").getAll(IDBKeyRange.bound([key], [key, []])));
  }

  // Resolves to { key, url } of each recording that sounds are kept of.
  async recordings() {
    const sounds = this.#sounds("readonly");
    const orders = new Map(await done(sounds.getAllKeys()));
    const last = await Promise.all([...orders].map((name) => done(sounds.get(name))));
    return last.filter(({ url }) => url).map(({ key, url }) => ({ key, url }));
  }

  // Resolves to the sounds of a piece, none when nothing waits.  from: the first order that has not arrived.
  async piece(key, from, number, mostBytes) {
    const sounds = this.#sounds("readwrite");
    const waiting = await done(sounds.getAll(IDBKeyRange.bound([key, from], [key, []])));
    const piece = chosen(waiting, number, mostBytes).map((sound) => ({ ...sound, number }));
    await Promise.all(piece.map((sound) => done(sounds.put(sound))));
    return piece;
  }

  async forget(key) {
    await done(this.#sounds("readwrite").delete(IDBKeyRange.bound([key], [key, []])));
  }

  async forgetOld() {
    const sounds = this.#sounds("readwrite");
    const old = IDBKeyRange.upperBound(Date.now() - KEPT_MS);
    for (const key of await done(sounds.index("keptAt").getAllKeys(old))) sounds.delete(key);
  }
}

export async function openStore() {
  try {
    const opening = indexedDB.open("recordings", 1);
    opening.addEventListener("upgradeneeded", () => {
      opening.result
        .createObjectStore("sounds", { keyPath: ["key", "order"] })
        .createIndex("keptAt", "keptAt");
    });
    const database = new Database(await done(opening));
    await database.forgetOld();
    return database;
  } catch {
    return new Memory();
  }
}
