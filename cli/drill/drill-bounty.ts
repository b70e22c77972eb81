/** A bounty that stands open while incidents are made: five holders are needed, and so many never come. */
import { type Signer, sha256, toHex } from '../../aggregation/index.ts'
import { encodeDatasetBlob } from '../../learning/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import {
  type BountyTerms,
  bountyIdOf,
  consentSigningBytes,
  encodeTerms,
  termsSigningBytes,
} from '../../protos/terms.ts'
import { taken } from '../connect.ts'
import type { World } from '../world.ts'
import type { DrillMember } from './drill-cast.ts'

export interface DrillBounty {
  readonly bountyId: string
  readonly terms: Uint8Array
}

const testExamples = 20

export async function postDrillBounty(buyer: DrillMember, world: World): Promise<DrillBounty> {
  const { signer } = buyer.ring.current()
  const testSet = encodeDatasetBlob({
    features: Float32Array.from({ length: 2 * testExamples }, (_, i) => i % 7),
    labels: Int32Array.from({ length: testExamples }, (_, i) => i % 2),
    ...{ examples: testExamples, featureShape: [2], classes: 2 },
  })
  taken(await buyer.port.uploadBlob(testSet))
  const terms = encodeTerms(termsFor(testSet))
  const nonce = world.random.bytes(16)
  const bountyId = bountyIdOf(terms, signer.publicKey, nonce)
  const signature = signer.sign(termsSigningBytes(bountyId, terms))
  taken(await buyer.port.postBounty({ terms, nonce, signature, draft: false }))
  return { bountyId, terms }
}

export async function joinDrillBounty(
  port: CoordinatorPort,
  signer: Signer,
  { bountyId, terms }: DrillBounty,
  world: World,
): Promise<void> {
  const [examples, datasetRoot] = [100, world.random.bytes(32)]
  const signature = signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, examples))
  taken(await port.joinBounty({ bountyId, examples, datasetRoot, signature }))
}

function termsFor(testSet: Uint8Array): BountyTerms {
  return {
    version: 1,
    title: 'A drill',
    purpose: 'drill',
    model: { family: 'logistic', inputShape: [2], classes: 2 },
    data: {
      kind: 'table',
      features: ['a', 'b'].map(name => ({ name, kind: 'number' })),
      label: { name: 'label', classes: ['no', 'yes'] },
    },
    training: {
      ...{ rounds: 1, minimumRounds: 1, stopAtTarget: false, localEpochs: 1, batchSize: 10 },
      ...{ learningRate: 0.5, clipNorm: 10, range: 2, seed: 5 },
    },
    acceptance: {
      metric: 'accuracy',
      target: 0.9,
      testSet: { sha256: toHex(sha256(testSet)), examples: testExamples },
    },
    cohort: { minimum: 5, maximum: 6, openSeconds: 3_600, colluders: 1, maximumExamples: 1_000 },
    aggregation: {
      ...{ suite: 1, bits: 24, attempts: 3 },
      stageSeconds: { advertise: 8, share: 8, input: 20, survivors: 8, unmask: 8 },
    },
    pay: { asset: 'credit', priceUnits: '100003', feeBasisPoints: 250, weightCap: 100 },
  }
}
