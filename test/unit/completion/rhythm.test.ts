/** The typing rhythm hears every key, also those that a cache answers or a gate refuses. */
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { CompletionService } from "../../../src/server/completion/service.ts";
import { FakeClock } from "../engine/fake-clock.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { settled } from "./editor.ts";

const URI = "file:///a.ts";
const KEY_MS = 100;

function typist(engine: FakeEngine, power = { onBattery: false }) {
  const clock = new FakeClock();
  let text = "";
  const completion = { ...DEFAULT_SETTINGS.completion, onBattery: false };
  const service = new CompletionService({
    engine,
    clock,
    power,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings: () => ({ ...DEFAULT_SETTINGS, completion }),
    document: () => TextDocument.create(URI, "typescript", text.length, text),
    displayPath: () => "a.ts",
    pathInFolder: () => "a.ts",
    onTrace: () => undefined,
  });
  /** One key after `KEY_MS`; the wait before the model is asked, if it is asked. */
  const key = async (character: string): Promise<number | undefined> => {
    text += character;
    clock.advance(KEY_MS);
    const place = { textDocument: { uri: URI }, position: { line: 0, character: text.length } };
    let answered = false;
    const { signal } = new AbortController();
    const asked = service.provide({ ...place, context: { triggerKind: 2 } }, signal).finally(() => {
      answered = true;
    });
    await settled();
    if (!answered) clock.advance(500);
    await asked;
    return service.last?.debounceMs;
  };
  return { service, key };
}

test("a key after keys that the cache answered waits one and a half of their time", async () => {
  const { service, key } = typist(FakeEngine.saying("onetwo"));
  await key("a");
  for (const character of "onet") {
    await key(character);
    expect(service.last?.source).toBe("cache");
  }
  expect(await key("z")).toBe(1.5 * KEY_MS);
});

test("a key after keys that a gate refused knows their time as well", async () => {
  const power = { onBattery: true };
  const { service, key } = typist(FakeEngine.saying("onetwo"), power);
  for (const character of "abcd") {
    await key(character);
    expect(service.last?.outcome).toBe("onBattery");
  }
  power.onBattery = false;
  expect(await key("z")).toBe(1.5 * KEY_MS);
});
