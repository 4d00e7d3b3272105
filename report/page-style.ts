/** The look of a report: paper and lines of a transit map, light and dark. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #faf8f4; --card: #fff; --ink: #1d1c1a; --muted: #6f6b64; --rule: #e3dfd6; --shade: #f3f0ea;
  --first: #0b5fc0; --second: #c75b07; --before: #8d877c; --good: #0f7a45; --bad: #bb3426;
  --stage-0: #0b5fc0; --stage-1: #d2760b; --stage-2: #0f8a50; --stage-3: #a4339c; --stage-4: #c13a2c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141518; --card: #1c1e22; --ink: #eae7e1; --muted: #a09b92; --rule: #33353b; --shade: #25272c;
    --first: #6caeff; --second: #ffad5f; --before: #918c84; --good: #58cc8f; --bad: #ff8474;
    --stage-0: #5aa2fa; --stage-1: #f2a13d; --stage-2: #4fc48a; --stage-3: #d57fd0; --stage-4: #f47c6d;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 44px 28px 80px; max-width: 1280px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 'Helvetica Neue', Inter, 'Segoe UI', system-ui, Arial, sans-serif; font-variant-numeric: tabular-nums;
}
h1 { margin: 0; font-size: 34px; line-height: 1.15; letter-spacing: -0.02em; }
h2 { margin: 52px 0 14px; font-size: 20px; letter-spacing: -0.01em; }
h4 { margin: 0 0 2px; color: var(--muted); font-size: 12px; font-weight: 500; }
a { color: var(--first); text-underline-offset: 3px; }
pre, code, kbd { font-family: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, 'DejaVu Sans Mono', monospace; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; line-height: 1.45; }
.note { color: var(--muted); font-size: 13px; }
.number { text-align: right; }

.facts { display: flex; flex-wrap: wrap; gap: 4px 34px; margin: 16px 0 0; }
.facts div { display: flex; flex-direction: column; }
.facts dt { color: var(--muted); font-size: 12px; }
.facts dd { margin: 0; font-weight: 600; }
.facts code { font-size: 13px; font-weight: 400; overflow-wrap: anywhere; }

.stage-line { display: flex; margin: 34px 10px 0; padding: 0; list-style: none; }
.stage-line li { position: relative; flex-basis: 0; min-width: 96px; padding: 0 20px 0 0; border-top: 7px solid var(--stage); }
.stage-line li::before, .stage-line li:last-child::after {
  content: ''; position: absolute; top: -15px; left: -10px; width: 23px; height: 23px; border: 5px solid var(--ink);
  border-radius: 50%; background: var(--card); z-index: 1;
}
.stage-line li:last-child::after { left: auto; right: -10px; }
.stage-line b { display: block; margin: 14px 0 0 -8px; }
.stage-line span { margin-left: -8px; color: var(--muted); font-size: 12.5px; }

.curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 14px; }
.curve { margin: 0; padding: 13px 12px 8px; border: 1px solid var(--rule); border-radius: 10px; background: var(--card); }
.curve figcaption { position: relative; padding: 0 2px; line-height: 1.35; }
.curve figcaption code { color: var(--muted); font-size: 11px; white-space: pre; }
.curve .value { position: absolute; right: 0; font-weight: 600; }
.curve i { font-style: normal; }
.curve i[class^='series'] { color: var(--colour); }
.curve svg { display: block; width: 100%; }
.curve text { fill: var(--muted); font-size: 9.5px; }
.curve text.level { text-anchor: end; }
.curve text.stage { text-anchor: middle; font-size: 9px; }
.curve text.end { text-anchor: end; }
.grid { fill: none; stroke: var(--ink); stroke-opacity: 0.11; stroke-width: 1; }
.band { fill: var(--stage); fill-opacity: 0.09; }
.border { stroke: var(--ink); stroke-opacity: 0.35; stroke-dasharray: 2 2; }
.series-0 { --colour: var(--first); }
.series-1 { --colour: var(--second); }
.series path { fill: none; stroke: var(--colour); stroke-width: 1.9; stroke-linejoin: round; }
.series circle { fill: var(--colour); fill-opacity: 0.32; }

.accuracy { width: 100%; border-collapse: collapse; border: 1px solid var(--rule); background: var(--card); }
.accuracy th, .accuracy td { padding: 5px 14px; text-align: left; font-weight: 400; }
.accuracy .number { text-align: right; white-space: nowrap; }
.accuracy thead th { padding-top: 10px; color: var(--muted); font-size: 12px; vertical-align: bottom; }
.accuracy tbody tr { border-top: 1px solid var(--rule); }
.accuracy td.after { font-weight: 650; }
.accuracy small { display: block; color: var(--muted); font-size: 11px; font-weight: 400; line-height: 1.2; }
.accuracy .plot { width: 46%; padding: 0 14px; }
.accuracy svg { display: block; width: 100%; }
.accuracy text { fill: var(--muted); font-size: 9px; text-anchor: middle; }
.accuracy svg .before { color: var(--before); }
.accuracy svg .after { color: var(--first); }
.accuracy g path { stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; }
.accuracy g circle { fill: currentColor; }
.accuracy g.before circle { fill: var(--card); stroke: currentColor; stroke-width: 1.8; }
.better { color: var(--good); font-weight: 650; }
.worse { color: var(--bad); font-weight: 650; }
.key { display: inline-block; width: 10px; height: 10px; margin: 0 6px 0 10px; border: 2px solid var(--before); border-radius: 50%; }
.key.after { border-color: var(--first); background: var(--first); }
.key.before { margin-left: 0; }
.kinds { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 4px 28px; margin: 14px 0 0; font-size: 13px; }
.kinds div { display: flex; gap: 10px; }
.kinds dt { flex: 0 0 104px; }
.kinds dd { margin: 0; color: var(--muted); }

.filters {
  position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 20px;
  padding: 10px 0; background: var(--paper); color: var(--muted); font-size: 13px;
}
select { padding: 4px 8px; border: 1px solid var(--rule); border-radius: 7px; background: var(--card); color: var(--ink); font: inherit; }
kbd { padding: 1px 6px; border: 1px solid var(--rule); border-radius: 5px; background: var(--card); font-size: 11px; }
.hint { margin-left: auto; }

.sample { margin: 0 0 18px; padding: 16px; border: 1px solid var(--rule); border-radius: 12px; background: var(--card); scroll-margin-top: 58px; }
.sample[hidden] { display: none; }
.sample:focus { outline: 2px solid var(--first); outline-offset: 2px; }
.sample header { display: flex; flex-wrap: wrap; gap: 6px 16px; margin-bottom: 12px; color: var(--muted); font-size: 13px; }
.sample header a { font-weight: 600; }
.sample header .stage { color: var(--ink); }
.sample header .stage::before {
  content: ''; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 50%; background: var(--stage);
}
.sample { display: grid; grid-template-columns: 256px 1fr; grid-template-rows: auto auto 1fr; column-gap: 22px; }
.sample header { grid-column: 1 / -1; }
.sample img { position: sticky; top: 62px; align-self: start; grid-row: 2 / 4; width: 256px; border: 1px solid var(--rule); border-radius: 6px; image-rendering: pixelated; }
.asked { display: grid; grid-template-columns: 1fr 1fr; gap: 20px; margin-bottom: 14px; }
.asked pre { font-size: 13px; }
.answers { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 10px; align-content: start; }
.answer { padding: 10px 12px; border-radius: 8px; background: var(--shade); transition: opacity 0.15s; }
.answer.other { opacity: 0.38; }
.reward { display: flex; align-items: baseline; justify-content: space-between; }
.reward b { font-size: 19px; letter-spacing: -0.01em; }
.reward span { font-size: 12px; color: var(--muted); }
.reward .plus { color: var(--good); }
.reward .minus { color: var(--bad); }
.bar { height: 3px; margin: 3px 0 8px; border-radius: 2px; background: var(--rule); }
.bar i { display: block; height: 100%; border-radius: 2px; }
.bar .right { background: var(--good); }
.bar .wrong { background: var(--bad); }
.answer p { margin: 0 0 6px; line-height: 1.2; }
.outcome { padding: 1px 7px; border: 1px solid var(--bad); border-radius: 9px; color: var(--bad); font-size: 11.5px; white-space: nowrap; }
.outcome.right { border-color: var(--good); color: var(--good); }
.answer dl { margin: 8px 0 0; padding-top: 6px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 12px; }
.answer dl div { display: flex; justify-content: space-between; gap: 8px; }
.answer dd { margin: 0; color: var(--ink); }

details { margin-top: 52px; padding: 12px 16px; border: 1px solid var(--rule); border-radius: 10px; background: var(--card); }
summary { cursor: pointer; font-weight: 600; }
details pre { margin-top: 10px; }
@media (max-width: 720px) {
  body { padding: 24px 14px 60px; }
  .sample, .asked { grid-template-columns: 1fr; }
  .sample img { position: static; grid-row: auto; margin-bottom: 12px; }
  .accuracy .plot { display: none; }
  .accuracy th, .accuracy td { padding: 5px 6px; font-size: 13px; }
  .kinds { grid-template-columns: 1fr; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
