import type { WorkerOptions } from '@temporalio/worker';

/**
 * Worker Versioning, where `REWARDMAP_BUILD_ID` names the build of this code: its workers then serve the version of the Worker Deployment
 * `rewardmap` (or `REWARDMAP_DEPLOYMENT`), and runs are pinned to the build that they began with unless their workflow says otherwise. Where
 * it is not set workers are unversioned. docs/evolution.md says which to choose.
 */
export function deploymentOptions(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  const buildId = environment['REWARDMAP_BUILD_ID'];
  if (!buildId) return {};
  const deploymentName = environment['REWARDMAP_DEPLOYMENT'] || 'rewardmap';
  return {
    workerDeploymentOptions: {
      version: { deploymentName, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  };
}
