import { createHash } from 'node:crypto';
import { markup, trusted } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { pageStyle } from './assets.ts';

export interface HtmlPage {
  readonly title: string;
  /** What stands in the page's body. */
  readonly body: Markup;
  /** Programs of our own, each a module (`assets.ts`). */
  readonly scripts: readonly string[];
}

const hashOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** Nothing is loaded, and of scripts only our own run: a second lock behind the escaping of every text. */
function contentPolicy(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    'img-src data:',
    "style-src 'unsafe-inline'",
    `script-src ${scripts.length === 0 ? "'none'" : scripts.map(hashOf).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** One HTML page that needs no other file and no network. Equal parts give equal bytes. */
export function htmlPage({ title, body, scripts }: HtmlPage): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(scripts)}">
<title>${title}</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
${body}
${scripts.map((script) => markup`<script type="module">${trusted(script)}</script>\n`)}</body>
</html>
`.html;
}
