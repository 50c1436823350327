/** From generated tokens to the events of a request: characters, channels, stop texts, tool calls. */
import type { Token } from "node-llama-cpp";
import type { Generated, GenerateParams } from "../../protocol/engine.ts";
import { ChannelParser, type ParsedPiece } from "../template/channel-parser.ts";
import { StopTexts } from "./stop-texts.ts";
import { TokenText } from "./token-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

type Emit = (event: Generated) => void;

export class Output {
  readonly #id: string;
  readonly #emit: Emit;
  readonly #vocabulary: Vocabulary;
  readonly #characters: TokenText;
  readonly #parser: ChannelParser;
  readonly #stops: StopTexts;
  /** Of the last token, where the request wants it. */
  #logProbability: number | undefined;
  /** A stop text was completed; nothing follows it. */
  stopped = false;
  /** Text that the answer begins with and the reader already has. */
  #known = "";
  /** The model called at least one tool. */
  calledTools = false;

  /** `before`: the tokens of the prompt, when the output goes on from their text. */
  constructor(params: GenerateParams, vocabulary: Vocabulary, emit: Emit, before: readonly Token[] = []) {
    this.#id = params.id;
    this.#emit = emit;
    this.#vocabulary = vocabulary;
    this.#characters = new TokenText((tokens, last) => vocabulary.decode(tokens, last), before);
    const prefix = params.prompt.kind === "chat" ? (params.prompt.answerPrefix ?? "") : "";
    this.#parser = new ChannelParser({ answerBegun: params.prompt.kind === "fim" || prefix !== "" });
    this.#stops = new StopTexts(params.stop ?? []);
  }

  /** `logProbability` of the token, where the request wants it. */
  push(token: Token, logProbability?: number): void {
    this.#logProbability = logProbability ?? this.#logProbability;
    const special = this.#vocabulary.specialText(token);
    if (special === undefined) {
      this.#parse(this.#characters.push(token), false);
      return;
    }
    this.#parse(this.#characters.finish(), false);
    this.#parse(special, true);
  }

  /** The next text begins with `known`, which is left out. */
  skip(known: string): void {
    this.#known = known;
  }

  /** The model said all it will: passes on what was held back. */
  finish(): void {
    if (this.stopped) return;
    this.#parse(this.#characters.finish(), false);
    for (const piece of this.#parser.finish()) this.#take(piece);
    if (!this.stopped) this.#say("text", this.#stops.finish());
  }

  #parse(text: string, special: boolean): void {
    if (text === "") return;
    for (const piece of this.#parser.push({ text, special })) this.#take(piece);
  }

  #take(piece: ParsedPiece): void {
    if (this.stopped) return;
    if (piece.kind === "thought") this.#say("thought", piece.text);
    else if (piece.kind === "toolCall") {
      this.calledTools = true;
      this.#emit({ id: this.#id, kind: "toolCall", call: piece.call });
    } else {
      const out = this.#stops.push(this.#unknown(piece.text));
      this.#say("text", out.text);
      this.stopped = out.stopped;
    }
  }

  #unknown(text: string): string {
    const length = Math.min(text.length, this.#known.length);
    this.#known = this.#known.slice(length);
    return text.slice(length);
  }

  #say(kind: "thought" | "text", text: string): void {
    if (text === "") return;
    const logProbability = this.#logProbability;
    if (kind === "text" && logProbability !== undefined) {
      this.#emit({ id: this.#id, kind, text, logProbability });
    } else this.#emit({ id: this.#id, kind, text });
  }
}
