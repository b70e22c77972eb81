export { type AdaptiveClipping, noiseWithMarks } from './adaptive-clipping.ts'
export { openPrivateDescent, type PrivateDescent } from './private-descent.ts'
export { type AchievedPrivacy, type RecordPrivacy, requirePrivacy, stepsOfEpoch } from './record-privacy.ts'
