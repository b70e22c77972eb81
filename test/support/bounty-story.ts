/** A bounty's leaves, written as a story: signed by everybody, taken in as the coordinator takes them. */
import {
  epochToScore,
  generateSigner,
  type RoundLeaf,
  type Signer,
  settleRound,
  sha256,
  systemRandom,
  toHex,
} from '../../aggregation/index.ts'
import {
  encodeMarketLeaf,
  epochWeights,
  type HappenedLeaf,
  type LeafTaken,
  type MarketLeaf,
  openMarketLog,
  settlementHash,
  takeLeaf,
  testedHash,
} from '../../protos/market-log/index.ts'
import {
  appealSigningBytes,
  cancelSigningBytes,
  commitmentSigningBytes,
  disputeSigningBytes,
  evaluatorSigningBytes,
  rulingSigningBytes,
  seenDispute,
  utilitiesCommitment,
} from '../../protos/market-statements.ts'
import {
  type BountyTerms,
  bountyIdOf,
  consentSigningBytes,
  encodeTerms,
  termsSigningBytes,
} from '../../protos/terms.ts'
import { smallTerms } from './small-federation.ts'

export type Story = ReturnType<typeof tellStory>
type Claim = Parameters<typeof disputeSigningBytes>[1]

/** Starts a bounty with the pay that is given; `arbiters` sign its rulings. */
export function tellStory(
  pay: (arbiter: string) => Partial<BountyTerms['pay']>,
  rounds = 3,
  change: Partial<BountyTerms> = {},
) {
  const arbiter = generateSigner(systemRandom).signer
  const buyer = generateSigner(systemRandom).signer
  const signers = new Map<string, Signer>([['acme', buyer]])
  const base = smallTerms(new Uint8Array(3), 60, { rounds, minimumRounds: rounds })
  const told = pay(toHex(arbiter.publicKey))
  const isScored = (told.pools?.quality ?? 0) > 0
  const labs = ['lab-a', 'lab-b', 'lab-c']
  for (const lab of labs) signers.set(lab, generateSigner(systemRandom).signer)
  const scoring = {
    evaluators: labs.map(organisation => ({
      organisation,
      key: toHex(signers.get(organisation)!.publicKey),
      stakeUnits: '50',
    })),
    utility: 'loss' as const,
    everyRounds: 1,
    commitSeconds: 60,
    revealSeconds: 60,
    gate: 0,
  }
  const terms = encodeTerms({
    ...base,
    ...change,
    ...(isScored ? { scoring } : {}),
    pay: { ...base.pay, ...told },
  })
  const nonce = new Uint8Array(16).fill(9)
  const bountyId = bountyIdOf(terms, buyer.publicKey, nonce)
  const leaves: { readonly index: number; readonly body: Uint8Array }[] = []
  const evidence = '0e'.repeat(32)
  let atMs = 1_000
  let taken: LeafTaken

  function write(leaf: MarketLeaf, first = false): void {
    const body = encodeMarketLeaf(leaf)
    const next = first ? openMarketLog(terms, body) : takeLeaf(taken.state, body)
    if (next.kind === 'refused') throw new Error(`${leaf.kind}: ${next.rule}, ${next.detail}`)
    taken = next
    // Other bounties' leaves lie between.
    leaves.push({ index: 7 + 3 * leaves.length, body })
    const { settlement, isSealed } = taken.state
    if (settlement !== undefined && !isSealed)
      write({ kind: 'settlement', bountyId, settlement: settlementHash(settlement) })
  }
  const happen = (leaf: Record<string, unknown>) => {
    atMs += 1
    write({ bountyId, atMs, ...leaf } as unknown as HappenedLeaf)
  }
  /** All evaluators test a round and find the same: that it was good for ten right answers. */
  function score(round: number): void {
    happen({ kind: 'scoring-opened', round })
    const utilities = [10n, 20n]
    const tested = testedHash(taken.state.scoring.rounds.get(round)!)
    const salt = new Uint8Array(32).fill(round)
    for (const lab of labs) {
      const commitment = toHex(utilitiesCommitment({ bountyId, round, tested }, lab, salt, utilities))
      const signature = signed(lab, commitmentSigningBytes(bountyId, round, commitment))
      if (!taken.state.life.evaluators.has(lab)) {
        const consent = signed(lab, evaluatorSigningBytes(bountyId, terms))
        happen({ kind: 'evaluator-joined', evaluator: lab, signature: consent })
      }
      happen({ kind: 'utilities-committed', round, evaluator: lab, commitment, signature })
    }
    const shown = { salt: toHex(salt), utilities: utilities.map(String) }
    for (const evaluator of labs) happen({ kind: 'utilities-revealed', round, evaluator, ...shown })
  }
  const signed = (by: string, bytes: Uint8Array) => toHex(signers.get(by)!.sign(bytes))

  write(
    {
      kind: 'terms',
      bountyId,
      atMs,
      termsHash: toHex(sha256(terms)),
      modelHash: '0a'.repeat(32),
      buyer: 'acme',
      buyerKey: toHex(buyer.publicKey),
      nonce: toHex(nonce),
      signature: toHex(buyer.sign(termsSigningBytes(bountyId, terms))),
    },
    true,
  )
  return {
    bountyId,
    terms,
    leaves,
    state: () => taken.state,
    life: () => taken.state.life,
    wait: (ms: number) => {
      atMs += ms
    },
    happen,
    open() {
      happen({ kind: 'funded' })
      happen({ kind: 'opened' })
    },
    join(holder: string, examples: number, holdbackBasisPoints = 0, records = isScored ? signers.size : 5) {
      const signer = generateSigner(systemRandom).signer
      signers.set(holder, signer)
      const datasetRoot = new Uint8Array(32).fill(records)
      happen({
        kind: 'joined',
        holder,
        examples,
        datasetRoot: toHex(datasetRoot),
        key: toHex(signer.publicKey),
        signature: toHex(signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, examples))),
        holdbackBasisPoints,
      })
    },
    round(round: number, survivors: readonly string[], unsummed: readonly string[] = []) {
      const { terms: reward, participants } = taken.state.life
      const members = (names: readonly string[]) =>
        names.map(holder => ({ holder, examples: participants.get(holder)!.examples }))
      const { potUnits, feeUnits, pays } = settleRound(reward, {
        round,
        survivors: members(survivors),
        unsummed: members(unsummed),
      })
      const hash = '0b'.repeat(32)
      const named = (names: readonly string[]) =>
        members(names).map(({ holder, examples }) => ({ organisation: holder, examples: Number(examples) }))
      const leaf: RoundLeaf = {
        kind: 'round',
        bountyId,
        termsHash: toHex(sha256(terms)),
        round,
        attempt: 1,
        partition: hash,
        partitionSeed: hash,
        groups: [
          {
            group: 1,
            sessionId: hash,
            sumHash: hash,
            transcriptHash: hash,
            survivors: named(survivors).map(one => ({ ...one, inputHash: hash })),
          },
        ],
        failedGroups: unsummed.length === 0 ? [] : [{ group: 2, reason: 'lost', members: named(unsummed) }],
        dropouts: [],
        modelHash: hash,
        potUnits: String(potUnits),
        feeUnits: String(feeUnits),
        pays: pays.map(({ holder, weight, amountUnits }) => ({
          organisation: holder,
          weight: String(weight),
          amountUnits: String(amountUnits),
        })),
      }
      write(leaf)
      if (isScored) score(round)
    },
    /** Closes an epoch by the weights that its evaluators came to. */
    closeEpoch(epoch: number, isTargetMet: boolean) {
      happen({ kind: 'epoch-closed', epoch, isTargetMet, ...epochWeights(taken.state, epoch) })
    },
    stop(end: string, more: Record<string, unknown> = {}) {
      const signature = end === 'cancelled' ? { signature: signed('acme', cancelSigningBytes(bountyId)) } : {}
      happen({ kind: 'stopped', end, reason: end, ...signature, ...more })
    },
    settle(isTargetMet: boolean) {
      const epoch = epochToScore(taken.state.life)
      const modelHash = '0b'.repeat(32)
      happen({
        kind: 'settled',
        isTargetMet,
        rounds: taken.state.life.lastRound,
        modelHash,
        ...(epoch > 0 ? epochWeights(taken.state, epoch) : { quality: [], evaluators: [] }),
      })
    },
    dispute(by: string, claim: Claim) {
      const signature = signed(by, disputeSigningBytes(bountyId, claim, evidence))
      happen({ kind: 'disputed', by, claim, evidence, signature })
    },
    rule(dispute: number, isUpheld: boolean) {
      const seen = seenDispute(taken.state.life.disputes[dispute - 1]!)
      const signature = toHex(arbiter.sign(rulingSigningBytes(bountyId, seen, isUpheld)))
      happen({
        kind: 'ruled',
        dispute,
        isUpheld,
        signatures: [{ key: toHex(arbiter.publicKey), signature }],
      })
    },
    appeal(by: string, dispute: number) {
      const signature = signed(by, appealSigningBytes(bountyId, dispute, evidence))
      happen({ kind: 'appealed', by, dispute, evidence, signature })
    },
  }
}

/** Three rounds of three holders with weights 10, 20 and 30. */
export function plainStory(): Story {
  const story = tellStory(() => ({ priceUnits: '100000' }))
  story.open()
  for (const [holder, examples] of [
    ['alder', 100],
    ['birch', 400],
    ['cedar', 900],
  ] as const)
    story.join(holder, examples)
  story.happen({ kind: 'started' })
  for (const round of [1, 2, 3]) story.round(round, ['alder', 'birch', 'cedar'])
  story.stop('rounds-done')
  story.settle(true)
  return story
}
