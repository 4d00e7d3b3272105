import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { madeReport } from '../made-report.ts';
import { reportHtml } from '../report-html.ts';
import { inBrowser } from './in-browser.ts';

const report = reportHtml(madeReport);

inBrowser('the programs of a run’s report', (opened) => {
  const shownIds = (page: Page): Promise<readonly string[]> =>
    page.locator('.sample:visible').evaluateAll((samples) => samples.map(({ id }) => id));
  const chosenIds = (page: Page): Promise<readonly string[]> =>
    page.locator('.answer.chosen:visible').evaluateAll((answers) => answers.map(({ id }) => id));

  test('one sample shows; keys walk through them and choose answers, whose routes are drawn', async () => {
    const page = await opened(report);
    expect(await shownIds(page)).toEqual(['s=0.1']);
    await page.keyboard.press('ArrowRight');
    expect(await shownIds(page)).toEqual(['s=2.0']);
    expect(await chosenIds(page)).toEqual(['s=2.0.1']);
    expect(await page.locator('.predicted:visible').getAttribute('data-answer')).toBe('0');
    await page.keyboard.press('2');
    expect(await chosenIds(page)).toEqual(['s=2.0.2']);
    expect(await page.locator('.predicted:visible').getAttribute('data-answer')).toBe('1');
    expect(new URL(page.url()).hash).toBe('#s=2.0.2');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await shownIds(page)).toEqual(['s=held-out.17']);
    await page.keyboard.press('k');
    expect(await shownIds(page)).toEqual(['s=2.0']);
    await page.close();
  });

  test('filters leave what is wanted, and say how many', async () => {
    const page = await opened(report);
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
    const page = await opened(report, '#s=2.0.2');
    expect(await chosenIds(page)).toEqual(['s=2.0.2']);
    await page.selectOption('select[name=kind]', 'TorF1');
    await page.evaluate("location.hash = '#s=held-out.17.2'");
    await page.waitForFunction("document.querySelector('.sample:not([hidden])').id === 's=held-out.17'");
    expect(await chosenIds(page)).toEqual(['s=held-out.17.2']);
    await page.close();
  });

  test.each(['#%', '#%E0%A4', '#s=9.9', '#no-sample'])(
    'an address that ends in %s shows the first sample',
    async (hash) => {
      const page = await opened(report, hash);
      expect(await shownIds(page)).toEqual(['s=0.1']);
      await page.evaluate("location.hash = '#s=2.0.2'");
      await page.waitForFunction("document.querySelector('.sample:not([hidden])').id === 's=2.0'");
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      expect(await shownIds(page)).toEqual(['s=2.0']);
      await page.close();
    },
  );

  test('the keys are told in a dialog that Escape closes', async () => {
    const page = await opened(report);
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
    const page = await opened(report);
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
    const page = await opened(report, '', { javaScriptEnabled: false });
    expect(await page.locator('.sample:visible').count()).toBe(3);
    expect(await page.locator('.filters:visible, .index:visible').count()).toBe(0);
    await page.close();
  });
});
