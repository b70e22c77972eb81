import type { z } from 'zod'

/** What a schema found wrong, one clause a field: `hidden[1]: Too big…; classes: Invalid input…`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map(issue => `${fieldOf(issue.path)}: ${issue.message}`).join('; ')
}

function fieldOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(top level)'
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('')
}
