import test from 'ava'
import { narrate } from '../../cli/narration.ts'
import { declineReasons } from '../../protos/index.ts'

test('a holder that declines is told with its reason, in words', t => {
  const told = declineReasons.map(reason =>
    narrate({ sequence: 1, atMs: 1, kind: 'holder-declined', organisation: 'hospital-c', reason, round: 4 }),
  )
  t.deepEqual(told, [
    'hospital-c declines: privacy budget spent.',
    'hospital-c declines: privacy too weak.',
    'hospital-c declines: against its policy.',
  ])
})
