/**
 * The coordinator never holds an unmasked update. One holder's update carries a marker; while the round stands
 * still with all inputs in, the coordinator's whole memory and all its files are searched for the marker, as floats
 * and as the integers of the ring, plain and packed. A control run, in which the same holder sends its input without masks, must
 * find it: otherwise the search would prove nothing.
 */

import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import {
  enc,
  packResidues,
  parameterVector,
  type Signer,
  sha256,
  u8,
  u32,
  u64,
  utf8,
} from '../../aggregation/index.ts'
import { encodeDatasetBlob, type Trainer } from '../../learning/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { findInFiles, findInMemory } from '../support/process-memory.ts'
import { serveCoordinator } from '../support/served-coordinator.ts'
import {
  type Cast,
  holderNames,
  must,
  postBountyWith,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const bits = 24
const dimension = 16
/** Integers of the ring that no other place of the test holds, in the order of the coordinates. */
const marker = Int32Array.from({ length: 12 }, (_, i) => 70_001 + 4_099 * i)
const bound = Math.floor((2 ** (bits - 1) - 1) / 6)
const range = 2

/** The update whose fixed-point form is the marker: weight alpha is 1, so x * bound / range is an integer. */
const markedUpdate = Float32Array.from({ length: 15 }, (_, i) => ((marker[i] ?? 0) * range) / bound)

const markingTrainer: Trainer = {
  train: async ({ parameters, dataset }) => ({
    update: parameterVector(markedUpdate.slice(), parameters.layout),
    examples: dataset.examples,
    steps: 1,
    meanLoss: 0,
    durationMs: 0,
  }),
  close: async () => undefined,
}

const inner = marker.subarray(2, 10)
const patterns = new Map<string, Buffer>([
  ['floats', bytesOf(markedUpdate.slice(2, 10))],
  ['integers', bytesOf(inner.slice())],
  // Coordinates 2..9 begin at a whole byte of the packed vector.
  ['packed integers', Buffer.from(packResidues(Uint32Array.from(inner), bits))],
])

function bytesOf(values: Float32Array | Int32Array): Buffer {
  return Buffer.from(values.buffer.slice(0))
}

/** A holder that sends what it should have masked: its header is signed over the bare vector. */
function withoutMasks(port: CoordinatorPort, signer: Signer): CoordinatorPort {
  const residues = new Uint32Array(dimension)
  residues.set(marker)
  residues[dimension - 1] = 1000
  const packed = packResidues(residues, bits)
  return {
    ...port,
    submitMaskedInput: (opening, _masked, options) => {
      const { sessionId, sharersHash } = opening.header
      const fields = enc(sessionId, sharersHash, u32(dimension), u8(bits), u64(packed.length), sha256(packed))
      const signature = signer.sign(Buffer.concat([utf8('fedsa/v1/input\0'), fields]))
      const header = { ...opening.header, inputHash: sha256(packed), signature }
      return port.submitMaskedInput({ ...opening, header }, packed, options)
    },
  }
}

async function searchCoordinator(isMasked: boolean): Promise<{ memory: Set<string>; files: Set<string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-marker-'))
  const served = await serveCoordinator(join(folder, 'coordinator'))
  const buyer = await served.enrol('acme', 'buyer')
  must(
    await served.operatorPort.deposit(
      { organisation: 'acme', amountUnits: 200_000n, memo: '' },
      { idempotencyKey: 'once' },
    ),
  )
  const holders = new Map()
  for (const name of holderNames) holders.set(name, await served.enrol(name, 'holder'))
  const cast = {
    folder,
    buyer,
    holders,
    coordinatorSigner: { publicKey: served.identityKey },
  } as unknown as Cast
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await buyer.port.uploadBlob(testSet))
  const terms = smallTerms(testSet, 60, { range, clipNorm: 100, rounds: 1, minimumRounds: 1 })
  await postBountyWith(cast, terms)
  const agents = holderNames.map((name, place) => {
    const { port, signer } = holders.get(name)
    const marked = place === 0 ? { trainer: markingTrainer, dataset: smallDataset(1000, 5) } : {}
    const bare = place === 0 && !isMasked ? { port: withoutMasks(port, signer) } : {}
    return startAgent(cast, name, { ...marked, ...bare, drills: [{ round: 1, stage: 'masked' }] })
  })
  try {
    // In the control the marked holder refuses the receipt for bytes it did not mask; the input lies there all the same.
    const isIn = (agent: (typeof agents)[number], place: number) =>
      agent.events.some(
        event => event.kind === 'holding' || (place === 0 && !isMasked && event.kind === 'attempt-over'),
      )
    for (let i = 0; !agents.every(isIn); i++) {
      if (i > 600) throw new Error('the inputs were not in after a minute')
      await sleep(100)
    }
    return {
      memory: findInMemory(served.pid, patterns),
      files: findInFiles(join(folder, 'coordinator'), patterns),
    }
  } finally {
    await Promise.all(agents.map(agent => agent.stop()))
    await served.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const canReadMemory = existsSync('/proc/self/mem') && process.getuid?.() === 0

test.serial(
  'neither memory nor disk of the coordinator ever holds an unmasked update, while a round runs',
  async t => {
    if (!canReadMemory) {
      t.log('skipped: reading the memory of another process needs Linux and root')
      return t.pass()
    }
    const found = await searchCoordinator(true)
    t.deepEqual([...found.memory], [])
    t.deepEqual([...found.files], [])
  },
)

test.serial('the search for an unmasked update finds one that was sent without masks', async t => {
  if (!canReadMemory) {
    t.log('skipped: reading the memory of another process needs Linux and root')
    return t.pass()
  }
  const found = await searchCoordinator(false)
  t.true(found.files.has('packed integers'), 'the inputs that wait on disk')
  t.true(found.memory.has('packed integers'), 'the memory that took them in')
})
