/**
 * A bounty without its training: parties with keys of their own, and every leaf that can come to stand in the log about them,
 * signed as they would sign it. For the benchmark of settlement and for the tests of the market, which play bounties by the
 * thousand.
 */
import {
  type Claim,
  completeGraphLimit,
  type End,
  type RoundLeaf,
  type Signer,
  settleRound,
  sha256,
  signerFromSeed,
  toHex,
  utf8,
} from '../../aggregation/index.ts'
import { type MarketLeaf, type ScoredRound, testedHash } from '../../protos/market-log/index.ts'
import {
  appealSigningBytes,
  cancelSigningBytes,
  commitmentSigningBytes,
  disputeSigningBytes,
  evaluatorSigningBytes,
  evidenceSigningBytes,
  rulingSigningBytes,
  type SeenDispute,
  utilitiesCommitment,
} from '../../protos/market-statements.ts'
import { rewardTermsOf } from '../../protos/pay-terms.ts'
import {
  type BountyTerms,
  bountyIdOf,
  consentSigningBytes,
  encodeTerms,
  termsSigningBytes,
} from '../../protos/terms.ts'

/** Buyer, holder or evaluator; only a holder has examples. */
export interface ScriptParty {
  readonly name: string
  readonly signer: Signer
  readonly examples: number
}

export interface ScriptOptions {
  /** Names the bounty and all keys. */
  readonly seed: string
  readonly rounds: number
  /** Examples of each holder, at least three holders. */
  readonly examples: readonly number[]
  /** Holders that a round draws; absent, all of them are in every round. */
  readonly sampled?: number
  /** Beside asset, panels and the keys in them. */
  readonly pay: Omit<BountyTerms['pay'], 'asset' | 'disputes'>
  /** Three arbiters rule, and three others on appeal; absent, nothing can be disputed. */
  readonly disputes?: {
    readonly bondUnits: string
    readonly rulingSeconds: number
    readonly appealSeconds: number
  }
}

type Weights = readonly { readonly holder: string; readonly weight: bigint | string }[]

/** What the log says of one bounty, made one leaf at a time. Times are milliseconds; evidence and proofs are hashed here. */
export interface MarketScript {
  readonly bountyId: string
  readonly terms: BountyTerms
  readonly termsBytes: Uint8Array
  readonly nonce: Uint8Array
  readonly buyer: ScriptParty
  readonly holders: readonly ScriptParty[]
  /** Where a quality pool is shared by scores: three who find them. */
  readonly evaluators: readonly ScriptParty[]
  posted(atMs: number): Extract<MarketLeaf, { kind: 'terms' }>
  plain(kind: 'funded' | 'opened' | 'started' | 'deadline-passed', atMs: number): MarketLeaf
  joined(holder: ScriptParty, atMs: number, holdbackBasisPoints?: number): MarketLeaf
  left(holder: ScriptParty, atMs: number): MarketLeaf
  round(round: number, survivors: readonly ScriptParty[], unsummed?: readonly ScriptParty[]): RoundLeaf
  evaluatorJoined(evaluator: ScriptParty, atMs: number): MarketLeaf
  scoringOpened(round: number, atMs: number): MarketLeaf
  /** What an evaluator finds follows from its name and the round. */
  committed(
    evaluator: ScriptParty,
    scored: Pick<ScoredRound, 'round'> & Partial<ScoredRound>,
    atMs: number,
  ): MarketLeaf
  revealed(evaluator: ScriptParty, round: number, atMs: number): MarketLeaf
  epochClosed(
    epoch: number,
    isTargetMet: boolean,
    atMs: number,
    quality?: Weights,
    evaluators?: Weights,
  ): MarketLeaf
  stopped(
    end: End,
    atMs: number,
    failed?: { readonly round: number; readonly members: readonly ScriptParty[] },
  ): MarketLeaf
  settled(isTargetMet: boolean, atMs: number, quality?: Weights, evaluators?: Weights): MarketLeaf
  disputed(by: ScriptParty, claim: Claim, evidence: string, atMs: number): MarketLeaf
  evidenceAdded(by: ScriptParty, dispute: number, evidence: string, atMs: number): MarketLeaf
  ruled(seen: SeenDispute, isUpheld: boolean, atMs: number): MarketLeaf
  appealed(by: ScriptParty, dispute: number, evidence: string, atMs: number): MarketLeaf
  faultProved(
    proof: string,
    atMs: number,
    who?: { readonly culprit?: string; readonly accuser?: string },
  ): MarketLeaf
  vested(holder: ScriptParty, atMs: number): MarketLeaf
}

