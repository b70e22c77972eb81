/** Arbitrary values of every message, for laws that hold for all of them. */
import fc, { type Arbitrary } from 'fast-check'
import { complaintCodes } from '../../aggregation/index.ts'
import type { MessageCodec } from '../../protos/index.ts'
import * as protos from '../../protos/index.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const someBytes = (most: number) => fc.uint8Array({ minLength: 1, maxLength: most })
const orNone = (length: number) => fc.oneof(bytes(length), fc.constant(new Uint8Array()))
const hash = bytes(32)
const signature = bytes(64)
const sessionId = bytes(32)
const peer = fc.integer({ min: 0, max: 0xffff })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const safe = fc.maxSafeNat()
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const money = fc.bigInt({ min: 0n, max: 10n ** 40n - 1n })
const signedMoney = fc.bigInt({ min: -(10n ** 40n) + 1n, max: 10n ** 40n - 1n })
const word = fc
  .string({ maxLength: 40, unit: 'grapheme' })
  .filter(text => text.length <= 200 && !text.includes('\0') && !/\p{Surrogate}/u.test(text))
const name = word.filter(text => text.length > 0)
const id = hash.map(value => Buffer.from(value).toString('hex'))
const idOrNone = fc.oneof(id, fc.constant(''))
const few = <T>(item: Arbitrary<T>) => fc.array(item, { maxLength: 4 })
const pathOf = few(hash)
const bitmap = someBytes(16)
const someRecord = <T>(model: { [K in keyof T]: Arbitrary<T[K]> }) => fc.record(model) as Arbitrary<T>

const transaction = fc.record({
  transactionId: bytes(16),
  method: name,
  request: fc.uint8Array({ maxLength: 90 }),
  organisation: name,
  role: fc.constantFrom(...protos.roles),
  state: fc.constantFrom(...protos.transactionStates),
  requestedAtMs: safe,
  endsAtMs: safe,
  approvedBy: word,
})

