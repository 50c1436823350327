/** A completion request in one line for the output channel. Holds no code: logs are pasted into bug reports. */
import type { CompletionTrace } from "../../protocol/lsp.ts";

/** `path` is the document as people name it; line and column are shown 1-based, as editors count. */
export function traceLine(trace: CompletionTrace, path: string): string {
  const place = `${path}:${trace.line + 1}:${trace.character + 1}`;
  const parts = [`completion ${trace.id.slice(0, 8)} ${trace.outcome} ${place}`, `${trace.totalMs} ms`];
  if (trace.text !== undefined) {
    const lines = trace.text.split("\n").length;
    parts.push(`${trace.text.length} characters in ${lines} ${lines === 1 ? "line" : "lines"}`);
  }
  if (trace.source !== undefined && trace.source !== "evaluated")
    parts.push(trace.source === "cache" ? "from the cache" : "joined");
  if (trace.usage !== undefined) {
    const { promptTokens, reusedTokens, generatedTokens, queueMs, prefillMs, generationMs } = trace.usage;
    parts.push(`prompt ${promptTokens} tokens, ${reusedTokens} reused, ${generatedTokens} generated`);
    const [queue, prefill, generation] = [queueMs, prefillMs, generationMs].map((ms) => Math.round(ms));
    parts.push(`queue ${queue} ms, prefill ${prefill} ms, generation ${generation} ms`);
  }
  if (trace.outcome !== "shown") parts.push(trace.detail);
  return parts.join(" · ");
}
