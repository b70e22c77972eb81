/** Labels for pictures: as short as tells the variants apart. Pure. */
import type { VariantSummary } from '../summary.ts'
import { valueText } from '../variants.ts'

/**
 * The label of each variant, in which swept fields are called by the end of their path where that is theirs alone:
 * `kind=shards, learningRate=0.1`. A variant without changes keeps its own.
 */
export function shortLabels(summaries: readonly VariantSummary[]): readonly string[] {
  const fields = [...new Set(summaries.flatMap(({ changes }) => Object.keys(changes)))]
  const names = new Map(fields.map(field => [field, shortName(field, fields)]))
  return summaries.map(({ label, changes }) => {
    const parts = Object.keys(changes).sort()
    if (parts.length === 0) return label
    // A named variant says by its name what it changes.
    const told = (field: string) => (field === 'variant' ? '' : `${names.get(field)}=`)
    return parts.map(field => `${told(field)}${valueText(changes[field]!)}`).join(', ')
  })
}

function shortName(field: string, fields: readonly string[]): string {
  const parts = field.split('.')
  for (let kept = 1; kept < parts.length; kept++) {
    const name = parts.slice(-kept).join('.')
    if (fields.every(other => other === field || (other !== name && !other.endsWith(`.${name}`)))) return name
  }
  return field
}