export const advertisement = fc.record({
  context: hash,
  identityKey: hash,
  channelKey: hash,
  maskKey: hash,
  nonce: hash,
  signature,
})
const disputeClaim = fc.record({
  kind: fc.constantFrom(...protos.claimKinds),
  epoch: u32,
  holder: word,
  isMet: fc.boolean(),
})
const shareBox = fc.record({ to: peer, nonce: bytes(24), ciphertext: bytes(148) })
const parcel = fc.record({
  from: peer,
  selfSeedCommitment: hash,
  shareRoot: hash,
  boxesRoot: hash,
  signature,
  box: shareBox,
  selfSharePath: pathOf,
  keySharePath: pathOf,
})
const openedShare = fc.record({ of: peer, share: hash, salt: bytes(16) })
const keyShares = fc.record({
  sessionId,
  selfSeedCommitment: hash,
  shareRoot: hash,
  shareLeaves: few(hash),
  boxes: few(shareBox),
  signature,
})
const complaint = fc.record({ sessionId, from: peer, code: fc.constantFrom(...complaintCodes), signature })
const maskedInputHeader = fc.record({
  sessionId,
  sharersHash: hash,
  dimension: fc.integer({ min: 1, max: 0x7fff_ffff }),
  bits: fc.integer({ min: 8, max: 32 }),
  totalBytes: safe,
  inputHash: hash,
  signature,
})
const survivorSignature = fc.record({ sessionId, digest: hash, signature })
const unmasking = fc.record({
  sessionId,
  digest: hash,
  selfShares: few(openedShare),
  keyShares: few(openedShare),
  signature,
})
const aggregateResult = fc.record({
  sessionId,
  survivors: bitmap,
  sumHash: hash,
  transcriptHash: hash,
  signature,
})
const seedCommitment = fc.record({ drawContext: hash, identityKey: hash, commitment: hash, signature })
const seedReveal = fc.record({ drawContext: hash, seed: hash })
const attempt = fc.record({ bountyId: id, round: u32, attempt: u32, group: u32 })
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).filter(value => !Object.is(value, -0))
const parameters = fc.record({
  suite: fc.constant(1 as const),
  minimumGroup: peer,
  colluders: peer,
  threshold: peer,
  dimension: fc.integer({ min: 0, max: 0x7fff_ffff }),
  bits: fc.integer({ min: 8, max: 32 }),
  bound: fc.integer({ min: 0, max: 0x7fff_ffff }),
  maximumGroup: peer,
  range: real,
  weightMode: fc.constantFrom('examples' as const, 'equal' as const),
  maximumWeight: u32,
  privacy: fc.oneof(
    fc.constant({ mechanism: 'none' as const }),
    fc.record({
      mechanism: fc.constantFrom('skellam' as const, 'discrete-gaussian' as const),
      gamma: real,
      localStandardDeviation: real,
      leastContributors: peer,
      beta: real,
      clip: real,
      dimension: fc.integer({ min: 0, max: 0x7fff_ffff }),
    }),
    fc.record({
      mechanism: fc.constant('central' as const),
      gamma: real,
      standardDeviation: real,
      beta: real,
      clip: real,
      dimension: fc.integer({ min: 0, max: 0x7fff_ffff }),
    }),
  ),
  graph: fc.oneof(
    fc.constant({ kind: 'complete' as const }),
    fc.record({
      kind: fc.constant('k-regular' as const),
      degree: fc.integer({ min: 0, max: 0xffff }),
      dropoutPermille: fc.integer({ min: 1, max: 999 }),
    }),
  ),
  stageTimeoutsMs: fc.record({ advertise: u32, share: u32, input: u32, survivors: u32, unmask: u32 }),
})
const role = fc.constantFrom(...protos.roles)
const member = fc.record(
  {
    organisation: name,
    displayName: word,
    role,
    identityKey: hash,
    enrolledAtMs: safe,
    addedIn: safe,
    removedIn: safe,
    keyVersion: u32,
  },
  { requiredKeys: ['organisation', 'displayName', 'role', 'identityKey', 'enrolledAtMs'] },
)
const keyId = bytes(16)
const webhook = fc.record({
  webhookId: keyId,
  url: name,
  kinds: few(fc.constantFrom(...protos.eventKinds)),
  state: fc.constantFrom(...protos.webhookStates),
  addedAtMs: safe,
  overlapEndsAtMs: safe,
  waiting: u32,
  lastAttemptAtMs: safe,
  lastOutcome: word,
})
const secretText = name.filter(text => text.length <= protos.maximumWebhookSecretCharacters)
const memberKey = fc.record({
  organisation: name,
  role,
  keyId,
  version: u32,
  publicKey: hash,
  state: fc.constantFrom(...protos.keyStates),
  notBeforeMs: safe,
  notAfterMs: safe,
  registeredAtMs: safe,
  supersededBy: orNone(16),
  overlapEndsAtMs: safe,
  lastUsedAtMs: safe,
  uses: safe,
  reason: word,
})
const apiKey = fc.record({
  id: name,
  name: word,
  organisation: name,
  role,
  methods: few(name),
  environment: name,
  issuedAtMs: safe,
  expiresAtMs: safe,
  lastUsedAtMs: safe,
  uses: safe,
  revokedAtMs: safe,
  reason: word,
})
const openInvitation = fc.record({ id: word, organisation: name, role, expiresAtMs: safe })
const recoverySignature = fc.record({ key: hash, signature })
const nineAtMost = fc.integer({ min: 0, max: 9 })
const participation = fc.record({
  organisation: word,
  examples: safe,
  datasetRoot: hash,
  joinedAtMs: safe,
  left: fc.boolean(),
  identityKey: hash,
})
const declineReason = fc.constantFrom(...protos.declineReasons)
const decline = fc.record({ organisation: word, reason: declineReason, round: u32, atMs: safe })
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter(value => !Object.is(value, -0))
const metric = fc.constantFrom(...protos.metricNames)
const metricFigure = fc.record({ metric, value: finite, low: finite, high: finite })
const countedFigure = fc.record(
  { metric, value: finite, low: finite, high: finite },
  { requiredKeys: ['metric', 'value'] },
)
const holdersEvaluation = fc.record({ examples: safe, metrics: few(countedFigure) })
const buyerEvaluation = fc.record({
  state: fc.constantFrom(...protos.evaluationStates),
  deadlineMs: safe,
  signature: orNone(64),
})
const evaluations = fc.record(
  { holders: holdersEvaluation, buyerEvaluation, clipNorm: finite },
  { requiredKeys: [] },
)
const roundRecord = fc.record({
  round: u32,
  attempt: u32,
  state: fc.constantFrom(...protos.roundStates),
  survivors: few(word),
  dropouts: few(fc.record({ organisation: word, stage: word, reason: word })),
  correct: safe,
  total: safe,
  modelHash: orNone(32),
  uploadBytes: safe,
  startedAtMs: safe,
  finishedAtMs: safe,
  pays: few(fc.record({ organisation: word, weight: u64, amountUnits: money })),
  feeUnits: money,
  transcriptHash: orNone(32),
  groups: few(fc.record({ group: u32, survivors: few(word), reason: word })),
  metrics: few(metricFigure),
})
const roundSummary = fc.tuple(roundRecord, evaluations).map(([round, more]) => ({ ...round, ...more }))
const bountyState = fc.constantFrom(...protos.bountyStates)
const bounty = fc.record({
  bountyId: id,
  buyer: word,
  terms: someBytes(100),
  state: bountyState,
  accepted: fc.boolean(),
  postedAtMs: safe,
  participants: few(participation),
  rounds: few(roundSummary),
  modelBlob: orNone(32),
  escrowedUnits: money,
  paidUnits: money,
  feeUnits: money,
  refundedUnits: money,
  reason: word,
  buyerKey: hash,
  signature,
  nonce: bytes(16),
  declines: few(decline),
})
const waitMs = fc.integer({ min: 0, max: protos.maximumWaitMs })
const openAssignment = fc.record({
  finished: fc.constant(false as const),
  attempt,
  parameters,
  modelHash: hash,
  modelBlob: hash,
  registryVersion: safe,
  registryRoot: hash,
  deadlineMs: safe,
})
const data = fc.uint8Array({ maxLength: 300 })
const streamChunk = fc.record({
  part: fc.constant('chunk' as const),
  chunk: fc.record({ sequence: u32, data, runningHash: hash }),
})
const streamEnd = fc.record({
  part: fc.constant('end' as const),
  end: fc.record({ chunks: u32, runningHash: hash, signature }),
})
const balance = fc.record({ account: word, asset: word, postedUnits: signedMoney, heldUnits: money })
const statementLine = fc.record({
  journal: u64,
  atMs: safe,
  kind: word,
  account: word,
  counterAccount: word,
  amountUnits: signedMoney,
  balanceUnits: signedMoney,
  bountyId: idOrNone,
  round: u32,
  memo: word,
})
const event = fc.record(
  {
    sequence: safe,
    atMs: safe,
    kind: fc.constantFrom(...protos.eventKinds),
    bountyId: id,
    round: u32,
    attempt: u32,
    stage: word,
    organisation: word,
    reason: word,
    correct: safe,
    total: safe,
    amountUnits: money,
    bytes: safe,
    members: u32,
    permille: fc.integer({ min: 0, max: 1000 }),
    group: u32,
    groups: u32,
    metric,
    value: finite,
    low: finite,
    high: finite,
    purpose: fc.constantFrom(...protos.roundPurposes),
    afterRound: u32,
  },
  { requiredKeys: ['sequence', 'atMs', 'kind'] },
)

