import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { madeReport } from '../made-report.ts';
import { reportHtml } from '../report-html.ts';

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

describe.skipIf(executablePath === undefined)(`the page in a browser${why}`, () => {
  let folder: string;
  let address: string;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rewardmap-report-'));
    address = pathToFileURL(join(folder, 'report.html')).href;
    await writeFile(new URL(address), reportHtml(madeReport));
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

  /** Opens the page from disk; what it says on its console, throws or asks the network for is a complaint. */
  async function opened(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:') && request.url().split('#')[0] !== address) complaints.push(request.url());
    });
    await page.goto(address + hash);
    return page;
  }

  const shownIds = (page: Page): Promise<readonly string[]> =>
    page.locator('.sample:visible').evaluateAll((samples) => samples.map(({ id }) => id));
  const chosenIds = (page: Page): Promise<readonly string[]> =>
    page.locator('.answer.chosen:visible').evaluateAll((answers) => answers.map(({ id }) => id));

  test('one sample shows; keys walk through them and choose answers, whose routes are drawn', async () => {
    const page = await opened();
    expect(await shownIds(page)).toEqual(['s=0.1']);
    await page.keyboard.press('ArrowRight');
    expect(await shownIds(page)).toEqual(['s=2.0']);
    expect(await chosenIds(page)).toEqual(['s=2.0.1']);
    expect(await page.locator('.predicted:visible').getAttribute('data-answer')).toBe('0');
    await page.keyboard.press('2');
    expect(await chosenIds(page)).toEqual(['s=2.0.2']);
    expect(await page.locator('.predicted:visible').getAttribute('data-answer')).toBe('1');
    expect(page.url()).toBe(`${address}#s=2.0.2`);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await shownIds(page)).toEqual(['s=held-out.17']);
    await page.keyboard.press('k');
    expect(await shownIds(page)).toEqual(['s=2.0']);
    await page.close();
  });

  test('filters leave what is wanted, and say how many', async () => {
    const page = await opened();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.name')).toBe('stage');
    await page.selectOption('select[name=outcome]', 'wrong answer');
    expect(await page.locator('output').textContent()).toBe('1 of 1');
    expect(await page.locator('.answer.other:visible').count()).toBe(1);
    await page.selectOption('select[name=kind]', 'planning_short');
    expect(await shownIds(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await page.locator('output').textContent()).toBe('1 of 3');
    await page.selectOption('select[name=stage]', 'held out');
    expect(await shownIds(page)).toEqual(['s=held-out.17']);
    await page.close();
  });

  test('a link leads to its answer, also where a filter hid it', async () => {
    const page = await opened('#s=2.0.2');
    expect(await chosenIds(page)).toEqual(['s=2.0.2']);
    await page.selectOption('select[name=kind]', 'TorF1');
    await page.evaluate("location.hash = '#s=held-out.17.2'");
    await page.waitForFunction("document.querySelector('.sample:not([hidden])').id === 's=held-out.17'");
    expect(await chosenIds(page)).toEqual(['s=held-out.17.2']);
    await page.close();
  });

  test('the keys are told in a dialog that Escape closes', async () => {
    const page = await opened();
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    await page.keyboard.press('?');
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    await page.close();
  });

  test('a curve tells the values of the step pointed at, or gone to by keys', async () => {
    const page = await opened();
    const curve = page.locator('.curve').first();
    const before = await curve.textContent();
    await curve.locator('svg').focus();
    await page.keyboard.press('ArrowRight');
    expect(await curve.locator('.about').textContent()).toBe('step 1, yes-no');
    expect(await curve.locator('.readings i').textContent()).toBe('1');
    await page.keyboard.press('End');
    await curve.locator('svg').blur();
    expect(await curve.textContent()).toBe(before);
    const box = (await curve.locator('svg').boundingBox())!;
    await curve.locator('svg').hover({ position: { x: box.width * 0.9, y: box.height / 2 } });
    expect(await curve.locator('.about').textContent()).toBe('step 3, planning');
    await page.close();
  });

  test('without its programs all samples can be read', async () => {
    const page = await opened('', { javaScriptEnabled: false });
    expect(await page.locator('.sample:visible').count()).toBe(3);
    expect(await page.locator('.filters:visible, .index:visible').count()).toBe(0);
    await page.close();
  });

  test.each([360, 768, 1280])('nothing is wider than a window of %i pixels', async (width) => {
    const page = await opened('', { viewport: { width, height: 740 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });

  test.each(['light', 'dark'] as const)('every text has a contrast of 4.5 in %s colours', async (colorScheme) => {
    const page = await opened('#s=2.0', { colorScheme });
    expect(await page.evaluate(faintTexts)).toEqual([]);
    await page.close();
  });
});

/** Texts that stand out from what is behind them less than WCAG 2.2 asks (1.4.3), as an expression for the page. */
const faintTexts = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(colour);
      if (alpha > 0) return colour;
    }
    return getComputedStyle(document.body).backgroundColor;
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
  return [...document.body.querySelectorAll('*')].filter((element) => hasText(element) && element.checkVisibility()).flatMap((element) => {
    const style = getComputedStyle(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    const [low, high] = [luminance(colour), luminance(behind(element))].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    return contrast < 4.5 ? [element.tagName + ' ' + element.textContent.slice(0, 30) + ' ' + contrast.toFixed(2)] : [];
  });
})()`;
