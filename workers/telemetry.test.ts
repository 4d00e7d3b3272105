import { expect, test } from 'vitest';

import { jsonLine, telemetryOf } from './telemetry.ts';

test('a log line is one JSON object, errors by name and message', () => {
  const meta = { run: 'mine', step: 3, error: new TypeError('a bad day') };
  expect(JSON.parse(jsonLine({ timestampNanos: 1_000_000_000n, level: 'WARN', message: 'lost', meta }))).toEqual({
    at: '1970-01-01T00:00:01.000Z',
    level: 'WARN',
    message: 'lost',
    run: 'mine',
    step: 3,
    error: { name: 'TypeError', message: 'a bad day' },
  });
});

test('metrics are served where an address says so, and nowhere else', () => {
  expect(telemetryOf({}).telemetryOptions).toBeUndefined();
  const { telemetryOptions } = telemetryOf({ REWARDMAP_METRICS_ADDRESS: '127.0.0.1:9464' });
  expect(telemetryOptions).toMatchObject({ metrics: { prometheus: { bindAddress: '127.0.0.1:9464' } } });
  expect(() => telemetryOf({ REWARDMAP_METRICS_ADDRESS: '[::]:9464' })).not.toThrow();
});

test.each(['9464', 'localhost:9464', '127.0.0.1:99999', '1.2.3:9464', '[127.0.0.1]:9464'])(
  'metrics are not served at %s',
  (given) => {
    expect(() => telemetryOf({ REWARDMAP_METRICS_ADDRESS: given })).toThrow(
      `REWARDMAP_METRICS_ADDRESS must be <IP address>:<port>, such as 127.0.0.1:9464 (got "${given}")`,
    );
  },
);

test.each([
  [{ REWARDMAP_LOG_FORM: 'xml' }, 'REWARDMAP_LOG_FORM must be one of: text, json (got "xml")'],
  [{ REWARDMAP_LOG_LEVEL: 'loud' }, 'REWARDMAP_LOG_LEVEL must be one of: TRACE, DEBUG, INFO, WARN, ERROR (got "loud")'],
])('%o is refused in one sentence', (environment, sentence) => {
  expect(() => telemetryOf(environment)).toThrow(sentence);
});
