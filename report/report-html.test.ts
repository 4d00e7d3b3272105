import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { madeReport as data } from './made-report.ts';
import { withHostileTexts } from './page/hostile-texts.ts';
import { reportHtml } from './report-html.ts';
import { wilson } from './wilson.ts';

const page = reportHtml(data);

test('the page shows the facts, the verdict, the stages, the curves, the tables, the samples and the spec', () => {
  for (const text of [
    '<h1>quick</h1>',
    '<dt>Run</dt><dd>quick-7</dd>',
    '4.3 min',
    '<code>c31f0d8a9be2774d55aa</code>',
    '<dt>Seed</dt><dd>7</dd>',
    '<dt>Base policy</dt><dd>policy/base/tiny</dd>',
    '<dt>Reward</dt><dd>paper</dd>',
    '<dt>Learning rate</dt><dd>0.0002</dd>',
    '<dt>Divergences</dt><dd>0</dd>',
    '1 of 2 kinds of question learnt.',
    '<dt>TorF1</dt><dd>Do two stops lie on the same line?</dd>',
    '<small>16–37</small>',
    '<b>planning</b><span>steps 2–3</span>',
    'title="critic/rewards/mean"',
    '▲ +50.0',
    '<td class="number guess">34%</td>',
    'By difficulty of the map',
    'data:image/png;base64,iVBORw0KGgo',
    'data-outcome="wrong answer"',
    'id="s=0.1.2"',
    'id="s=held-out.17"',
    'cut off',
    '&quot;seed&quot;: 7',
  ])
    expect(page).toContain(text);
});

test('what people asked of the run stands in a table of its own, where they did', () => {
  expect(page).not.toContain('<h2>Steering</h2>');
  const rate = { what: 'learning rate', change: ['0.0003', '0.0001'], at: '2026-01-02T03:04:05.678Z' } as const;
  const steered = reportHtml({
    ...data,
    steering: [
      { step: 1, stage: 'yes-no', ...rate },
      { step: 2, stage: 'planning', what: 'pause', at: rate.at },
    ],
  });
  expect(steered).toContain(
    '<th scope="row">yes-no</th><td class="number">1</td><td>learning rate</td><td>0.0003</td><td>0.0001</td><td class="aside">2026-01-02 03:04</td>',
  );
  expect(steered).toContain('<td>pause</td><td></td><td></td>');
});

test('bars have one scale over all samples, and the colour of the outcome', () => {
  expect(page).toContain('<i style="width:100%" class="right">');
  expect(page).toContain('<i style="width:20%" class="wrong">');
});

test('the right route is drawn, and the chosen answer’s: its faults apart', () => {
  expect(page).toContain('class="reference-rails" d="M8 8L24 8L40 24"');
  expect(page).toContain('class="predicted-rails" d="M8 8L24 8L40 24"');
  expect(page).toMatch(/class="fault" d="M15.2 11.6L32.8 20.4"/);
});

test('a spec of another shape has no facts but its text', () => {
  expect(reportHtml({ ...data, spec: null })).not.toContain('<dt>Seed</dt>');
});

test('equal data give equal bytes', () => {
  expect(reportHtml(structuredClone(data))).toBe(page);
});

test('metrics that no step has get no curve, and values that are not numbers no point', () => {
  expect(page.match(/<figure class="curve"/g)).toHaveLength(2);
  expect(page).toContain(
    '[{&quot;steps&quot;:[0,2,3],&quot;values&quot;:[&quot;0.5&quot;,&quot;0.5&quot;,&quot;0.5&quot;]}]',
  );
  expect(page).not.toContain('NaN');
});

test('every text is escaped, wherever it comes from, and what turns text around is shown', () => {
  const html = reportHtml(withHostileTexts(data, ['digest', 'base64']));
  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('<img src=x');
  expect(html).not.toContain('\u202e');
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/(script|style)/g)).toHaveLength(3);
  expect(html).toContain(
    '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;2&#39;)&quot;&gt;&amp;&#39;&quot;⟨U+202E⟩',
  );
});

test('nothing is loaded, and the policy of the page lets its own scripts run only', () => {
  const scripts = [...page.matchAll(/<script type="module">(.*?)<\/script>/gs)].map(([, script]) => script!);
  expect(scripts).toHaveLength(2);
  const hashes = scripts.map((script) => `&#39;sha256-${createHash('sha256').update(script).digest('base64')}&#39;`);
  expect(page).toContain(`script-src ${hashes.join(' ')};`);
  expect(page).toContain('default-src &#39;none&#39;');
  expect(page).not.toMatch(/<(link|iframe|script src|img src="(?!data:))/);
  expect(page).not.toMatch(/@import|url\((?!#)/);
});

test('a run that has just begun has a page too', () => {
  const html = reportHtml({ ...data, steps: [], stages: [], samples: [], heldOut: [], accuracy: undefined });
  for (const text of ['Nothing has been evaluated yet', 'No step is recorded yet', 'No samples are kept yet'])
    expect(html).toContain(text);
  const rows = [{ label: 'TorF1', count: 4, before: wilson(1, 4), after: undefined }];
  const half = { ...data.accuracy!, rows, byDifficulty: [], byTransfers: [] };
  expect(reportHtml({ ...data, accuracy: half })).toContain('<td class="number after">–</td>');
});

test('the page says which interval is over cities, and of what the values of a long run are means', () => {
  expect(page).not.toContain('one cluster of questions');
  expect(page).toContain('for the values of a step');
  const rows = [{ label: 'all cities', count: 28, before: wilson(9, 28), after: undefined }];
  const steps = Array.from({ length: 401 }, (_, step) => ({ ...data.steps[0]!, step }));
  const long = reportHtml({ ...data, steps, accuracy: { ...data.accuracy!, rows } });
  expect(long).toContain('of all cities with each city as one cluster of questions');
  expect(long).toContain('for the means of so many steps');
});

test('samples that are too many bytes are left out, and the page says so', () => {
  const text = 'a'.repeat(1_000_000);
  const [first] = data.samples;
  const samples = Array.from({ length: 10 }, (_, step) => ({
    ...first!,
    step,
    answers: [{ ...first!.answers[0]!, text }],
  }));
  const html = reportHtml({ ...data, samples });
  expect(Buffer.byteLength(html)).toBeLessThan(8_000_000);
  expect(html.match(/<article/g)).toHaveLength(7);
  expect(html).toContain('4 more samples are left out');
});
