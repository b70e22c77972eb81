export { type Explained, explainBounty, type Movement } from './explain-bounty.ts'
export { type ExplainedLine, explainLines } from './explain-lines.ts'
export { type Step, stepText } from './steps.ts'