/** A message: its name in the .proto, its codec, and how its values are made. */
export interface MessageCase {
  readonly name: string
  readonly codec: MessageCodec<unknown>
  readonly values: Arbitrary<unknown>
}

function of<T>(name: string, codec: MessageCodec<T>, values: Arbitrary<T>): MessageCase {
  return { name, codec: codec as MessageCodec<unknown>, values }
}

const empty = fc.constant({})

/** Every message that travels by itself. */
export const messageCases: readonly MessageCase[] = [
  of('Empty', protos.emptyCodec, empty),
  of(
    'CoordinatorDescription',
    protos.coordinatorDescriptionCodec,
    someRecord<protos.CoordinatorDescription>({
      name: word,
      environment: word,
      identityKey: hash,
      version: word,
      certificateFingerprint: orNone(32),
    }),
  ),
  of('InviteRequest', protos.inviteRequestCodec, fc.record({ organisation: name, role, validForMs: safe })),
  of(
    'Invitation',
    protos.invitationCodec,
    fc.record({ code: name, organisation: name, role, expiresAtMs: safe }),
  ),
  of(
    'EnrolRequest',
    protos.enrolRequestCodec,
    fc.record({ invitation: name, organisation: name, displayName: word, identityKey: hash }),
  ),
  of('Member', protos.memberCodec, member),
  of(
    'Registry',
    protos.registryCodec,
    fc.record({ version: safe, root: hash, members: few(member), signature, removed: few(member) }),
  ),
  of('SessionChallenge', protos.sessionChallengeCodec, fc.record({ challenge: bytes(56) })),
  of(
    'BeginSessionRequest',
    protos.beginSessionRequestCodec,
    fc.record({ challenge: bytes(56), certificate: orNone(32) }),
  ),
  of(
    'TransactionRequest',
    protos.transactionRequestCodec,
    fc.record({
      method: name,
      request: fc.uint8Array({ maxLength: 90 }),
      code: fc.constantFrom('', '012345'),
    }),
  ),
  of(
    'ApprovalRequest',
    protos.approvalRequestCodec,
    fc.record({ transactionId: bytes(16), requestHash: hash, code: fc.constantFrom('', '012345') }),
  ),
  of('Transaction', protos.transactionCodec, transaction),
  of('TransactionList', protos.transactionListCodec, fc.record({ transactions: few(transaction) })),
  of('CodeRequest', protos.codeRequestCodec, fc.record({ code: fc.constantFrom('', '012345') })),
  of('SecondFactor', protos.secondFactorCodec, fc.record({ uri: name })),
  of(
    'MemberRequest',
    protos.memberRequestCodec,
    fc.record({ organisation: name, role: fc.constantFrom(...protos.roles) }),
  ),
  of('Session', protos.sessionCodec, fc.record({ sessionId: bytes(16), lastsMs: safe })),
  of('MemberKey', protos.memberKeyCodec, memberKey),
  of('KeysRequest', protos.keysRequestCodec, fc.record({ organisation: word })),
  of('KeyList', protos.keyListCodec, fc.record({ keys: few(memberKey) })),
  of(
    'RotateKeyRequest',
    protos.rotateKeyRequestCodec,
    fc.record({
      oldKey: hash,
      oldVersion: u32,
      newKey: hash,
      newVersion: u32,
      notBeforeMs: safe,
      notAfterMs: safe,
      oldSignature: signature,
      newSignature: signature,
    }),
  ),
  of('KeyRequest', protos.keyRequestCodec, fc.record({ keyId })),
  of('RetireKeyRequest', protos.retireKeyRequestCodec, fc.record({ keyId, isForced: fc.boolean() })),
  of('RevokeKeyRequest', protos.revokeKeyRequestCodec, fc.record({ keyId, reason: word })),
  of('ApiKey', protos.apiKeyCodec, apiKey),
  of(
    'IssueApiKeyRequest',
    protos.issueApiKeyRequestCodec,
    fc.record({ name, scope: few(name), lifeMs: safe }),
  ),
  of('IssuedApiKey', protos.issuedApiKeyCodec, fc.record({ apiKey, text: name })),
  of('ApiKeysRequest', protos.apiKeysRequestCodec, fc.record({ organisation: word })),
  of('ApiKeyList', protos.apiKeyListCodec, fc.record({ apiKeys: few(apiKey) })),
  of('RevokeApiKeyRequest', protos.revokeApiKeyRequestCodec, fc.record({ id: name, reason: word })),
  of('InvitationsRequest', protos.invitationsRequestCodec, fc.record({ organisation: name })),
  of('InvitationList', protos.invitationListCodec, fc.record({ invitations: few(openInvitation) })),
  of(
    'RevokeMemberRequest',
    protos.revokeMemberRequestCodec,
    fc.record({ organisation: name, role, reason: name }, { requiredKeys: ['organisation', 'reason'] }),
  ),
  of(
    'RevokedMember',
    protos.revokedMemberCodec,
    fc.record({ keys: few(memberKey), apiKeys: few(apiKey), invitations: few(openInvitation) }),
  ),
  of(
    'RecoveryPolicy',
    protos.recoveryPolicyCodec,
    fc.record({ threshold: nineAtMost, keys: few(hash), counter: safe, setAtMs: safe }),
  ),
  of(
    'SetRecoveryRequest',
    protos.setRecoveryRequestCodec,
    fc.record({ threshold: nineAtMost, keys: few(hash), counter: safe, signatures: few(recoverySignature) }),
  ),
  of(
    'RecoverKeyRequest',
    protos.recoverKeyRequestCodec,
    fc.record({
      organisation: name,
      role,
      counter: safe,
      newKey: hash,
      notAfterMs: safe,
      newSignature: signature,
      signatures: few(recoverySignature),
    }),
  ),
  of('Webhook', protos.webhookCodec, webhook),
  of(
    'AddWebhookRequest',
    protos.addWebhookRequestCodec,
    fc.record({ url: name, kinds: few(fc.constantFrom(...protos.eventKinds)) }),
  ),
  of('WebhookRequest', protos.webhookRequestCodec, fc.record({ webhookId: keyId })),
  of('WebhookSecret', protos.webhookSecretCodec, fc.record({ webhook, secret: secretText })),
  of('WebhookList', protos.webhookListCodec, fc.record({ webhooks: few(webhook) })),
  of('WebhookTrial', protos.webhookTrialCodec, fc.record({ isDelivered: fc.boolean(), outcome: word })),
  of(
    'BlobPart',
    protos.blobPartCodec,
    fc.oneof(
      fc.record({
        part: fc.constant('opening' as const),
        opening: fc.record({ sha256: hash, size: fc.integer({ min: 0, max: protos.maximumBlobBytes }) }),
      }),
      streamChunk,
      streamEnd,
    ),
  ),
  of(
    'BlobReceipt',
    protos.blobReceiptCodec,
    fc.record({ sha256: hash, size: fc.integer({ min: 0, max: protos.maximumBlobBytes }) }),
  ),
  of('BlobRequest', protos.blobRequestCodec, fc.record({ sha256: hash })),
  of('DeliveryRequest', protos.deliveryRequestCodec, fc.record({ bountyId: id, boxKey: hash })),
  of(
    'Delivery',
    protos.deliveryCodec,
    fc.record({
      modelBlob: hash,
      modelHash: hash,
      sealedSha256: hash,
      sealedSize: fc.integer({ min: 0, max: 2 ** 30 }),
      sealedKey: bytes(80),
    }),
  ),
  of(
    'PostBountyRequest',
    protos.postBountyRequestCodec,
    fc.record({ terms: someBytes(300), nonce: bytes(16), signature, draft: fc.boolean() }),
  ),
  of(
    'ListBountiesRequest',
    protos.listBountiesRequestCodec,
    fc.record(
      {
        states: few(bountyState),
        modelFamily: word,
        minimumPriceUnits: money,
        limit: fc.integer({ min: 0, max: protos.maximumEntries }),
        after: idOrNone,
        search: fc.record({
          text: word,
          metric: fc.constantFrom('' as const, ...protos.metricNames),
          maximumEpsilon: finite,
          minimumRoundPayUnits: money,
          order: fc.constantFrom(...protos.bountyOrders),
        }),
      },
      { requiredKeys: ['states', 'modelFamily', 'minimumPriceUnits', 'limit', 'after'] },
    ),
  ),
  of('BountyRequest', protos.bountyRequestCodec, fc.record({ bountyId: id })),
  of('Bounty', protos.bountyCodec, bounty),
  of('BountyList', protos.bountyListCodec, fc.record({ bounties: few(bounty) })),
  of(
    'JoinBountyRequest',
    protos.joinBountyRequestCodec,
    fc.record({ bountyId: id, examples: safe, datasetRoot: hash, signature }),
  ),
  of(
    'AwaitEvaluationRequest',
    protos.awaitEvaluationRequestCodec,
    fc.record({ bountyId: id, afterRound: u32, waitMs }),
  ),
  of(
    'EvaluationTask',
    protos.evaluationTaskCodec,
    fc.oneof(
      fc.constant({ finished: true as const }),
      fc.record({
        finished: fc.constant(false as const),
        round: u32,
        modelBlob: hash,
        modelHash: hash,
        deadlineMs: safe,
      }),
    ),
  ),
  of(
    'SubmitEvaluationRequest',
    protos.submitEvaluationRequestCodec,
    fc.record({
      bountyId: id,
      round: u32,
      modelHash: hash,
      examples: safe,
      correct: safe,
      metrics: few(metricFigure),
      signature,
    }),
  ),
  of('Participation', protos.participationCodec, participation),
  of(
    'DeclineBountyRequest',
    protos.declineBountyRequestCodec,
    fc.record({ bountyId: id, reason: declineReason }),
  ),
  of('Decline', protos.declineCodec, decline),
  of(
    'AwaitAssignmentRequest',
    protos.awaitAssignmentRequestCodec,
    fc.record({ bountyId: id, nextRound: u32, afterAttempt: u32, waitMs }),
  ),
  of('AwaitRequest', protos.awaitRequestCodec, fc.record({ attempt, waitMs })),
  of(
    'Assignment',
    protos.assignmentCodec,
    fc.oneof(
      fc.constant({ finished: true as const }),
      fc.tuple(openAssignment, fc.record({ clipNorm: finite }, { requiredKeys: [] })).map(([open, more]) => ({
        ...open,
        ...more,
      })),
    ),
  ),
  of(
    'Progress',
    protos.progressCodec,
    fc.record({ attempt, stage: word, permille: fc.integer({ min: 0, max: 1000 }) }),
  ),
  of('SeedCommitment', protos.seedCommitmentCodec, seedCommitment),
  of('CommitSeedRequest', protos.commitSeedRequestCodec, fc.record({ attempt, seedCommitment })),
  of(
    'CommittedCohort',
    protos.committedCohortCodec,
    fc.record({
      drawContext: hash,
      entries: few(fc.record({ identityKey: hash, commitment: hash })),
      logHead: fc.record({ size: safe, root: hash }),
      signature,
    }),
  ),
  of('SeedReveal', protos.seedRevealCodec, seedReveal),
  of('RevealSeedRequest', protos.revealSeedRequestCodec, fc.record({ attempt, seedReveal })),
  of(
    'RevealedSeeds',
    protos.revealedSeedsCodec,
    fc.record({ drawContext: hash, seeds: few(hash), signature }),
  ),
  of('AggregationParameters', protos.aggregationParametersCodec, parameters),
  of('Advertisement', protos.advertisementCodec, advertisement),
  of('AdvertiseRequest', protos.advertiseRequestCodec, fc.record({ attempt, advertisement })),
  of(
    'Roster',
    protos.rosterCodec,
    fc.record({
      context: hash,
      size: peer,
      root: hash,
      entries: few(fc.record({ index: peer, advertisement, path: pathOf })),
      signature,
    }),
  ),
  of('BlobChunk', protos.blobChunkCodec, fc.record({ data })),
  of('KeyShares', protos.keySharesCodec, keyShares),
  of('ShareKeysRequest', protos.shareKeysRequestCodec, fc.record({ attempt, keyShares })),
  of('Inbox', protos.inboxCodec, fc.record({ sessionId, sharers: bitmap, parcels: few(parcel), signature })),
  of('Complaint', protos.complaintCodec, complaint),
  of('ComplainRequest', protos.complainRequestCodec, fc.record({ attempt, complaint })),
  of('MaskedInputHeader', protos.maskedInputHeaderCodec, maskedInputHeader),
  of('MaskedInputOpening', protos.maskedInputOpeningCodec, fc.record({ attempt, header: maskedInputHeader })),
  of(
    'MaskedInputPart',
    protos.maskedInputPartCodec,
    fc.oneof(
      fc.record({
        part: fc.constant('opening' as const),
        opening: fc.record({ attempt, header: maskedInputHeader }),
      }),
      streamChunk,
      streamEnd,
    ),
  ),
  of(
    'MaskedInputReceipt',
    protos.maskedInputReceiptCodec,
    fc.record({ sessionId, index: peer, inputHash: hash, signature }),
  ),
  of(
    'SurvivorSet',
    protos.survivorSetCodec,
    fc.record({ sessionId, survivors: bitmap, inputsRoot: hash, path: pathOf, signature }),
  ),
  of('SurvivorSignature', protos.survivorSignatureCodec, survivorSignature),
  of('SignSurvivorsRequest', protos.signSurvivorsRequestCodec, fc.record({ attempt, survivorSignature })),
  of(
    'Certificate',
    protos.certificateCodec,
    fc.record({
      sessionId,
      survivors: bitmap,
      inputsRoot: hash,
      signatures: few(fc.record({ index: peer, signature })),
    }),
  ),
  of('Unmasking', protos.unmaskingCodec, unmasking),
  of('UnmaskRequest', protos.unmaskRequestCodec, fc.record({ attempt, unmasking })),
  of('AggregateResult', protos.aggregateResultCodec, aggregateResult),
  of(
    'RoundOutcome',
    protos.roundOutcomeCodec,
    fc.oneof(
      fc.record({ completed: fc.constant(true as const), attempt, result: aggregateResult, receipt: data }),
      fc.record({ completed: fc.constant(false as const), attempt, reason: word, culprit: word }),
    ),
  ),
  of('BalancesRequest', protos.balancesRequestCodec, fc.record({ organisation: word })),
  of('Balances', protos.balancesCodec, fc.record({ balances: few(balance) })),
  of(
    'StatementRequest',
    protos.statementRequestCodec,
    fc.record({
      organisation: word,
      afterJournal: u64,
      limit: fc.integer({ min: 0, max: protos.maximumEntries }),
    }),
  ),
  of('Statement', protos.statementCodec, fc.record({ lines: few(statementLine) })),
  of(
    'AuditReport',
    protos.auditReportCodec,
    fc.record({
      ok: fc.boolean(),
      journals: safe,
      postings: safe,
      accounts: safe,
      supplyUnits: signedMoney,
      problems: few(fc.record({ rule: word, where: word, detail: word })),
      seals: safe,
      lastSealedAtMs: safe,
      unsealedJournals: safe,
      adoptedJournals: safe,
    }),
  ),
  of(
    'DepositRequest',
    protos.depositRequestCodec,
    fc.record({ organisation: word, amountUnits: money, memo: word }),
  ),
  of('CheckpointRequest', protos.checkpointRequestCodec, empty),
  of('Checkpoint', protos.checkpointCodec, fc.record({ note: word })),
  of(
    'LeavesRequest',
    protos.leavesRequestCodec,
    fc.record({ start: safe, limit: fc.integer({ min: 0, max: protos.maximumEntries }) }),
  ),
  of('Leaves', protos.leavesCodec, fc.record({ leaves: few(fc.record({ index: safe, body: data })) })),
  of(
    'AuditRequest',
    protos.auditRequestCodec,
    fc.record({
      sinceMs: safe,
      untilMs: safe,
      keyId: fc.constantFrom(new Uint8Array(), new Uint8Array(16).fill(3)),
      after: safe,
    }),
  ),
  of(
    'AuditBatch',
    protos.auditBatchCodec,
    fc.record({
      number: safe,
      count: fc.nat(),
      root: hash,
      leafIndex: safe,
      entries: few(fc.record({ place: fc.nat(), event: data, path: few(hash) })),
    }),
  ),
  of('InclusionRequest', protos.inclusionRequestCodec, fc.record({ index: safe, size: safe })),
  of('ConsistencyRequest', protos.consistencyRequestCodec, fc.record({ first: safe, second: safe })),
  of('Proof', protos.proofCodec, fc.record({ hashes: few(hash) })),
  of('CancelBountyRequest', protos.cancelBountyRequestCodec, fc.record({ bountyId: id, signature })),
  of(
    'DisputeRequest',
    protos.disputeRequestCodec,
    fc.record({ bountyId: id, claim: disputeClaim, evidence: hash, signature }),
  ),
  of(
    'EvidenceRequest',
    protos.evidenceRequestCodec,
    fc.record({ bountyId: id, dispute: u32, evidence: hash, signature }),
  ),
  of(
    'RulingRequest',
    protos.rulingRequestCodec,
    fc.record({
      bountyId: id,
      dispute: u32,
      isUpheld: fc.boolean(),
      signatures: few(fc.record({ key: hash, signature })),
    }),
  ),
  of('FaultRequest', protos.faultRequestCodec, fc.record({ bountyId: id, proof: someBytes(300) })),
  of('EvaluatorRequest', protos.evaluatorRequestCodec, fc.record({ bountyId: id, signature })),
  of('ScoringRequest', protos.scoringRequestCodec, fc.record({ bountyId: id, after: u32, waitMs: u32 })),
  of(
    'ScoringTasks',
    protos.scoringTasksCodec,
    fc.record({
      finished: fc.boolean(),
      total: u32,
      tasks: few(
        fc.record({
          round: u32,

          modelBlob: hash,
          clipNorm: fc.double({ min: 0, max: 100, noNaN: true }),
        }),
      ),
    }),
  ),
  of(
    'CommitmentRequest',
    protos.commitmentRequestCodec,
    fc.record({ bountyId: id, round: u32, commitment: hash, signature }),
  ),
  of(
    'RevealRequest',
    protos.revealRequestCodec,
    fc.record({
      bountyId: id,
      round: u32,
      salt: hash,
      utilities: few(fc.bigInt({ min: -99n, max: 10n ** 20n })),
    }),
  ),
  of(
    'MarketLogRequest',
    protos.marketLogRequestCodec,
    fc.record({ bountyId: id, after: u32, limit: fc.integer({ min: 0, max: protos.maximumEntries }) }),
  ),
  of(
    'MarketLog',
    protos.marketLogCodec,
    fc.record({
      leaves: few(fc.record({ index: safe, body: someBytes(300) })),
      total: u32,
      terms: someBytes(300),
    }),
  ),
  of('LineageSignature', protos.lineageSignatureCodec, fc.record({ signature })),
  of(
    'MarketView',
    protos.marketViewCodec,
    fc.record({
      bountyId: id,
      state: bountyState,
      escrowUnits: money,
      bondUnits: money,
      epochs: few(
        fc.record({
          epoch: u32,
          status: fc.constantFrom(...protos.epochStatuses),
          units: money,
          dueUnits: money,
          releaseAtMs: safe,
        }),
      ),
      disputes: few(
        fc.record({
          number: u32,
          by: word,
          claim: disputeClaim,
          status: fc.constantFrom(...protos.disputeStatuses),
          isAppealed: fc.boolean(),
          outcome: fc.constantFrom(...protos.disputeOutcomes),
          deadlineMs: safe,
          evidence: few(fc.record({ by: word, sha256: hash })),
        }),
      ),
      holders: few(fc.record({ holder: word, dueUnits: money, heldBackUnits: money, stakeUnits: money })),
      finalAtMs: safe,
      settlement: orNone(32),
    }),
  ),
  of('WatchRequest', protos.watchRequestCodec, fc.record({ bountyId: idOrNone, after: safe })),
  of('Event', protos.eventCodec, event),
  of(
    'RequestSignature',
    protos.requestSignatureCodec,
    fc.record({
      keyId: bytes(16),
      keyVersion: u32,
      unixMs: safe,
      nonce: bytes(16),
      sessionId: orNone(16),
      sequence: safe,
      idempotencyKey: word,
      signature,
      publicKey: orNone(32),
      transactionId: orNone(16),
    }),
  ),
  of(
    'Refusal',
    protos.refusalCodec,
    fc
      .record(
        { reason: fc.constantFrom(...protos.refusalReasons), message: word, field: name, culprit: name },
        { requiredKeys: ['reason', 'message'] },
      )
      .map(({ reason, message, ...more }) => protos.refused(reason, message, more)),
  ),
]
