import test, { type ExecutionContext } from 'ava'
import { sql } from 'kysely'
import {
  buildMerkleTree,
  consistencyProof,
  encodeRoundLeaf,
  inclusionPath,
  issueRoundReceipt,
  merkleRoot,
  type RoundLeaf,
  signerFromSeed,
  utf8,
  verifyCheckpoint,
  verifyConsistency,
  verifyInclusion,
  verifyRoundReceipt,
} from '../../../aggregation/index.ts'
import { createLog, maximumLeaves } from '../../../coordinator/log/index.ts'
import type { Storage } from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import { testSealKey, undone } from '../../support/ledger.ts'

const databases = useDatabases(test)
const signer = signerFromSeed(new Uint8Array(32).fill(7))
const log = createLog({ signer, origin: 'parley.example/log', sealKey: testSealKey })
const bodies = (count: number) => Array.from({ length: count }, (_, i) => utf8(`leaf ${i}`))

async function onEach(t: ExecutionContext, work: (storage: Storage) => Promise<void>): Promise<void> {
  for (const storage of databases.all()) {
    t.log(storage.kind)
    await work(storage)
  }
}

function checked(note: string) {
  const verdict = verifyCheckpoint(note, signer.publicKey)
  if (verdict.kind === 'refused') throw new Error(verdict.reason)
  return verdict.checkpoint
}

test.serial('an empty log has a checkpoint over nothing', t =>
  onEach(t, storage =>
    undone(storage, async tx => {
      const { size, root, origin } = checked(await log.checkpoint(tx))
      t.deepEqual({ size, root, origin }, { size: 0, root: merkleRoot([]), origin: 'parley.example/log' })
      t.deepEqual(await log.leaves(tx, 0, 10), [])
      t.is(await log.inclusionProof(tx, 0, 0), null)
      t.deepEqual(await log.consistencyProof(tx, 0, 0), [])
    }),
  ),
)

test.serial('roots and proofs equal those of the tree built in memory, at every size and for every leaf', t =>
  onEach(t, storage =>
    undone(storage, async tx => {
      const leaves = bodies(21)
      for (const [index, body] of leaves.entries()) {
        t.is(await log.append(tx, body), index)
        const { size, root } = checked(await log.checkpoint(tx))
        t.deepEqual({ size, root }, { size: index + 1, root: merkleRoot(leaves.slice(0, index + 1)) })
      }
      for (let size = 1; size <= leaves.length; size += 3) {
        const tree = buildMerkleTree(leaves.slice(0, size))
        for (let index = 0; index < size; index += 2)
          t.deepEqual(await log.inclusionProof(tx, index, size), inclusionPath(tree, index))
        for (let first = 0; first <= size; first++)
          t.deepEqual(await log.consistencyProof(tx, first, size), consistencyProof(tree, first))
      }
    }),
  ),
)

test.serial('a verifier that knows only checkpoints accepts the proofs between them', t =>
  onEach(t, storage =>
    undone(storage, async tx => {
      for (const body of bodies(5)) await log.append(tx, body)
      const old = checked(await log.checkpoint(tx))
      for (const body of bodies(6)) await log.append(tx, body)
      const now = checked(await log.checkpoint(tx))
      const proof = (await log.consistencyProof(tx, old.size, now.size))!
      t.true(verifyConsistency(old.size, now.size, old.root, now.root, proof))
      const path = (await log.inclusionProof(tx, 3, now.size))!
      t.true(verifyInclusion(utf8('leaf 3'), 3, now.size, path, now.root))
      t.false(verifyInclusion(utf8('leaf 4'), 3, now.size, path, now.root))
    }),
  ),
)

test.serial('what a transaction rolls back was never in the log', t =>
  onEach(t, async storage => {
    await undone(storage, async tx => {
      for (const body of bodies(8)) await log.append(tx, body)
    })
    await undone(storage, async tx => {
      t.is(await log.append(tx, utf8('first after all')), 0)
      await log.append(tx, utf8('second'))
      const { root } = checked(await log.checkpoint(tx))
      t.deepEqual(root, merkleRoot([utf8('first after all'), utf8('second')]))
    })
  }),
)

