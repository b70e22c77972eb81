/**
 * A coordinator in memory, on the server half of secure aggregation, for stories about agents. It runs the rounds of
 * one bounty, keeps every message it was sent, and can be told to lie.
 */
import {
  type AttemptContext,
  buildMerkleTree,
  canonicalJson,
  consistencyProof,
  encodeRoundLeaf,
  formatCheckpoint,
  generateSigner,
  inclusionPath,
  joinWeights,
  leafSurvivors,
  type ParameterVector,
  parameterVector,
  type RegistryLookup,
  type RoundLeaf,
  type Signer,
  type Step,
  secureServer,
  settleRound,
  sha256,
  signNote,
  toHex,
  undividedCohort,
  unsafeFixedRandom,
  utf8,
  verifySignature,
  weightedMean,
  weightLimbsOf,
} from '../../aggregation/index.ts'
import {
  initialParameters,
  type ModelSpec,
  modelHash,
  parameterCount,
  parseModelSpec,
  writeModel,
} from '../../learning/index.ts'
import { clipNormOf } from '../../protos/clipping-terms.ts'
import type { ParleyEvent } from '../../protos/events.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import { registryRoot, registrySigningBytes } from '../../protos/registry.ts'
import type { CoordinatorPort, UnaryName } from '../../protos/service.ts'
import {
  aggregationParametersFor,
  type BountyTerms,
  bountyIdOf,
  consentSigningBytes,
  encodeTerms,
  termsSigningBytes,
} from '../../protos/terms.ts'
import type {
  Assignment,
  AttemptRef,
  AwaitRequest,
  Bounty,
  Bytes,
  Member,
  Participation,
  Registry,
  RoundOutcome,
} from '../../protos/types.ts'

type ServerState = secureServer.ServerState
type Rostered = secureServer.RosteredState

export const testModel = { family: 'logistic', inputShape: [2], classes: 2 }
const testData = {
  kind: 'table',
  features: [
    { name: 'a', kind: 'number' },
    { name: 'b', kind: 'number' },
  ],
  label: { name: 'y', classes: ['no', 'yes'] },
}

/** Terms for five holders, one of whom may collude or drop out; two rounds of 500 and 501 units. */
export function testTerms(changes: Partial<BountyTerms> = {}): BountyTerms {
  return {
    version: 1,
    title: 'Two numbers to one answer',
    purpose: 'diagnostics-research',
    model: testModel,
    data: testData as BountyTerms['data'],
    training: {
      rounds: 2,
      minimumRounds: 1,
      stopAtTarget: false,
      localEpochs: 2,
      batchSize: 4,
      learningRate: 0.25,
      clipNorm: 0.5,
      range: 1,
      seed: 7,
    },
    acceptance: {
      metric: 'accuracy',
      target: 0.5,
      testSet: { sha256: toHex(sha256(utf8('test set'))), examples: 10 },
    },
    cohort: { minimum: 5, maximum: 5, openSeconds: 60, colluders: 1, maximumExamples: 1000 },
    aggregation: {
      suite: 1,
      bits: 24,
      stageSeconds: { advertise: 20, share: 20, input: 20, survivors: 20, unmask: 20 },
      attempts: 3,
    },
    pay: { asset: 'credit', priceUnits: '1001', feeBasisPoints: 500, weightCap: 1000 },
    ...changes,
  }
}

export interface SentMessage {
  readonly organisation: string
  readonly operation: UnaryName | 'submitMaskedInput'
  readonly attempt: AttemptRef
  /** JSON of the message with its bytes in hex. */
  readonly text: string
}

export interface ScriptOptions {
  readonly holders: readonly { readonly organisation: string; readonly signer: Signer }[]
  readonly terms?: BountyTerms
  /** Alters what one holder is given; the identity when absent. */
  readonly tamper?: <T>(organisation: string, operation: string, value: T) => T
  /** Told of the state after each closing of a stage. */
  readonly onAdvance?: (state: ServerState) => void
}

