import { expect, test } from 'vitest';
import { countTests } from './test-counts.ts';

const counted = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, success: true, testResults: [] };

test('passed, failed and skipped tests are counted', () => {
  const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(countTests(counted)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  expect(countTests({ ...counted, numFailedTests: 2, success: false, testResults: [failedFile] }).failed).toBe(2);
});

test('a file that could not be loaded is a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  expect(countTests({ ...counted, success: false, testResults: [broken] }).failed).toBe(1);
});

test('an unsuccessful run without a failed test is a failure', () => {
  expect(countTests({ ...counted, success: false }).failed).toBe(1);
});
