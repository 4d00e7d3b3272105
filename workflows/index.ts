export { trainCurriculum } from './train-curriculum.ts';
export { trainStage } from './train-stage.ts';
export { evaluatePolicy } from './evaluate-policy.ts';
export { coldStart } from './cold-start.ts';
