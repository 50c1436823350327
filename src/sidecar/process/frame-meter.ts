/**
 * Bounds what a peer can make us buffer. The JSON-RPC reader keeps any header and any announced body in memory;
 * this counts the same bytes first and says when to hang up.
 */
const MAX_HEADER_BYTES = 1024;

export class FrameMeter {
  readonly #maxBodyBytes: () => number;
  #header = "";
  #bodyLeft = 0;

  /** @param maxBodyBytes asked at every frame: small before the peer has proved who it is. */
  constructor(maxBodyBytes: () => number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** Takes the next bytes of the stream; returns what is wrong with them, if anything. */
  accept(chunk: Uint8Array): string | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const taken = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= taken;
        at += taken;
        continue;
      }
      this.#header += String.fromCharCode(chunk[at] ?? 0);
      at++;
      const problem = this.#headerGrown();
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #headerGrown(): string | undefined {
    if (this.#header.length > MAX_HEADER_BYTES) return `a header of more than ${MAX_HEADER_BYTES} bytes`;
    if (!this.#header.endsWith("\r\n\r\n")) return undefined;
    const length = /^content-length: *(\d{1,15})\r$/im.exec(this.#header)?.[1];
    this.#header = "";
    if (length === undefined) return "a header without Content-Length";
    const limit = this.#maxBodyBytes();
    if (Number(length) > limit) return `a message of ${length} bytes (at most ${limit} are accepted)`;
    this.#bodyLeft = Number(length);
    return undefined;
  }
}
