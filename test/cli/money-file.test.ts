import test from 'ava'
import { readAskedDispute, seenInView } from '../../cli/money-file.ts'
import { toJson } from '../../cli/output.ts'
import { seenDispute } from '../../protos/market-statements.ts'
import type { DisputeView } from '../../protos/types.ts'

const bountyId = 'ab'.repeat(32)
const dispute: DisputeView = {
  number: 2,
  by: 'acme',
  claim: { kind: 'exclude', epoch: 1, holder: 'cedar', isMet: false },
  status: 'awaits-ruling',
  isAppealed: false,
  outcome: 'none',
  deadlineMs: 9,
  evidence: [{ by: 'acme', sha256: new Uint8Array(32).fill(7) }],
}
const appealed = {
  ...dispute,
  isAppealed: true,
  evidence: [...dispute.evidence, { by: 'cedar', sha256: new Uint8Array(32).fill(8) }],
}
const printed = (...disputes: readonly DisputeView[]) => toJson({ bountyId, disputes, holders: [] })

test('an arbiter reads claim and evidence from a file, and signs what the log has', t => {
  const asked = readAskedDispute(printed(dispute), 'm.json', 2)
  const claim = { kind: 'exclude', epoch: 1, holder: 'cedar' } as const
  const evidence = [{ by: 'acme', sha256: '07'.repeat(32) }]
  t.deepEqual(asked.seen, seenDispute({ number: 2, claim, evidence }))
  t.deepEqual(asked.seen, seenInView(dispute))
  t.is(asked.bountyId, bountyId)
  t.regex(asked.text, /Dispute 2: acme says that cedar gets nothing of epoch 1[\s\S]*0707[0-9]+ {2}from acme/)
})

test('one more piece of evidence, another claim and an appeal are another thing to sign', t => {
  const target = { ...dispute, claim: { kind: 'target', epoch: 1, holder: '', isMet: true } } as const
  const more = { ...dispute, evidence: appealed.evidence }
  const all = [dispute, target, more, appealed].map(seenInView)
  t.is(new Set(all.map(({ seen, stage }) => `${stage} ${seen}`)).size, 4)
  t.is(seenInView(appealed).stage, 'appeal')
  t.regex(readAskedDispute(printed(appealed), 'm.json', 2).text, /^Appeal in dispute 2/)
})

test('a file without the dispute, or in which it awaits nothing, is refused with what to do', t => {
  t.throws(() => readAskedDispute(printed(dispute), 'm.json', 3), {
    message: /m\.json has no dispute 3; print/,
  })
  const ruled = { ...dispute, status: 'ruled' } as const
  t.throws(() => readAskedDispute(printed(ruled), 'm.json', 2), { message: /awaits no ruling: in m\.json/ })
  t.throws(() => readAskedDispute('{', 'm.json', 2), { message: /m\.json is not JSON; write it with/ })
  t.throws(() => readAskedDispute('{}', 'm.json', 2), { message: /m\.json is no bounty's money: bountyId/ })
})
