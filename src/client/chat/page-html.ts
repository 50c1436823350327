/** The document of the chat page: one script, one style sheet, nothing from anywhere else. Pure. */

export interface PageResources {
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for every document. */
  readonly nonce: string;
}

export function contentSecurityPolicy({ cspSource, nonce }: PageResources): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

export function pageHtml(resources: PageResources): string {
  const { script, style, nonce } = resources;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(resources)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${style}" />
    <title>Gemwright chat</title>
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