/** A bounty to be played; the same options give the same bytes. */
export function createMarketScript(options: ScriptOptions): MarketScript {
  const { seed, rounds, examples } = options
  const keyOf = (name: string) => signerFromSeed(hash(`${seed} ${name}`))
  const panels = [1, 2].map(panel => [1, 2, 3].map(arbiter => keyOf(`arbiter ${panel} ${arbiter}`)))
  const evaluators = ['lab-a', 'lab-b', 'lab-c'].map(name => ({ name, signer: keyOf(name), examples: 0 }))
  const terms = termsOf(options, panels, evaluators)
  const termsBytes = encodeTerms(terms)
  const buyer: ScriptParty = { name: 'buyer', signer: keyOf('buyer'), examples: 0 }
  const holders = examples.map((count, i) => {
    const name = `holder-${String(i + 1).padStart(4, '0')}`
    return { name, signer: keyOf(name), examples: count }
  })
  const nonce = hash(`${seed} nonce`).subarray(0, 16)
  const bountyId = bountyIdOf(termsBytes, buyer.signer.publicKey, nonce)
  const reward = rewardTermsOf({ bountyId, terms })
  const textOf = (signer: Signer, bytes: Uint8Array) => toHex(signer.sign(bytes))
  const hashOf = (text: string) => toHex(hash(text))
  // Groups are one here, and coalitions none and all of it.
  const foundBy = (name: string, round: number) => {
    const salt = hash(`${seed} ${name} ${round}`)
    return { salt, utilities: [BigInt(salt[0]! % 20), BigInt(salt[1]! % 60)] }
  }
  return {
    bountyId,
    terms,
    termsBytes,
    nonce,
    buyer,
    holders,
    evaluators: terms.scoring === undefined ? [] : evaluators,
    posted: atMs => ({
      kind: 'terms',
      bountyId,
      atMs,
      termsHash: toHex(sha256(termsBytes)),
      modelHash: hashOf('model 0'),
      buyer: buyer.name,
      buyerKey: toHex(buyer.signer.publicKey),
      nonce: toHex(nonce),
      signature: textOf(buyer.signer, termsSigningBytes(bountyId, termsBytes)),
    }),
    plain: (kind, atMs) => ({ kind, bountyId, atMs }),
    joined: ({ name, signer, examples: count }, atMs, holdbackBasisPoints = 0) => ({
      kind: 'joined',
      bountyId,
      atMs,
      holder: name,
      examples: count,
      datasetRoot: hashOf(name),
      key: toHex(signer.publicKey),
      signature: textOf(signer, consentSigningBytes(bountyId, termsBytes, hash(name), count)),
      holdbackBasisPoints,
    }),
    left: ({ name }, atMs) => ({ kind: 'left', bountyId, atMs, holder: name }),
    round(round, survivors, unsummed = []) {
      const members = (parties: readonly ScriptParty[]) =>
        parties.map(({ name, examples: count }) => ({ holder: name, examples: BigInt(count) }))
      const facts = { round, survivors: members(survivors), unsummed: members(unsummed) }
      const { pays, potUnits, feeUnits } = settleRound(reward, facts)
      return {
        kind: 'round',
        bountyId,
        termsHash: toHex(sha256(termsBytes)),
        round,
        attempt: 1,
        partition: '00'.repeat(32),
        partitionSeed: '00'.repeat(32),
        groups: [
          {
            group: 1,
            sessionId: hashOf(`session ${round}`),
            sumHash: hashOf(`sum ${round}`),
            transcriptHash: hashOf(`transcript ${round}`),
            survivors: survivors.map(({ name, examples: count }) => ({
              organisation: name,
              examples: count,
              inputHash: hashOf(`${name} ${round}`),
            })),
          },
        ],
        failedGroups: unsummed.length === 0 ? [] : [{ group: 2, reason: 'lost', members: named(unsummed) }],
        dropouts: [],
        modelHash: hashOf(`model ${round}`),
        potUnits: String(potUnits),
        feeUnits: String(feeUnits),
        pays: pays.map(({ holder, weight, amountUnits }) => ({
          organisation: holder,
          weight: String(weight),
          amountUnits: String(amountUnits),
        })),
      }
    },
    evaluatorJoined: ({ name, signer }, atMs) => ({
      kind: 'evaluator-joined',
      bountyId,
      atMs,
      evaluator: name,
      signature: textOf(signer, evaluatorSigningBytes(bountyId, termsBytes)),
    }),
    scoringOpened: (round, atMs) => ({ kind: 'scoring-opened', bountyId, atMs, round }),
    committed: ({ name, signer }, scored, atMs) => {
      const { round } = scored
      const tested = 'sumHashes' in scored ? testedHash(scored as ScoredRound) : hashOf('nothing')
      const { salt, utilities } = foundBy(name, round)
      const commitment = toHex(utilitiesCommitment({ bountyId, round, tested }, name, salt, utilities))
      const signature = textOf(signer, commitmentSigningBytes(bountyId, round, commitment))
      return { kind: 'utilities-committed', bountyId, atMs, round, evaluator: name, commitment, signature }
    },
    revealed: ({ name }, round, atMs) => {
      const { salt, utilities } = foundBy(name, round)
      const told = { salt: toHex(salt), utilities: utilities.map(String) }
      return { kind: 'utilities-revealed', bountyId, atMs, round, evaluator: name, ...told }
    },
    epochClosed: (epoch, isTargetMet, atMs, quality = [], found = []) => ({
      kind: 'epoch-closed',
      bountyId,
      atMs,
      epoch,
      isTargetMet,
      quality: weightTexts(quality),
      evaluators: weightTexts(found),
    }),
    stopped: (end, atMs, failed) => ({
      kind: 'stopped',
      bountyId,
      atMs,
      end,
      reason: end,
      ...(failed === undefined ? {} : { round: failed.round, members: named(failed.members) }),
      ...(end === 'cancelled' ? { signature: textOf(buyer.signer, cancelSigningBytes(bountyId)) } : {}),
    }),
    settled: (isTargetMet, atMs, quality = [], found = []) => ({
      kind: 'settled',
      bountyId,
      atMs,
      isTargetMet,
      rounds,
      modelHash: hashOf('model'),
      quality: weightTexts(quality),
      evaluators: weightTexts(found),
    }),
    disputed: ({ name, signer }, claim, evidence, atMs) => ({
      kind: 'disputed',
      bountyId,
      atMs,
      by: name,
      claim,
      evidence: hashOf(evidence),
      signature: textOf(signer, disputeSigningBytes(bountyId, claim, hashOf(evidence))),
    }),
    evidenceAdded: ({ name, signer }, dispute, evidence, atMs) => ({
      kind: 'evidence-added',
      bountyId,
      atMs,
      by: name,
      dispute,
      evidence: hashOf(evidence),
      signature: textOf(signer, evidenceSigningBytes(bountyId, dispute, hashOf(evidence))),
    }),
    ruled: (seen, isUpheld, atMs) => ({
      kind: 'ruled',
      bountyId,
      atMs,
      dispute: seen.dispute,
      isUpheld,
      // Two of three are enough.
      signatures: panels[seen.stage === 'appeal' ? 1 : 0]!.slice(1).map(arbiter => ({
        key: toHex(arbiter.publicKey),
        signature: textOf(arbiter, rulingSigningBytes(bountyId, seen, isUpheld)),
      })),
    }),
    appealed: ({ name, signer }, dispute, evidence, atMs) => ({
      kind: 'appealed',
      bountyId,
      atMs,
      by: name,
      dispute,
      evidence: hashOf(evidence),
      signature: textOf(signer, appealSigningBytes(bountyId, dispute, hashOf(evidence))),
    }),
    faultProved: (proof, atMs, who = {}) => ({
      kind: 'fault-proved',
      bountyId,
      atMs,
      fault: 'two-results',
      proof: hashOf(proof),
      ...who,
    }),
    vested: ({ name }, atMs) => ({ kind: 'vested', bountyId, atMs, holder: name }),
  }
}

