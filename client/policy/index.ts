export {
  type BountyFacts,
  type Decision,
  decide,
  type RefusalRule,
  type RuleBroken,
  refusalRules,
} from './decide.ts'
export { examplePolicy } from './example-policy.ts'
export {
  type ConsentPolicy,
  floorsOf,
  loadPolicy,
  PolicyError,
  readPolicy,
} from './policy.ts'
