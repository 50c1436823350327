/** Entry of the chat page. */
import "./styles/base.css";
import "./styles/transcript.css";
import "./styles/markdown.css";
import "./styles/composer.css";
import { App } from "./app.ts";
import { connectHost } from "./host.ts";

const root = document.querySelector<HTMLElement>("#root");
if (root !== null) new App(root, connectHost()).start();
