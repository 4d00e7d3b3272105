import { describe, expect, test } from 'vitest';

import { comparisonHtml } from '../comparison/comparison-html.ts';
import { crowdedComparison } from '../comparison/made-comparison.ts';
import { madeReport } from '../made-report.ts';
import { reportHtml } from '../report-html.ts';
import { withHostileTexts } from './hostile-texts.ts';
import { inBrowser } from './in-browser.ts';
import { cutOffTexts, faintTexts } from './page-checks.ts';

/** Every page that this project writes. */
const pages = [
  {
    name: 'a run’s report',
    html: reportHtml(madeReport),
    hostile: reportHtml(withHostileTexts(madeReport, ['digest', 'base64'])),
    hash: '#s=2.0',
    programs: 2,
  },
  {
    name: 'a comparison',
    html: comparisonHtml(crowdedComparison),
    hostile: comparisonHtml(withHostileTexts(crowdedComparison, ['measure'])),
    hash: '',
    programs: 0,
  },
];

inBrowser('every page in a browser', (opened) => {
  describe.each(pages)('$name', ({ html, hostile, hash, programs }) => {
    test.each([360, 390, 768, 1024, 1280])('nothing is wider than a window of %i pixels', async (width) => {
      const page = await opened(html, hash, { viewport: { width, height: 740 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate(cutOffTexts)).toEqual([]);
      await page.close();
    });

    test.each(['light', 'dark'] as const)('every text has a contrast of 4.5 in %s colours', async (colorScheme) => {
      const page = await opened(html, hash, { colorScheme });
      expect(await page.evaluate(faintTexts)).toEqual([]);
      await page.close();
    });

    test('a reader who likes it dark has light ink on dark paper', async () => {
      const papers = await Promise.all(
        (['light', 'dark'] as const).map(async (colorScheme) => {
          const page = await opened(html, hash, { colorScheme });
          const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
          await page.close();
          return paper;
        }),
      );
      expect(papers).toEqual(['rgb(250, 248, 244)', 'rgb(20, 21, 24)']);
    });

    test('what people, policies and errors wrote runs no program, loads nothing, and adds no element', async () => {
      const page = await opened(hostile);
      expect(await page.locator('script').count()).toBe(programs);
      expect(await page.locator('img:not([src^="data:"]), [onerror]').count()).toBe(0);
      expect(await page.locator('h1').textContent()).toContain('<script>alert(1)</script>');
      await page.close();
    });
  });

  test('on a phone each arm that was measured has its dots over the width of the page, and every number its title', async () => {
    const page = await opened(comparisonHtml(crowdedComparison), '', { viewport: { width: 390, height: 844 } });
    const plots = await page
      .locator('td.plot svg')
      .evaluateAll((all) => all.map((plot) => plot.getBoundingClientRect().width));
    expect(plots).toHaveLength(3);
    for (const width of plots) expect(width).toBeGreaterThan(300);
    const titles = await page.evaluate(
      `[...document.querySelectorAll('.arms:not(.differences) td.number')].filter((cell) => cell.checkVisibility()).map((cell) => getComputedStyle(cell, '::before').content)`,
    );
    expect(titles).toContain('"dense on blank"');
    expect(titles).not.toContain('none');
    await page.close();
  });
});
