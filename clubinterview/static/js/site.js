const PATIENCE = 60_000;

// What this page asks of the site about one answer, with a CSRF token that is fetched again when it is stale.
export class Site {
  #url;
  #token;
  #patience;

  // url: says how far the answer has come, and brings the token.  patience: ms for each request.
  constructor(url, token, patience = PATIENCE) {
    this.#url = url;
    this.#token = token;
    this.#patience = patience;
  }

  get token() {
    return this.#token;
  }

  // Resolves to { status, body, wait }: 0 for no answer, 401 when signed out; wait in ms, as the site asks for.
  async ask(url, options = {}) {
    let response;
    try {
      response = await fetch(url, {
        cache: "no-store",
        signal: AbortSignal.timeout(this.#patience),
        ...options,
      });
      const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
      const wait = 1000 * Number(response.headers.get("Retry-After") ?? 0) || 0;
      if (response.ok && !isJson) return { status: 401, body: {}, wait };
      return { status: response.status, body: isJson ? await response.json() : {}, wait };
    } catch {
      return { status: 0, body: {}, wait: 0 };
    }
  }

  async progress() {
    const answer = await this.ask(this.#url, { headers: { Accept: "application/json" } });
    if (answer.status === 200) this.#token = answer.body.csrf_token;
    return answer;
  }

  async post(url, body, headers = {}) {
    const send = () =>
      this.ask(url, { method: "POST", body, headers: { ...headers, "X-CSRFToken": this.#token } });
    const answer = await send();
    if (answer.status !== 400 || (await this.progress()).status !== 200) return answer;
    return send();
  }
}
