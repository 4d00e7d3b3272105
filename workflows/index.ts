export { trainCurriculum } from './train-curriculum.ts';
export { compareArms } from './compare-arms.ts';
export { trainStage } from './train-stage.ts';
export { evaluateHeldOut } from './evaluate-held-out.ts';
export { evaluatePolicy } from './evaluate-policy.ts';
export { coldStart } from './cold-start.ts';
export { buildDataset } from './build-dataset.ts';
export { sweepStore } from './sweep-store.ts';
