import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { readPolicy } from '../../client/index.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import { encodeDatasetBlob, openTrainer, readModel } from '../../learning/index.ts'
import { bountyIdOf, encodeTerms, termsSigningBytes } from '../../protos/terms.ts'
import {
  holderNames,
  must,
  openCast,
  postBountyWith,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

const layers = [
  { kind: 'dense', name: 'hidden', units: 6, activation: 'swish' },
  { kind: 'layer-normalization', name: 'norm' },
  { kind: 'dense', name: 'again', from: ['input'], units: 6, activation: 'relu', initial: 'he' },
  { kind: 'add', name: 'both', from: ['norm', 'again'] },
  { kind: 'dense', name: 'classes', units: 3 },
]
const model = { family: 'layers', task: 'classification', inputShape: [4], layers }
const policy = readPolicy(
  'version: 1\nallow: {buyers: [acme], modelFamilies: [layers], purposes: [testing]}\ncolluders: 1\n',
  'test policy',
)

test.serial(
  'a bounty for a network of layers is trained, accepted and handed out as it was described',
  async t => {
    const storage = await openStorage({ memory: true })
    const cast = await openCast(storage)
    const trainer = openTrainer()
    t.teardown(async () => {
      await trainer.close()
      await cast.federation.close()
      await storage.close()
    })
    const testSet = encodeDatasetBlob(smallDataset(60, 99))
    must(await cast.buyer.port.uploadBlob(testSet))
    const change = { rounds: 2, minimumRounds: 2, localEpochs: 4, learningRate: 0.2 }
    const bountyId = await postBountyWith(cast, { ...smallTerms(testSet, 60, change), model })
    const agents = holderNames.map(name => startAgent(cast, name, { policy, trainer }))
    await Promise.all(agents.map(agent => agent.done))
    let bounty = must(await cast.buyer.port.getBounty({ bountyId }))
    for (let i = 0; i < 100 && bounty.state === 'settling'; i++) {
      await sleep(100)
      bounty = must(await cast.buyer.port.getBounty({ bountyId }))
    }
    t.is(bounty.state, 'final')
    t.true(bounty.accepted, JSON.stringify(bounty.rounds.map(({ correct, total }) => [correct, total])))
    const { spec } = readModel(must(await cast.buyer.port.downloadBlob({ sha256: bounty.modelBlob })))
    t.deepEqual(JSON.parse(JSON.stringify(spec)), model)
  },
)

test.serial('a bounty is refused under a metric that its model is not measured by', async t => {
  const storage = await openStorage({ memory: true })
  const cast = await openCast(storage)
  t.teardown(async () => {
    await cast.federation.close()
    await storage.close()
  })
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  const terms = encodeTerms({ ...smallTerms(testSet, 60), model: { ...model, task: 'regression' } })
  const nonce = systemRandom.bytes(16)
  const { signer, port } = cast.buyer
  const bountyId = bountyIdOf(terms, signer.publicKey, nonce)
  const signature = signer.sign(termsSigningBytes(bountyId, terms))
  const answer = await port.postBounty({ terms, nonce, signature, draft: false })
  t.like(answer, {
    kind: 'refused',
    reason: 'terms-invalid',
    message: 'accuracy is not measured for regression; use one of rmse, mae',
  })
})
