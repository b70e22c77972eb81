export { type AdaptiveClipping, noiseWithMarks } from './adaptive-clipping.ts'
export {
  type AchievedGradientSum,
  type GradientSumSettings,
  requireGradientSum,
  sumGradients,
} from './gradient-sum.ts'
export { openPrivateDescent, type PrivateDescent } from './private-descent.ts'
export { type AchievedPrivacy, type RecordPrivacy, requirePrivacy, stepsOfEpoch } from './record-privacy.ts'
