/** What is wrong with a document that a schema refused, and in which field: the first thing only, in words for people. */
import type { z } from 'zod'

export interface FieldProblem {
  readonly field: string
  readonly problem: string
}

/** `whole` names the document itself, such as "(document)". */
export function fieldProblem({ issues }: z.ZodError, whole: string): FieldProblem {
  const [issue] = issues
  return { field: issue!.path.join('.') || whole, problem: problemText(issue!) }
}

function problemText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has no field ${JSON.stringify(issue.keys[0])}`
  if (issue.code !== 'invalid_type') return lowered(issue.message)
  const received = /received (\w+)$/.exec(issue.message)?.[1]
  return received === 'undefined'
    ? 'is missing'
    : `must be of type ${issue.expected}, not ${received ?? 'this'}`
}

/** Schemas of ours say "must be ..."; the library's own sentences begin with a capital. */
function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
