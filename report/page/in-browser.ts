import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';

const programs = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = programs.find((program) => program !== undefined && existsSync(program));
const why = executablePath === undefined ? ' (skipped: no Chromium here; name one in CHROMIUM)' : '';

/** Chromium asks for no update and no name of its maker; as root it has no sandbox. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a page from disk, at a fragment. */
export type Open = (html: string, hash?: string, options?: BrowserContextOptions) => Promise<Page>;

/**
 * Tests of pages in Chromium, skipped where there is none. What a page says on its console, throws, asks of people in a dialog or asks the
 * network for fails the test that opened it.
 */
export function inBrowser(name: string, tests: (opened: Open) => void): void {
  describe.skipIf(executablePath === undefined)(`${name}${why}`, () => {
    let folder: string;
    let browser: Browser;
    let files = 0;
    const complaints: string[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rewardmap-page-'));
      browser = await chromium.launch({ executablePath: executablePath!, args });
    });

    afterEach(() => {
      const [complaint] = complaints.splice(0);
      if (complaint !== undefined) throw new Error(`the page complains: ${complaint}`);
    });

    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    });

    tests(async (html, hash = '', options = {}) => {
      files += 1;
      const address = pathToFileURL(join(folder, `${files}.html`)).href;
      await writeFile(new URL(address), html);
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => {
        complaints.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (!request.url().startsWith('data:') && request.url().split('#')[0] !== address)
          complaints.push(request.url());
      });
      await page.goto(address + hash);
      return page;
    });
  });
}
