import { expect, test } from 'vitest';

import { deploymentOptions } from './deployment.ts';

test('workers are unversioned until a build is named, and then pin their runs', () => {
  expect(deploymentOptions({})).toEqual({});
  expect(deploymentOptions({ REWARDMAP_BUILD_ID: '' })).toEqual({});
  const version = { deploymentName: 'rewardmap', buildId: 'a1' };
  expect(deploymentOptions({ REWARDMAP_BUILD_ID: 'a1' })).toEqual({
    workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' },
  });
  expect(deploymentOptions({ REWARDMAP_BUILD_ID: 'a1', REWARDMAP_DEPLOYMENT: 'lab' })).toMatchObject({
    workerDeploymentOptions: { version: { deploymentName: 'lab', buildId: 'a1' } },
  });
});
