/** One virtual client of a large round: the product's own half of the protocol, its state kept as bytes. */
import {
  generateSigner,
  type Signer,
  secureClient,
  toHex,
  unsafeFixedRandom,
  wipe,
} from '../../aggregation/index.ts'
import { protocolCodecs } from '../../protos/codec/index.ts'
import type { ClientNumber, CrewSetup, LargeRoundStage } from './large-round-messages.ts'

/** The signer of a client, the same in every thread. */
export function signerOfClient(seed: string, client: ClientNumber): Signer {
  return generateSigner(unsafeFixedRandom(`${seed}/identity/${client}`)).signer
}

/** The input of a client: integers in [-bound, bound], from the seed alone. */
export function inputOfClient(
  seed: string,
  client: ClientNumber,
  dimension: number,
  bound: number,
): Int32Array {
  const bytes = unsafeFixedRandom(`${seed}/input/${client}`).bytes(4 * dimension)
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, dimension)
  return Int32Array.from(words, word => (word % (2 * bound + 1)) - bound)
}

/** The clients of one thread. Between two messages a client is nothing but the bytes of its state, as after a restart. */
export interface Crew {
  /** What client `client` sends at `stage`, having been sent `downlink`. Throws when it refuses. */
  answer(stage: LargeRoundStage, client: ClientNumber, downlink: Uint8Array): readonly Uint8Array[]
}

export function openCrew(setup: CrewSetup): Crew {
  const states = new Map<ClientNumber, Uint8Array>()
  const trust = trustOf(setup)
  return {
    answer: (stage, client, downlink) => {
      const signer = signerOfClient(setup.seed, client)
      const before = states.get(client)
      const state = before === undefined ? undefined : secureClient.decodeClientState(before)
      const step = takeStage({ setup, trust, client, signer }, stage, state, downlink)
      states.set(client, secureClient.encodeMemberState(step.state))
      wipe(step.spent)
      return step.uplink
    },
  }
}

function trustOf(setup: CrewSetup): secureClient.Trust {
  const organisations = new Map(setup.identityKeys.map((key, i) => [toHex(key), `organisation ${i + 1}`]))
  return {
    coordinatorKey: setup.coordinatorKey,
    registry: identityKey => organisations.get(toHex(identityKey)),
    floors: setup.floors,
  }
}

interface Turn {
  readonly setup: CrewSetup
  readonly trust: secureClient.Trust
  readonly client: ClientNumber
  readonly signer: Signer
}

interface Taken {
  readonly state: secureClient.ClientState
  readonly spent: readonly Uint8Array[]
  readonly uplink: readonly Uint8Array[]
}

function takeStage(
  turn: Turn,
  stage: LargeRoundStage,
  state: secureClient.ClientState | undefined,
  downlink: Uint8Array,
): Taken {
  switch (stage) {
    case 'advertise':
      return advertise(turn)
    case 'share':
      return share(turn, inPhase(state, 'advertised'), downlink)
    case 'input':
      return sendInput(turn, inPhase(state, 'shares-sent'), downlink)
    case 'survivors':
      return sign(turn, inPhase(state, 'masked'), downlink)
    case 'unmask':
      return unmask(turn, inPhase(state, 'signed'), downlink)
    default:
      return stage satisfies never
  }
}

function inPhase<Phase extends secureClient.ClientState['phase']>(
  state: secureClient.ClientState | undefined,
  phase: Phase,
): Extract<secureClient.ClientState, { phase: Phase }> {
  if (state?.phase !== phase) throw new Error(`a client is "${state?.phase}", not "${phase}"`)
  return state as Extract<secureClient.ClientState, { phase: Phase }>
}

function accepted<T extends { readonly kind: string }>(step: T): Extract<T, { kind: 'accepted' }> {
  if (step.kind === 'accepted') return step as Extract<T, { kind: 'accepted' }>
  const refusal = step as unknown as { readonly reason?: string; readonly detail?: string }
  throw new Error(`a client refused: ${refusal.reason ?? step.kind} ${refusal.detail ?? ''}`)
}

function advertise({ setup, client, signer }: Turn): Taken {
  const random = unsafeFixedRandom(`${setup.seed}/keys/${client}`)
  const { state, advertisement } = secureClient.advertise(setup.context, signer, random)
  return { state, spent: [], uplink: [protocolCodecs.advertisement.encode(advertisement)] }
}

function share(
  { setup, trust, client, signer }: Turn,
  state: secureClient.Advertised,
  downlink: Uint8Array,
): Taken {
  const random = unsafeFixedRandom(`${setup.seed}/shares/${client}`)
  const roster = protocolCodecs.roster.decode(downlink)
  const rostered = accepted(secureClient.acceptRoster(state, roster, trust))
  const step = secureClient.shareKeys(rostered.state, signer, random)
  return { ...step, uplink: [protocolCodecs.keyShares.encode(step.output)] }
}

function sendInput(
  { setup, client, signer }: Turn,
  state: secureClient.SharesSent,
  downlink: Uint8Array,
): Taken {
  const inbox = protocolCodecs.inbox.decode(downlink)
  const opened = accepted(secureClient.acceptInbox(state, inbox, signer))
  const { dimension, bound } = setup.context.parameters
  const input = inputOfClient(setup.seed, client, dimension, bound)
  const step = secureClient.maskInput(opened.state, input, signer)
  const { header, packed } = step.output
  return {
    state: step.state,
    spent: [...opened.spent, ...step.spent],
    uplink: [protocolCodecs.maskedInputHeader.encode(header), packed],
  }
}

function sign({ signer }: Turn, state: secureClient.Masked, downlink: Uint8Array): Taken {
  const set = protocolCodecs.survivorSet.decode(downlink)
  const step = accepted(secureClient.signSurvivors(state, set, signer))
  return { ...step, uplink: [protocolCodecs.survivorSignature.encode(step.output)] }
}

function unmask({ signer }: Turn, state: secureClient.Signed, downlink: Uint8Array): Taken {
  const certificate = protocolCodecs.certificate.decode(downlink)
  const step = accepted(secureClient.unmask(state, certificate, signer))
  return { ...step, uplink: [protocolCodecs.unmasking.encode(step.output)] }
}
