export type { Evaluation } from './evaluate.ts'
export { type Evaluator, openEvaluator } from './evaluator.ts'
