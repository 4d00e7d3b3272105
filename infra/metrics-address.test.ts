import { expect, test } from 'vitest';

import { withOwnMetrics } from './metrics-address.ts';

const roles = ['workflow', 'policy'];
const addressOf = (given: string | undefined, role: string): string | undefined =>
  withOwnMetrics({ REWARDMAP_METRICS_ADDRESS: given }, roles, role)['REWARDMAP_METRICS_ADDRESS'];

test('each worker of a session has a port of its own', () => {
  expect(addressOf('127.0.0.1:9464', 'workflow')).toBe('127.0.0.1:9464');
  expect(addressOf('127.0.0.1:9464', 'policy')).toBe('127.0.0.1:9465');
  expect(addressOf('[::1]:9464', 'policy')).toBe('[::1]:9465');
});

test('what is no address stays as it is', () => {
  expect(addressOf('9464', 'policy')).toBe('9464');
  expect(addressOf(undefined, 'policy')).toBeUndefined();
});
