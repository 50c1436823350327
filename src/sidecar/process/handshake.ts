/** `engine/hello`: a peer that knows the secret of the endpoint file is a language server of this user. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { proofText } from "../../protocol/endpoint.ts";
import { ENGINE_PROTOCOL_VERSION, type HelloParams } from "../../protocol/engine.ts";
import type { Failure } from "../../protocol/failure.ts";

/** HMAC-SHA256 of one side's proof text, hex. */
export function proof(secret: string, role: "client" | "sidecar", nonce: string): string {
  return createHmac("sha256", Buffer.from(secret, "hex")).update(proofText(role, nonce)).digest("hex");
}

/** Why a hello is refused; undefined = it is accepted. Nothing of it has been checked before. */
export function helloProblem(hello: Partial<HelloParams> | null, secret: string): Failure | undefined {
  if (hello?.protocolVersion !== ENGINE_PROTOCOL_VERSION) {
    return {
      code: "engine.protocolVersion",
      message: `The inference process speaks protocol ${ENGINE_PROTOCOL_VERSION}, the client ${String(hello?.protocolVersion)}.`,
      nextStep: "Close the windows that run another version of Gemwright, then reload this one.",
    };
  }
  if (
    typeof hello.client !== "string" ||
    !isNonce(hello.nonce) ||
    !isEqual(hello.proof, proof(secret, "client", hello.nonce))
  ) {
    return {
      code: "engine.refused",
      message: "The inference process refused the connection: its hello lacks a proof of the shared secret.",
      nextStep: "Connect with the secret of the endpoint file in the runtime directory.",
    };
  }
  return undefined;
}

function isNonce(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function isEqual(actual: unknown, expected: string): boolean {
  if (typeof actual !== "string") return false;
  const left = Buffer.from(actual);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
