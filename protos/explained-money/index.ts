export { type Explained, explainBounty, explainMovements, type Movement } from './explain-bounty.ts'
export { type ExplainedLine, explainLines } from './explain-lines.ts'
export { type Step, stepText } from './steps.ts'
