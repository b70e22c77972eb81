import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test from 'ava'
import { toHex } from '../../aggregation/index.ts'
import { fetchCertificate } from '../../cli/certificate.ts'
import { modelFileHash, readModel, writeModel } from '../../learning/index.ts'
import { encodeCertificate } from '../../protos/lineage/index.ts'
import { assertTold, openWorkplace, runHere } from '../cli/parley.ts'
import {
  cancel,
  ended,
  holderNames,
  must,
  openScene,
  postSmallBounty,
  startAgent,
} from '../support/small-federation.ts'

const verifier = fileURLToPath(new URL('../../verifier/main.js', import.meta.url))
const run = promisify(execFile)

test('a bounty is trained, certified, and anyone with two files and a key knows where the model comes from', async t => {
  const { cast } = await openScene(t)
  const bountyId = await postSmallBounty(cast, { rounds: 2, minimumRounds: 2 })
  t.like(await cast.buyer.port.getLineageSignature({ bountyId }), { kind: 'refused', reason: 'wrong-state' })
  const agents = holderNames.map(name => startAgent(cast, name))
  const bounty = await ended(cast, bountyId)
  await Promise.all(agents.map(({ done }) => done))
  const key = toHex(cast.coordinatorSigner.publicKey)

  const { certificate, lineage } = await fetchCertificate(cast.buyer.port, key, bountyId)
  const ofHolder = await fetchCertificate(cast.holders.get('elm')!.port, key, bountyId)
  t.is(ofHolder.certificate.signature, certificate.signature)
  t.deepEqual(
    lineage.rounds.map(({ modelHash }) => modelHash),
    bounty.rounds.map(({ modelHash }) => toHex(modelHash)),
  )
  const { at } = await openWorkplace(t)
  const blob = must(await cast.buyer.port.downloadBlob({ sha256: bounty.modelBlob }))
  await writeFile(at('certificate.json'), encodeCertificate(certificate))
  await writeFile(at('model.safetensors'), blob)
  const known = ['--coordinator-key', key]
  const told = await runHere(['verify', at('certificate.json'), ...known, '--model', at('model.safetensors')])
  t.is(told.code, 0, told.stderr)
  t.regex(told.stdout, /the model that you gave is that one/)
  t.regex(told.stdout, /Round 2 \(training\): .*alder/)

  const model = readModel(blob)
  const modelHash = toHex(modelFileHash(model))
  const alone = await run(process.execPath, [
    ...[verifier, at('certificate.json'), ...known, '--model-hash', modelHash, '--json'],
  ])
  t.like(JSON.parse(alone.stdout), { type: 'lineage', valid: true, pinned: true, modelHash, round: 2 })

  model.parameters.values[0] = model.parameters.values[0]! + 1
  await writeFile(
    at('other.safetensors'),
    writeModel(model.spec, model.parameters, {}, model.data, model.broadcast),
  )
  const other = [
    'model',
    'verify',
    at('other.safetensors'),
    '--certificate',
    at('certificate.json'),
    ...known,
  ]
  const refused = await runHere(other)
  assertTold(t, refused, 1, /is none that is in this lineage/)
})

test('a bounty that was cancelled before a round has no model to certify, and a stranger learns of no draft', async t => {
  const { cast } = await openScene(t)
  const bountyId = await postSmallBounty(cast)
  await cancel(cast, bountyId)
  await ended(cast, bountyId)
  t.like(await cast.buyer.port.getLineageSignature({ bountyId }), { kind: 'refused', reason: 'wrong-state' })
  const unknown = { bountyId: 'ab'.repeat(32) }
  t.like(await cast.buyer.port.getLineageSignature(unknown), { kind: 'refused', reason: 'not-found' })
})
