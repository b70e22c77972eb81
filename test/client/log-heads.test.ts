import { writeFile } from 'node:fs/promises'
import test from 'ava'
import {
  decodeFork,
  encodeFork,
  formatWitness,
  signerFromSeed,
  toHex,
  verifyCosignatures,
  verifyFork,
} from '../../aggregation/index.ts'
import { compareHeads, signedHead, witnessHead } from '../../client/index.ts'
import { granted, refused } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { assertTold, openWorkplace, runHere } from '../cli/parley.ts'
import { key, openView, signer, storedTree, type Tree, treeInMemory } from '../support/log-views.ts'

const common = ['terms', 'funded', 'joined alder', 'joined elm', 'started']

/** What alder is shown, and what elm is: alike at first, then not. */
async function twoViews(
  ofAlder: readonly string[],
  ofElm: readonly string[],
  openTree: () => Promise<Tree> = async () => treeInMemory(),
) {
  const [alder, elm] = [openView(await openTree()), openView(await openTree())]
  await alder.append(...common, ...ofAlder)
  await elm.append(...common, ...ofElm)
  return { alder, elm }
}

test('two agents that were shown one log find that its heads go together, whoever is ahead', async t => {
  const view = openView()
  await view.append(...common)
  const early = await view.head()
  await view.append('round 1', 'round 2', 'settled')
  const late = await view.head()
  for (const other of [early, late]) {
    const compared = await compareHeads(view.port, key, other)
    t.like(compared, { kind: 'consistent', own: { size: 8 } })
  }
})

test('a coordinator that shows two agents two histories is proved to when either meets the other’s head', async t => {
  const { alder, elm } = await twoViews(
    ['round 1 with elm', 'round 2', 'settled'],
    ['round 1 without elm', 'round 2', 'round 3', 'settled'],
    () => storedTree(t),
  )
  // Elm's log is longer: alder learns that leaves are kept from it, and elm has the proof.
  t.like(await compareHeads(alder.port, key, await elm.head()), { kind: 'behind' })
  const compared = await compareHeads(elm.port, key, await alder.head())
  if (compared.kind !== 'forked') return t.fail(JSON.stringify(compared))
  const read = decodeFork(encodeFork(compared.fork))
  if (read.kind !== 'read') return t.fail(`${read.field} ${read.problem}`)
  t.like(verifyFork(read.document, key), { kind: 'proved', older: { size: 8 }, newer: { size: 9 } })
  // As soon as alder's view has grown as long, it has one too.
  await alder.append('another bounty')
  t.like(await compareHeads(alder.port, key, await elm.head()), { kind: 'forked' })
})

test('a fork is proved at every length of the common history and of either branch', async t => {
  for (let shared = 0; shared < 9; shared++) {
    const [left, right] = [openView(), openView()]
    const leaves = Array.from({ length: shared }, (_, i) => `leaf ${i}`)
    await left.append(...leaves, 'left')
    await right.append(...leaves, 'right')
    const other = await left.head()
    for (let more = 0; more < 4; more++) {
      const compared = await compareHeads(right.port, key, other)
      t.is(compared.kind, 'forked', `${shared} shared, ${more} more`)
      await right.append(`right ${more}`)
    }
  }
})

test('the proof is a file that parley verify takes, that names its key, and that holds against nobody else', async t => {
  const { alder, elm } = await twoViews(['a'], ['b', 'c'])
  const compared = await compareHeads(elm.port, key, await alder.head())
  if (compared.kind !== 'forked') return t.fail(compared.kind)
  const { at } = await openWorkplace(t)
  await writeFile(at('fork.json'), encodeFork(compared.fork))
  const told = await runHere(['verify', at('fork.json')])
  t.is(told.code, 0, told.stderr)
  t.regex(
    told.stdout,
    /^Holds: the coordinator signed two histories of log parley\.example\/log: its head of 7 leaves/,
  )
  const foreign = ['verify', at('fork.json'), '--coordinator-key', '11'.repeat(32)]
  assertTold(t, await runHere(foreign), 1, /not the key of the coordinator you named/)
})

test('no fork is made of a log that only grew, of two logs, or of answers that are made up', async t => {
  const view = openView()
  await view.append(...common)
  const early = await view.head()
  await view.append('round 1')
  const stranger = signerFromSeed(new Uint8Array(32).fill(8))
  t.is(signedHead((await view.head()).note, stranger.publicKey), undefined)
  const lying = {
    ...view.port,
    getConsistencyProof: async () => granted({ hashes: [new Uint8Array(32), new Uint8Array(32)] }),
  } as CoordinatorPort
  t.like(await compareHeads(lying, key, early), { kind: 'unanswered' })
  const silent = {
    ...view.port,
    getConsistencyProof: async () => refused('unavailable', 'busy'),
  } as CoordinatorPort
  t.like(await compareHeads(silent, key, early), {
    kind: 'unanswered',
    detail: 'the coordinator proves nothing: busy',
  })
})

test('a witness cosigns as the log grows, and never a head that does not go on from its last', async t => {
  const { alder, elm } = await twoViews(['a'], ['b', 'c'])
  const witness = signerFromSeed(new Uint8Array(32).fill(9))
  const name = 'witness.example'
  const options = { coordinatorKey: key, signer: witness, name, nowMs: () => 1_700_000_000_999 }
  const first = await witnessHead({ ...options, port: alder.port }, undefined)
  if (first.kind !== 'cosigned') return t.fail(first.kind)
  await alder.append('d')
  const last = signedHead(first.cosigned, key)
  const second = await witnessHead({ ...options, port: alder.port }, last)
  if (second.kind !== 'cosigned') return t.fail(second.kind)
  t.deepEqual(verifyCosignatures(second.cosigned, [{ name, publicKey: witness.publicKey }], 1), {
    kind: 'cosigned',
    by: [{ name, seconds: 1_700_000_000 }],
  })
  t.like(await witnessHead({ ...options, port: elm.port }, last), { kind: 'forked' })
  const { at } = await openWorkplace(t)
  await writeFile(at('checkpoint.txt'), second.cosigned)
  const known = ['verify', at('checkpoint.txt'), '--coordinator-key', toHex(key)]
  const own = formatWitness({ name, publicKey: witness.publicKey })
  const other = formatWitness({ name: 'other.example', publicKey: signer.publicKey })
  const told = await runHere([...known, '--witness', own])
  t.regex(told.stdout, /cosigned by witness\.example/)
  t.is((await runHere([...known, '--witness', own, '--witness', other, '--witnesses-needed', '1'])).code, 0)
  const both = await runHere([...known, '--witness', own, '--witness', other])
  assertTold(t, both, 1, /1 of the 2 witnesses that are needed/)
  assertTold(t, await runHere([...known, '--witness', 'elm+abc']), 2, /is no key of a witness/)
})
