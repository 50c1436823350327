/** The page's side of the border to the extension host. */
import type { HostMessage, PageMessage } from "../protocol/chat-view.ts";

interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  readonly post: (message: PageMessage) => void;
  readonly onMessage: (listener: (message: HostMessage) => void) => void;
}

/** May be called once per document: VS Code gives its API out once. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage(listener) {
      window.addEventListener("message", (event: MessageEvent<HostMessage>) => listener(event.data));
    },
  };
}