test.serial('proofs for leaves and trees that are not there are refused', t =>
  onEach(t, storage =>
    undone(storage, async tx => {
      for (const body of bodies(4)) await log.append(tx, body)
      for (const [index, size] of [
        [4, 4],
        [0, 5],
        [-1, 4],
        [0.5, 4],
        [0, Number.NaN],
      ] as const)
        t.is(await log.inclusionProof(tx, index, size), null, `${index} of ${size}`)
      for (const [first, second] of [
        [3, 2],
        [1, 5],
        [-1, 2],
        [0.5, 2],
      ] as const)
        t.is(await log.consistencyProof(tx, first, second), null, `${first} to ${second}`)
      await t.throwsAsync(log.receiptFor(tx, 4), { instanceOf: RangeError })
    }),
  ),
)

test.serial('leaves are read in pages of bounded size', t =>
  onEach(t, storage =>
    undone(storage, async tx => {
      const leaves = bodies(maximumLeaves + 3)
      for (const body of leaves) await log.append(tx, body)
      t.deepEqual(await log.leaves(tx, 2, 2), [
        { index: 2, body: utf8('leaf 2') },
        { index: 3, body: utf8('leaf 3') },
      ])
      t.is((await log.leaves(tx, 0, 1_000_000)).length, maximumLeaves)
      t.is((await log.leaves(tx, maximumLeaves, 100)).length, 3)
      t.deepEqual(await log.leaves(tx, maximumLeaves + 3, 1), [])
      t.deepEqual(await log.leaves(tx, 0, 0), [])
      t.deepEqual(await log.leaves(tx, -1, 5), [])
    }),
  ),
)

for (const statement of [
  `update log_leaf set body = 'x'`,
  'delete from log_leaf',
  'truncate log_leaf',
  'update log_node set level = 3',
  'delete from log_node',
]) {
  test.serial(`the database refuses: ${statement}`, t =>
    onEach(t, async storage => {
      await t.throwsAsync(
        undone(storage, async tx => {
          for (const body of bodies(2)) await log.append(tx, body)
          await sql.raw(statement).execute(tx)
        }),
        { message: /never changed/ },
      )
    }),
  )
}

test.serial('a receipt taken from the log satisfies its holder, also after the log has grown', t =>
  onEach(t, storage =>
    undone(storage, async tx => {
      for (const body of bodies(3)) await log.append(tx, body)
      const index = await log.append(tx, encodeRoundLeaf(roundLeaf))
      for (const body of bodies(2)) await log.append(tx, body)
      const receipt = issueRoundReceipt('north', roundLeaf, await log.receiptFor(tx, index))
      const verdict = verifyRoundReceipt(receipt, {
        coordinatorKey: signer.publicKey,
        organisation: 'north',
        group: 1,
        inputHash: '11'.repeat(32),
        transcriptHash: '33'.repeat(32),
      })
      t.deepEqual(verdict, { kind: 'verified' })
    }),
  ),
)

// Last: these appends are committed.
test.serial('appends that happen at the same time take one place each, without a gap', t =>
  onEach(t, async storage => {
    const places = await Promise.all(bodies(12).map(body => storage.transaction(tx => log.append(tx, body))))
    t.deepEqual(
      [...places].sort((a, b) => a - b),
      Array.from({ length: 12 }, (_, i) => i),
    )
    await storage.transaction(async tx => {
      const leaves = await log.leaves(tx, 0, 100)
      t.deepEqual(checked(await log.checkpoint(tx)).root, merkleRoot(leaves.map(leaf => leaf.body)))
    })
  }),
)

test('a log whose name would make a signature line ambiguous is not opened', t => {
  for (const origin of ['', 'two words', 'a+b', 'line\nbreak'])
    t.throws(() => createLog({ signer, origin, sealKey: testSealKey }), { instanceOf: RangeError })
})

const roundLeaf: RoundLeaf = {
  kind: 'round',
  bountyId: 'aa'.repeat(32),
  termsHash: 'bb'.repeat(32),
  round: 2,
  attempt: 1,
  partition: '00'.repeat(32),
  partitionSeed: '00'.repeat(32),
  groups: [
    {
      group: 1,
      sessionId: 'cc'.repeat(32),
      sumHash: '22'.repeat(32),
      transcriptHash: '33'.repeat(32),
      survivors: [{ organisation: 'north', examples: 900, inputHash: '11'.repeat(32) }],
    },
  ],
  failedGroups: [],
  dropouts: [{ organisation: 'south', stage: 'input' }],
  modelHash: '44'.repeat(32),
  potUnits: '1000',
  feeUnits: '20',
  pays: [{ organisation: 'north', weight: '30', amountUnits: '980' }],
}
