import test from 'ava'
import {
  buildMerkleTree,
  canonicalJson,
  decodeRoundReceipt,
  encodeRoundLeaf,
  encodeRoundReceipt,
  formatCheckpoint,
  inclusionPath,
  issueRoundReceipt,
  type ReceiptFacts,
  type RoundLeaf,
  type RoundReceipt,
  receiptLimits,
  signerFromSeed,
  signNote,
  utf8,
  verifyRoundReceipt,
} from '../../../aggregation/index.ts'

const signer = signerFromSeed(new Uint8Array(32).fill(9))
const stranger = signerFromSeed(new Uint8Array(32).fill(8))
const origin = 'parley.example/log'

const leaf: RoundLeaf = {
  kind: 'round',
  bountyId: 'aa'.repeat(32),
  termsHash: 'bb'.repeat(32),
  round: 2,
  attempt: 1,
  sessionId: 'cc'.repeat(16),
  survivors: [
    { organisation: 'north', examples: 900, inputHash: '11'.repeat(32) },
    { organisation: 'east', examples: 400, inputHash: '12'.repeat(32) },
  ],
  dropouts: [{ organisation: 'south', stage: 'input' }],
  sumHash: '22'.repeat(32),
  transcriptHash: '33'.repeat(32),
  modelHash: '44'.repeat(32),
  potUnits: '1000',
  feeUnits: '20',
  pays: [
    { organisation: 'north', weight: '30', amountUnits: '588' },
    { organisation: 'east', weight: '20', amountUnits: '392' },
  ],
}

/** A receipt for `written`, in a log where it stands fourth of six. */
function receiptOf(written: RoundLeaf, organisation = 'north'): RoundReceipt {
  const bodies = ['a', 'b', 'c', '', 'e', 'f'].map((text, i) =>
    i === 3 ? encodeRoundLeaf(written) : utf8(text),
  )
  const tree = buildMerkleTree(bodies)
  const checkpoint = signNote(formatCheckpoint({ origin, size: 6, root: tree.root }), origin, signer)
  return issueRoundReceipt(organisation, written, {
    index: 3,
    treeSize: 6,
    path: inclusionPath(tree, 3),
    checkpoint,
  })
}

const facts: ReceiptFacts = {
  coordinatorKey: signer.publicKey,
  organisation: 'north',
  inputHash: '11'.repeat(32),
  transcriptHash: '33'.repeat(32),
}
const receipt = receiptOf(leaf)

test('a receipt satisfies the survivor that it was issued to', t => {
  t.deepEqual(verifyRoundReceipt(receipt, facts), { kind: 'verified' })
})

test('every changed bit of a receipt file is noticed', t => {
  const bytes = encodeRoundReceipt(receipt)
  for (let place = 0; place < bytes.length * 8; place++) {
    const changed = bytes.slice()
    changed[place >> 3]! ^= 1 << (place & 7)
    const read = decodeRoundReceipt(changed)
    const isNoticed = read.kind === 'malformed' || verifyRoundReceipt(read.receipt, facts).kind === 'invalid'
    if (!isNoticed) t.fail(`bit ${place & 7} of byte ${place >> 3}`)
  }
  t.pass()
})

for (const [what, reason, changed, known] of [
  ['issued to another', 'another-organisation', receiptOf(leaf, 'east'), facts],
  ['for another input', 'another-input', receipt, { ...facts, inputHash: '12'.repeat(32) }],
  ['for another transcript', 'another-transcript', receipt, { ...facts, transcriptHash: '34'.repeat(32) }],
  ['of another coordinator', 'not-signed', receipt, { ...facts, coordinatorKey: stranger.publicKey }],
  ['that claims another size', 'another-tree', { ...receipt, treeSize: 7 }, facts],
  ['that claims another place', 'not-in-log', { ...receipt, index: 2 }, facts],
  ['with a shorter path', 'not-in-log', { ...receipt, path: receipt.path.slice(1) }, facts],
  ['with another pot', 'not-in-log', { ...receipt, leaf: { ...leaf, potUnits: '1001' } }, facts],
  ['with a path of other letters', 'malformed-receipt', { ...receipt, path: ['zz'.repeat(32)] }, facts],
  ['with half a note', 'malformed-note', { ...receipt, checkpoint: receipt.checkpoint.slice(0, -1) }, facts],
  ['without a note', 'malformed-checkpoint', { ...receipt, checkpoint: '' }, facts],
  [
    'over another tree',
    'bad-signature',
    { ...receipt, checkpoint: receipt.checkpoint.replace('\n6\n', '\n5\n') },
    facts,
  ],
  [
    'for a round that its holder did not survive',
    'not-a-survivor',
    { ...receiptOf({ ...leaf, survivors: leaf.survivors.slice(1) }, 'east'), organisation: 'north' },
    facts,
  ],
] as const) {
  test(`a receipt ${what} is invalid: ${reason}`, t => {
    t.deepEqual(verifyRoundReceipt(changed, known), { kind: 'invalid', reason })
  })
}

test('a holder that dropped out gets no receipt', t => {
  t.throws(() => receiptOf(leaf, 'south'), { message: /south did not survive round 2/ })
})

test('a receipt file reads back as it was written', t => {
  t.deepEqual(decodeRoundReceipt(encodeRoundReceipt(receipt)), { kind: 'receipt', receipt })
})

const altered = (change: object) => encodeRoundReceipt({ ...receipt, ...change } as RoundReceipt)
const alteredLeaf = (change: object) => altered({ leaf: { ...leaf, ...change } })
for (const [field, bytes] of [
  ['(document)', utf8('{')],
  ['(document)', utf8(`${canonicalJson(receipt)} `)],
  ['(document)', utf8('[1]')],
  ['(document)', new Uint8Array([0xef, 0xbb, 0xbf, ...encodeRoundReceipt(receipt)])],
  ['(document)', new Uint8Array(receiptLimits.bytes + 1)],
  ['version', altered({ version: 2 })],
  ['organisation', altered({ organisation: '' })],
  ['index', altered({ index: -1 })],
  ['treeSize', altered({ treeSize: 1.5 })],
  ['path', altered({ path: new Array(receiptLimits.path + 1).fill('00'.repeat(32)) })],
  ['path[1]', altered({ path: ['00'.repeat(32), 'AB'.repeat(32)] })],
  ['checkpoint', altered({ checkpoint: 5 })],
  ['extra', altered({ extra: 1 })],
  ['leaf', altered({ leaf: null })],
  ['leaf.kind', alteredLeaf({ kind: 'terms' })],
  ['leaf.potUnits', alteredLeaf({ potUnits: 1000 })],
  ['leaf.feeUnits', alteredLeaf({ feeUnits: '020' })],
  ['leaf.survivors[0].examples', alteredLeaf({ survivors: [{ ...leaf.survivors[0], examples: '9' }] })],
  ['leaf.survivors[0].email', alteredLeaf({ survivors: [{ ...leaf.survivors[0], email: 'x' }] })],
  ['leaf.dropouts', alteredLeaf({ dropouts: undefined })],
] as const) {
  test(`a malformed receipt file is refused by the field at fault: ${field}, ${bytes.length} bytes`, t => {
    const read = decodeRoundReceipt(bytes)
    t.is(read.kind, 'malformed')
    t.is(read.kind === 'malformed' && read.field, field)
  })
}
