import type { ServerRule } from '../../aggregation/rules/index.ts'
import type { ServerAlgorithm } from './algorithm.ts'

/** The server's half of algorithms whose mean update steps the model by a rule, with nothing to tell the holders. */
export function ruleServer(rule: ServerRule): ServerAlgorithm {
  return {
    keeps: rule.keeps,
    broadcasts: [],
    step: (before, [update]) => rule.step(before, update!),
  }
}
