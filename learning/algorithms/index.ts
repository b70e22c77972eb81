export type {
  Algorithm,
  AlgorithmFault,
  AlgorithmKind,
  AlgorithmTerms,
  ClientAlgorithm,
  LocalOutcome,
  LocalTask,
  ServerAlgorithm,
  ServerBefore,
  TravellingPart,
} from './algorithm.ts'
export {
  algorithmFault,
  algorithmNames,
  algorithmSettings,
  parseAlgorithm,
  registerAlgorithm,
  withoutNoiseFault,
} from './catalogue.ts'
export { plainClient, updatePart } from './plain-client.ts'
export { ruleServer } from './rule-server.ts'
