import test from 'ava'
import { utf8 } from '../../aggregation/index.ts'
import { checkTerms, decodeTerms } from '../../protos/index.ts'

test('terms that are nested without end are refused and do not exhaust the stack', t => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const count = Math.floor(60_000 / (open.length + close.length))
    const deep = `${open.repeat(count)}1${close.repeat(count)}`
    for (const text of [deep, `{"version":1,"model":{"layers":${deep}}}`]) {
      const decoded = decodeTerms(utf8(text))
      t.deepEqual(decoded, {
        kind: 'faulty',
        faults: [{ field: '(document)', message: 'is nested deeper than 32 levels' }],
      })
    }
  }
})

test('a document that holds itself is refused', t => {
  const circle: Record<string, unknown> = { version: 1 }
  circle.model = circle
  t.is(checkTerms(circle).kind, 'faulty')
})
