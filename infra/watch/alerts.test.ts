import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

const promtool = (...args: readonly string[]) =>
  spawnSync('promtool', args, { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8' });

const hasPromtool = promtool('--version').status === 0;
const why = hasPromtool ? '' : ' (skipped: no promtool here, which comes with Prometheus)';

describe.skipIf(!hasPromtool)(`by promtool${why}`, () => {
  test.each([
    ['rules and alerts are well formed', ['check', 'rules', 'rules.yml', 'alerts.yml']],
    ['alerts are raised when they should be, and then alone', ['test', 'rules', 'alerts.test.yml']],
  ])('%s', (_, args) => {
    const { status, stdout, stderr } = promtool(...args);
    expect({ status, told: `${stdout}${stderr}` }).toEqual({
      status: 0,
      told: expect.stringMatching(/SUCCESS/),
    });
  });
});