function termsOf(
  { rounds, examples, sampled, pay, disputes }: ScriptOptions,
  panels: readonly (readonly Signer[])[],
  evaluators: readonly ScriptParty[],
): BountyTerms {
  const count = Math.max(3, examples.length)
  const panel = (arbiters: readonly Signer[]) => ({
    arbiters: arbiters.map(({ publicKey }) => toHex(publicKey)),
    threshold: 2,
  })
  return {
    version: 1,
    title: 'A bounty that trains nothing',
    purpose: 'testing',
    model: { family: 'logistic', inputShape: [4], classes: 3 },
    data: { kind: 'table' },
    training: {
      rounds,
      minimumRounds: 1,
      stopAtTarget: true,
      localEpochs: 1,
      batchSize: 10,
      learningRate: 0.5,
      clipNorm: 10,
      range: 2,
      seed: 5,
    },
    acceptance: {
      metric: 'accuracy',
      target: 0.9,
      testSet: { sha256: toHex(hash('test set')), examples: 60 },
    },
    cohort: {
      minimum: sampled ?? 3,
      maximum: count,
      openSeconds: 60,
      colluders: 0,
      maximumExamples: 1_000_000,
      ...(sampled === undefined ? {} : { sampled }),
      ...((sampled ?? count) > completeGraphLimit ? { dropoutPermille: 50 } : {}),
    },
    aggregation: {
      suite: 1,
      bits: 32,
      stageSeconds: { advertise: 8, share: 8, input: 20, survivors: 8, unmask: 8 },
      attempts: 3,
    },
    ...((pay.pools?.quality ?? 0) === 0
      ? {}
      : {
          scoring: {
            evaluators: evaluators.map(({ name, signer }, i) => ({
              organisation: name,
              key: toHex(signer.publicKey),
              stakeUnits: String(2 + i),
            })),
            utility: 'loss' as const,
            everyRounds: 1,
            commitSeconds: 20,
            revealSeconds: 20,
            gate: 100,
          },
        }),
    pay: {
      asset: 'credit',
      ...pay,
      ...(disputes === undefined
        ? {}
        : { disputes: { ...disputes, panel: panel(panels[0]!), appealPanel: panel(panels[1]!) } }),
    },
  }
}

function named(parties: readonly ScriptParty[]) {
  return parties.map(({ name, examples }) => ({ organisation: name, examples }))
}

function weightTexts(weights: Weights) {
  return weights.map(({ holder, weight }) => ({ holder, weight: String(weight) }))
}

function hash(text: string): Uint8Array {
  return sha256(utf8(text))
}