export interface ScriptedCoordinator {
  readonly signer: Signer
  readonly bountyId: string
  readonly buyer: string
  readonly sent: readonly SentMessage[]
  readonly outcomes: readonly RoundOutcome[]
  readonly models: readonly ParameterVector[]
  readonly progress: readonly { readonly organisation: string; readonly stage: string }[]
  portOf(organisation: string): CoordinatorPort
  state(): ServerState | undefined
  /** Closes the current stage without those who are missing. */
  closeStage(): void
  bounty(): Bounty
  /** Unknown to the registry until called. */
  enrol(organisation: string): void
}

export function openScriptedCoordinator(options: ScriptOptions): ScriptedCoordinator {
  const random = unsafeFixedRandom('scripted coordinator')
  const coordinator = generateSigner(random).signer
  const buyer = generateSigner(random).signer
  const terms = options.terms ?? testTerms()
  const spec: ModelSpec = parseModelSpec(terms.model)
  const termsBytes = encodeTerms(terms)
  const nonce = random.bytes(16)
  const bountyId = bountyIdOf(termsBytes, buyer.publicKey, nonce)
  const signature = buyer.sign(termsSigningBytes(bountyId, termsBytes))
  const members: Member[] = [
    member('acme', 'buyer', buyer.publicKey, 1),
    ...options.holders.map(({ organisation, signer }, i) =>
      member(organisation, 'holder', signer.publicKey, 2 + i),
    ),
  ]
  const lookup: RegistryLookup = key => {
    const found = members.find(({ identityKey }) => toHex(identityKey) === toHex(key))
    return found?.role === 'holder' ? found.organisation : undefined
  }
  const participants: Participation[] = []
  const blobs = new Map<string, Bytes>()
  const sent: SentMessage[] = []
  const outcomes: RoundOutcome[] = []
  const models: ParameterVector[] = [initialParameters(spec, terms.training.seed)]
  const progress: { organisation: string; stage: string }[] = []
  const leaves: Bytes[] = []
  const watchers = new Set<() => void>()
  const receipts = new Map<string, Bytes>()
  let current: { ref: AttemptRef; state: ServerState; inputs: Map<number, Bytes>; blob: Bytes } | undefined
  let state: Bounty['state'] = 'open'

  const notify = () => {
    for (const watcher of [...watchers]) watcher()
  }
  const registry = (): Registry => {
    const root = registryRoot(members)
    const version = members.length
    const signature = coordinator.sign(registrySigningBytes(version, root))
    return { version, root, members, signature, removed: [] }
  }
  const bounty = (): Bounty => ({
    bountyId,
    buyer: 'acme',
    terms: termsBytes,
    state,
    accepted: state === 'final',
    postedAtMs: 1,
    participants,
    rounds: [],
    modelBlob: current?.blob ?? new Uint8Array(32),
    escrowedUnits: 0n,
    paidUnits: 0n,
    feeUnits: 0n,
    refundedUnits: 0n,
    reason: '',
    buyerKey: buyer.publicKey,
    signature,
    nonce,
    declines: [],
  })

  function openRound(round: number, attempt: number): void {
    const parameters = models.at(-1)!
    const file = writeModel(spec, parameters)
    const blob = sha256(file)
    blobs.set(toHex(blob), file)
    const { version, root } = registry()
    const context: AttemptContext = {
      taskId: Buffer.from(bountyId, 'hex'),
      round,
      attempt,
      group: 1,
      partition: undividedCohort,
      parameters: aggregationParametersFor(terms, 'training', {
        valueCount: parameterCount(spec),
        tallyLength: 0,
      }),
      modelHash: modelHash(spec, parameters),
      registry: { version, root },
    }
    const ref = { bountyId, round, attempt, group: 1 }
    current = { ref, state: secureServer.openAttempt(context, coordinator), inputs: new Map(), blob }
    notify()
  }

  function isComplete(server: ServerState): boolean {
    switch (server.phase) {
      case 'advertising':
        return server.advertisements.size === participants.length
      case 'sharing':
        return server.dealt.size === server.session.members.length
      case 'masking':
        return server.headers.size === server.sharers.members.length
      case 'certifying':
        return server.signatures.size === server.survivors.members.length
      case 'unmasking':
        return server.openings.size === server.survivors.members.length
      case 'finished':
      case 'aborted':
        return false
    }
  }

  function closeStage(): void {
    const attempt = current!
    switch (attempt.state.phase) {
      case 'advertising':
        attempt.state = secureServer.closeAdvertising(attempt.state)
        break
      case 'sharing':
        attempt.state = secureServer.closeSharing(attempt.state)
        break
      case 'masking':
        attempt.state = secureServer.closeInputs(attempt.state)
        break
      case 'certifying':
        attempt.state = secureServer.closeSurvivors(attempt.state)
        break
      case 'unmasking':
        attempt.state = secureServer.closeUnmasking(attempt.state)
        if (attempt.state.phase === 'unmasking') finishRound(attempt.state)
        break
      default:
        break
    }
    if (attempt.state.phase === 'aborted') abandonRound(attempt.state)
    options.onAdvance?.(attempt.state)
    notify()
  }

  function abandonRound(server: secureServer.ServerAborted): void {
    const { ref } = current!
    outcomes.push({ completed: false, attempt: ref, reason: server.reason, culprit: '' })
    if (ref.attempt < terms.aggregation.attempts) openRound(ref.round, ref.attempt + 1)
    else state = 'aborted-coordinator'
  }

  function finishRound(server: secureServer.Unmasked): void {
    const attempt = current!
    const { parameters } = server.context
    const masked = secureServer.openMaskedSum(parameters.dimension, parameters.bits)
    for (const index of server.survivors.members)
      secureServer.addMaskedInput(masked, [attempt.inputs.get(index)!])
    const ending = secureServer.finish(server, secureServer.maskedResidues(masked))
    if (ending.kind !== 'finished') throw new Error('the sum could not be unmasked')
    const limbs = weightLimbsOf(parameters)
    const size = parameters.dimension - limbs.count
    const mean = weightedMean({
      integers: ending.sum.subarray(0, size),
      step: parameters.range / parameters.bound,
      maximumWeight: parameters.maximumWeight,
      totalWeight: joinWeights(ending.sum.subarray(size), limbs.bits),
    })
    const before = models.at(-1)!
    models.push(
      parameterVector(
        before.values.map((value, i) => value + mean[i]!),
        before.layout,
      ),
    )
    const leaf = leafOf(server, ending, attempt.ref)
    issueReceipts(leaf)
    attempt.state = ending.state
    outcomes.push({ completed: true, attempt: attempt.ref, result: ending.result, receipt: new Uint8Array() })
    if (attempt.ref.round < terms.training.rounds) openRound(attempt.ref.round + 1, 1)
    else state = 'final'
  }

  function leafOf(
    server: secureServer.Unmasked,
    { result }: Extract<secureServer.Ending, { kind: 'finished' }>,
    ref: AttemptRef,
  ): RoundLeaf {
    const survivors = server.survivors.members.map(index => {
      const { identityKey } = server.session.members[index - 1]!
      const participant = participants.find(one => toHex(one.identityKey) === toHex(identityKey))!
      const inputHash = toHex(server.headers.get(index)!.inputHash)
      return { organisation: participant.organisation, examples: participant.examples, inputHash }
    })
    const settled = settleRound(
      {
        bountyId,
        priceUnits: BigInt(terms.pay.priceUnits),
        rounds: terms.training.rounds,
        feeBasisPoints: terms.pay.feeBasisPoints,
        weightCap: BigInt(terms.pay.weightCap),
      },
      {
        round: ref.round,
        survivors: survivors.map(({ organisation, examples }) => ({
          holder: organisation,
          examples: BigInt(examples),
        })),
      },
    )
    return {
      kind: 'round',
      bountyId,
      termsHash: toHex(sha256(termsBytes)),
      round: ref.round,
      attempt: ref.attempt,
      partition: toHex(undividedCohort),
      partitionSeed: toHex(undividedCohort),
      groups: [
        {
          group: ref.group,
          sessionId: toHex(server.session.sessionId),
          sumHash: toHex(result.sumHash),
          transcriptHash: toHex(result.transcriptHash),
          survivors,
        },
      ],
      failedGroups: [],
      dropouts: [],
      modelHash: toHex(modelHash(spec, models.at(-1)!)),
      potUnits: `${settled.potUnits}`,
      feeUnits: `${settled.feeUnits}`,
      pays: settled.pays.map(({ holder, weight, amountUnits }) => ({
        organisation: holder,
        weight: `${weight}`,
        amountUnits: `${amountUnits}`,
      })),
    }
  }

  function issueReceipts(honestLeaf: RoundLeaf): void {
    const leaf = options.tamper?.('', 'leaf', honestLeaf) ?? honestLeaf
    leaves.push(encodeRoundLeaf(leaf))
    const tree = buildMerkleTree(leaves)
    const checkpoint = signedHead()
    for (const { organisation } of leafSurvivors(leaf)) {
      const receipt = {
        version: 1,
        organisation,
        leaf,
        index: tree.size - 1,
        treeSize: tree.size,
        path: inclusionPath(tree, tree.size - 1).map(toHex),
        checkpoint,
      }
      receipts.set(`${organisation} ${leaf.round}`, utf8(canonicalJson(receipt)))
    }
  }

  function signedHead(): string {
    const { size, root } = buildMerkleTree(leaves)
    return signNote(formatCheckpoint({ origin: 'test.log', size, root }), 'test.log', coordinator)
  }

  async function wait(isReady: () => boolean, waitMs: number): Promise<void> {
    if (isReady()) return
    await new Promise<void>(resolve => {
      const done = () => {
        clearTimeout(timer)
        watchers.delete(look)
        resolve()
      }
      const look = () => {
        if (isReady()) done()
      }
      const timer = setTimeout(done, waitMs)
      watchers.add(look)
    })
  }

  function portOf(organisation: string): CoordinatorPort {
    const identityKey = members.find(one => one.organisation === organisation)!.identityKey
    const tampered = <T>(operation: string, value: T): T =>
      options.tamper?.(organisation, operation, value) ?? value
    const note = (operation: SentMessage['operation'], attempt: AttemptRef, message: unknown) => {
      sent.push({ organisation, operation, attempt, text: asText(message) })
    }
    const isCurrent = (attempt: AttemptRef) =>
      current?.state.phase !== 'finished' &&
      current?.ref.round === attempt.round &&
      current.ref.attempt === attempt.attempt
    const tooLate = refused('too-late', 'that attempt is not open')
    const indexHere = (server: ServerState) =>
      'session' in server && server.session !== undefined
        ? secureServer.indexOfIdentity(server.session, identityKey)
        : undefined

    /** Applies one message and closes the stage when everybody has answered. */
    function take<T>(
      attempt: AttemptRef,
      apply: (server: ServerState, index: number) => Step<ServerState, unknown>,
      output: (out: unknown) => T,
    ): Answer<T> {
      if (!isCurrent(attempt)) return tooLate
      const server = current!.state
      const step = apply(server, indexHere(server) ?? 0)
      if (step.kind === 'rejected') {
        const late =
          step.reason === 'stage-closed'
            ? 'too-late'
            : step.reason === 'stage-not-open'
              ? 'wrong-stage'
              : undefined
        return refused(late ?? 'protocol-violation', `${step.detail} (${step.reason})`)
      }
      current!.state = step.state
      if (isComplete(current!.state)) closeStage()
      else notify()
      return granted(output(step.output))
    }

    async function part<T>(
      operation: string,
      { attempt, waitMs }: AwaitRequest,
      phase: secureServer.ServerPhase,
      pick: (server: Rostered, index: number) => T | undefined,
    ): Promise<Answer<T>> {
      const reached = () => {
        if (!isCurrent(attempt)) return true
        const order = secureServer.serverPhases
        return order.indexOf(current!.state.phase) >= order.indexOf(phase)
      }
      await wait(reached, waitMs)
      if (!isCurrent(attempt)) return tooLate
      if (!reached()) return refused('not-yet', 'ask again')
      const server = current!.state
      const index = indexHere(server)
      if (server.phase === 'aborted' || index === undefined)
        return refused('not-a-member', 'not in the roster')
      const value = pick(server as Rostered, index)
      return value === undefined
        ? refused('not-a-member', 'dropped out')
        : granted(tampered(operation, value))
    }

    const unused = (): Promise<never> => Promise.reject(new Error('no agent calls this'))
    return {
      describe: unused,
      invite: unused,
      enrol: unused,
      listKeys: unused,
      getSessionChallenge: unused,
      beginSession: unused,
      requestTransaction: unused,
      approveTransaction: unused,
      listTransactions: unused,
      addSecondFactor: unused,
      confirmSecondFactor: unused,
      resetSecondFactor: unused,
      rotateKey: unused,
      rollBackKey: unused,
      retireKey: unused,
      revokeKey: unused,
      issueApiKey: unused,
      listApiKeys: unused,
      revokeApiKey: unused,
      listInvitations: unused,
      revokeMember: unused,
      getRecovery: unused,
      setRecovery: unused,
      recoverKey: unused,
      addWebhook: unused,
      listWebhooks: unused,
      rotateWebhook: unused,
      removeWebhook: unused,
      testWebhook: unused,
      postBounty: unused,
      cancelBounty: unused,
      joinAsEvaluator: unused,
      awaitScoring: unused,
      commitUtilities: unused,
      revealUtilities: unused,
      getDelivery: unused,
      fundBounty: unused,
      dispute: unused,
      addEvidence: unused,
      appeal: unused,
      rule: unused,
      proveFault: unused,
      releaseVested: unused,
      getMarket: unused,
      getMarketLog: unused,
      getLineageSignature: unused,
      awaitEvaluation: unused,
      submitEvaluation: unused,
      leaveBounty: unused,
      declineBounty: unused,
      getBalances: unused,
      getStatement: unused,
      audit: unused,
      deposit: unused,
      getCheckpoint: async () => granted({ note: signedHead() }),
      getLeaves: unused,
      getInclusionProof: unused,
      getAuditBatch: unused,
      getConsistencyProof: async ({ first, second }) =>
        granted({ hashes: consistencyProof(buildMerkleTree(leaves.slice(0, second)), first) }),
      commitSeed: unused,
      awaitCohort: unused,
      revealSeed: unused,
      awaitPartition: unused,
      uploadBlob: unused,
      getRegistry: async () => granted(tampered('getRegistry', registry())),
      listBounties: async ({ states }) =>
        granted({ bounties: states.includes(state) ? [tampered('bounty', bounty())] : [] }),
      getBounty: async () => granted(tampered('bounty', bounty())),
      joinBounty: async request => {
        const { examples, datasetRoot } = request
        const payload = consentSigningBytes(bountyId, termsBytes, datasetRoot, examples)
        if (!verifySignature(identityKey, payload, request.signature)) {
          return refused('signature-invalid', 'the consent is not signed')
        }
        const joined = { organisation, examples, datasetRoot, joinedAtMs: 1, left: false, identityKey }
        if (!participants.some(one => one.organisation === organisation)) participants.push(joined)
        if (state === 'open' && participants.length === terms.cohort.maximum) {
          state = 'running'
          openRound(1, 1)
        }
        return granted(joined)
      },
      awaitAssignment: async ({ nextRound, afterAttempt, waitMs }) => {
        const look = (): Assignment | undefined => {
          if (state !== 'open' && state !== 'running') return { finished: true }
          if (current?.state.phase !== 'advertising') return undefined
          const { round, attempt } = current.ref
          if (round < nextRound || (round === nextRound && attempt <= afterAttempt)) return undefined
          const { parameters, modelHash: hash, registry: known } = current.state.context
          return {
            finished: false,
            attempt: current.ref,
            parameters,
            modelHash: hash,
            modelBlob: current.blob,
            registryVersion: known.version,
            registryRoot: known.root,
            deadlineMs: Date.now() + 20_000,
            ...announcedNorm(terms),
          }
        }
        await wait(() => look() !== undefined, waitMs)
        const assignment = look()
        return assignment === undefined
          ? refused('not-yet', 'ask again')
          : granted(tampered('awaitAssignment', assignment))
      },
      reportProgress: async ({ stage }) => {
        progress.push({ organisation, stage })
        return granted({})
      },
      downloadBlob: async ({ sha256: hash }) => {
        const file = blobs.get(toHex(hash))
        return file === undefined
          ? refused('blob-missing', 'no such file')
          : granted(tampered('downloadBlob', file))
      },
      advertise: async ({ attempt, advertisement }) => {
        note('advertise', attempt, advertisement)
        return take(
          attempt,
          server => secureServer.receiveAdvertisement(server, advertisement, lookup),
          () => ({}),
        )
      },
      awaitRoster: request =>
        part('awaitRoster', request, 'sharing', (server, index) => secureServer.rosterFor(server, index)),
      shareKeys: async ({ attempt, keyShares }) => {
        note('shareKeys', attempt, keyShares)
        return take(
          attempt,
          (server, index) => secureServer.receiveKeyShares(server, index, keyShares),
          () => ({}),
        )
      },
      awaitInbox: request =>
        part('awaitInbox', request, 'masking', (server, index) =>
          'sharers' in server && server.sharers.members.includes(index)
            ? secureServer.inboxFor(server, index)
            : undefined,
        ),
      complain: async ({ attempt, complaint }) => {
        note('complain', attempt, complaint)
        return take(
          attempt,
          (server, index) => secureServer.receiveComplaint(server, index, complaint),
          () => ({}),
        )
      },
      submitMaskedInput: async ({ attempt, header }, packed) => {
        note('submitMaskedInput', attempt, { header, packed })
        if (!isCurrent(attempt)) return tooLate
        const index = indexHere(current!.state) ?? 0
        if (secureServer.checkMaskedInput(header, index, [packed]) !== undefined) {
          return refused('malformed', 'the input is not what its header says')
        }
        const { inputs } = current!
        inputs.set(index, packed.slice())
        return take(
          attempt,
          server => secureServer.receiveMaskedInputHeader(server, index, header),
          out => out as never,
        )
      },
      awaitSurvivors: request =>
        part('awaitSurvivors', request, 'certifying', (server, index) =>
          'survivors' in server && server.survivors.members.includes(index)
            ? secureServer.survivorSetFor(server, index)
            : undefined,
        ),
      signSurvivors: async ({ attempt, survivorSignature }) => {
        note('signSurvivors', attempt, survivorSignature)
        return take(
          attempt,
          (server, index) => secureServer.receiveSurvivorSignature(server, index, survivorSignature),
          () => ({}),
        )
      },
      awaitCertificate: request =>
        part('awaitCertificate', request, 'unmasking', (server, index) =>
          'openings' in server ? secureServer.certificateFor(server, index) : undefined,
        ),
      unmask: async ({ attempt, unmasking }) => {
        note('unmask', attempt, unmasking)
        return take(
          attempt,
          (server, index) => secureServer.receiveUnmasking(server, index, unmasking),
          () => ({}),
        )
      },
      awaitOutcome: async ({ attempt, waitMs }) => {
        const find = () =>
          outcomes.find(
            outcome => outcome.attempt.round === attempt.round && outcome.attempt.attempt === attempt.attempt,
          )
        await wait(() => find() !== undefined, waitMs)
        const outcome = find()
        if (outcome === undefined) return refused('not-yet', 'ask again')
        if (!outcome.completed) return granted(outcome)
        const receipt = receipts.get(`${organisation} ${attempt.round}`) ?? new Uint8Array()
        return granted(tampered('awaitOutcome', { ...outcome, receipt }))
      },
      watch: async function* (_request, signal): AsyncGenerator<ParleyEvent> {
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
        yield* []
      },
      close: async () => undefined,
    }
  }

  return {
    signer: coordinator,
    bountyId,
    buyer: 'acme',
    sent,
    outcomes,
    models,
    progress,
    portOf,
    state: () => current?.state,
    closeStage,
    bounty,
    enrol: organisation => {
      members.push(
        member(organisation, 'holder', generateSigner(random).signer.publicKey, 100 + members.length),
      )
    },
  }
}

function member(
  organisation: string,
  role: Member['role'],
  identityKey: Bytes,
  enrolledAtMs: number,
): Member {
  return { organisation, displayName: organisation, role, identityKey, enrolledAtMs }
}

/** JSON with byte strings as hex, so that equal messages are equal texts. */
export function asText(message: unknown): string {
  return JSON.stringify(message, (_key, value) => (value instanceof Uint8Array ? toHex(value) : value))
}

/** The clip norm that adaptive clipping starts from: here no round moves it. */
function announcedNorm(terms: BountyTerms): { readonly clipNorm?: number } {
  const clipNorm = clipNormOf(terms, null)
  return clipNorm === undefined ? {} : { clipNorm }
}
