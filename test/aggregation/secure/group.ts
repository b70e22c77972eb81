/** A group of members and an honest coordinator that can be stopped at any stage, for stories that go wrong there. */
import {
  compareBytes,
  generateSigner,
  type RandomSource,
  type Signer,
  toHex,
  unsafeFixedRandom,
} from '../../../aggregation/crypto/index.ts'
import * as client from '../../../aggregation/secure/client/index.ts'
import {
  type Accepted,
  type AggregationParameters,
  type AttemptContext,
  type PolicyFloors,
  type Rejection,
  simulatedContext,
} from '../../../aggregation/secure/index.ts'
import * as server from '../../../aggregation/secure/server/index.ts'

export const testFloors: PolicyFloors = {
  minimumGroup: 3,
  minimumSurvivors: 3,
  minimumOrganisations: 3,
  colluders: 0,
  minimumHonest: 2,
}

export function testParameters(changes: Partial<AggregationParameters> = {}): AggregationParameters {
  return {
    suite: 1,
    minimumGroup: 3,
    colluders: 1,
    threshold: 0,
    dimension: 9,
    bits: 24,
    bound: 1000,
    maximumGroup: 32,
    range: 4,
    weightMode: 'equal',
    maximumWeight: 1,
    privacy: { mechanism: 'none' },
    graph: { kind: 'complete' },
    stageTimeoutsMs: { advertise: 1000, share: 1000, input: 1000, survivors: 1000, unmask: 1000 },
    ...changes,
  }
}

/** Signers in the order of their keys, so that member i has index i. */
export function orderedSigners(count: number, random: RandomSource): Signer[] {
  return Array.from({ length: count }, () => generateSigner(random).signer).sort((left, right) =>
    compareBytes(left.publicKey, right.publicKey),
  )
}

export interface Group {
  readonly context: AttemptContext
  readonly coordinator: Signer
  readonly signers: readonly Signer[]
  readonly random: RandomSource
  readonly trust: client.Trust
}

export function groupOf(
  size: number,
  parameters: Partial<AggregationParameters> = {},
  context: Partial<AttemptContext> = {},
): Group {
  const random = unsafeFixedRandom(`group ${size}`)
  const coordinator = generateSigner(random).signer
  const signers = orderedSigners(size, random)
  const organisations = new Map(
    signers.map(({ publicKey }, i) => [toHex(publicKey), `organisation ${i + 1}`]),
  )
  return {
    context: simulatedContext(testParameters(parameters), context),
    coordinator,
    signers,
    random,
    trust: {
      coordinatorKey: coordinator.publicKey,
      registry: identityKey => organisations.get(toHex(identityKey)),
      floors: testFloors,
    },
  }
}

/** The step's state and output; throws what it was refused for. */
export function accepted<State, Output>(
  step: Accepted<State, Output> | Rejection | client.Complained,
): Accepted<State, Output> {
  if (step.kind === 'accepted') return step
  throw new Error(step.kind === 'rejected' ? `${step.reason}: ${step.detail}` : 'complained')
}

/** A step that has to be refused. */
export function refusal(step: { readonly kind: string }): Rejection {
  if (step.kind === 'rejected') return step as Rejection
  throw new Error(`the step was ${step.kind}`)
}

/** A closed stage in its expected phase. */
export function inPhase<Phase extends server.ServerPhase>(
  state: server.ServerState,
  phase: Phase,
): Extract<server.ServerState, { phase: Phase }> {
  if (state.phase !== phase) throw new Error(`the attempt is "${state.phase}", not "${phase}"`)
  return state as Extract<server.ServerState, { phase: Phase }>
}

export function advertiseAll(group: Group) {
  let state: server.ServerState = server.openAttempt(group.context, group.coordinator)
  const members = group.signers.map(signer => {
    const { state: member, advertisement } = client.advertise(group.context, signer, group.random)
    state = accepted(server.receiveAdvertisement(state, advertisement, group.trust.registry)).state
    return member
  })
  const sharing = inPhase(server.closeAdvertising(inPhase(state, 'advertising')), 'sharing')
  return { members, server: sharing }
}

export function rosterAll(group: Group) {
  const { members, server: sharing } = advertiseAll(group)
  return {
    members: members.map(
      (member, i) =>
        accepted(client.acceptRoster(member, server.rosterFor(sharing, i + 1), group.trust)).state,
    ),
    server: sharing,
  }
}

export function shareAll(group: Group) {
  const { members, server: sharing } = rosterAll(group)
  let state: server.ServerState = sharing
  const sharers = members.map((member, i) => {
    const step = client.shareKeys(member, group.signers[i]!, group.random)
    state = accepted(server.receiveKeyShares(state, i + 1, step.output)).state
    return step.state
  })
  return { members: sharers, server: inPhase(server.closeSharing(inPhase(state, 'sharing')), 'masking') }
}

export function inboxAll(group: Group) {
  const { members, server: masking } = shareAll(group)
  return {
    members: members.map((member, i) => {
      const inbox = server.inboxFor(masking, i + 1)
      return accepted(client.acceptInbox(member, inbox, group.signers[i]!)).state
    }),
    server: masking,
  }
}

/** Input of member i (from 1): no two coordinates and no two members alike. */
export function inputOf(index: number, dimension: number): Int32Array {
  return Int32Array.from(
    { length: dimension },
    (_, j) => (index % 2 === 0 ? 1 : -1) * (100 * index + 7 * j + 1),
  )
}

/** Sum of the inputs of some members. */
export function sumOf(indices: readonly number[], dimension: number): Int32Array {
  const sum = new Int32Array(dimension)
  for (const index of indices)
    inputOf(index, dimension).forEach((value, j) => {
      sum[j]! += value
    })
  return sum
}

/** Every member but `silent` masks and sends its input. */
export function maskAll(group: Group, silent: readonly number[] = []) {
  const { members, server: masking } = inboxAll(group)
  const { dimension, bits } = group.context.parameters
  const sum = server.openMaskedSum(dimension, bits)
  let state: server.ServerState = masking
  const masked = members.map((member, i) => {
    const step = client.maskInput(member, inputOf(i + 1, dimension), group.signers[i]!)
    if (!silent.includes(i + 1)) {
      state = accepted(server.receiveMaskedInputHeader(state, i + 1, step.output.header)).state
      server.addMaskedInput(sum, [step.output.packed])
    }
    return { state: step.state, input: step.output }
  })
  return {
    members: masked,
    sum,
    server: inPhase(server.closeInputs(inPhase(state, 'masking')), 'certifying'),
  }
}

/** Every survivor signs. */
export function signAll(group: Group, silent: readonly number[] = []) {
  const { members, sum, server: certifying } = maskAll(group, silent)
  let state: server.ServerState = certifying
  const signed = certifying.survivors.members.map(index => {
    const set = server.survivorSetFor(certifying, index)
    const signer = group.signers[index - 1]!
    const step = accepted(client.signSurvivors(members[index - 1]!.state, set, signer))
    state = accepted(server.receiveSurvivorSignature(state, index, step.output)).state
    return { index, state: step.state }
  })
  return {
    members: signed,
    sum,
    server: inPhase(server.closeSurvivors(inPhase(state, 'certifying')), 'unmasking'),
  }
}
