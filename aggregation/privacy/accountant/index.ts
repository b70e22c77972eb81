export {
  type Accountant,
  type AccountedDelta,
  type AccountedEpsilon,
  type AccountingOptions,
  accountants,
  deltaOf,
  epsilonOf,
} from './accountant.ts'
export { deltaOfGaussian, epsilonOfGaussian, noiseOfGaussian } from './analytic-gaussian.ts'
export {
  type LeastNoise,
  leastNoise,
  type MostSteps,
  type PrivacyBudget,
  stepsWithin,
} from './calibration.ts'
export { fractionalOrders, integerOrders, type Orders, parseOrders } from './orders.ts'
export {
  type Mechanism,
  mechanismKinds,
  type PrivacyEvent,
  PrivacyEventError,
  readPrivacyEvent,
  readPrivacyEvents,
  type SharedNoiseMechanism,
} from './privacy-event.ts'
export { eventRdp } from './renyi-accountant.ts'
export { epsilonOfZcdp } from './renyi-conversion.ts'
export { roundedNorm } from './renyi-discrete.ts'
