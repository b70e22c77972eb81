/** Plays a described attempt with the product's own halves and says every message and hash of it, as the second implementation does. */
import {
  type AttemptContext,
  addMaskStreams,
  bitmapOf,
  buildMerkleTree,
  secureClient as client,
  concat,
  decodeFixedPoint,
  enc,
  encodeFixedPoint,
  encodeParameters,
  fromHex,
  graphOf,
  hashContext,
  hashParameters,
  joinWeights,
  type RandomSource,
  type Signer,
  secureServer as server,
  signerFromSeed,
  splitWeight,
  toHex,
  u16,
  u64,
  weightLimbsOf,
} from '../../aggregation/index.ts'
import { memberLeaf } from '../../aggregation/secure/roster.ts'
import { boxesRootOf } from '../../aggregation/secure/signing.ts'
import { accepted, inPhase, testFloors } from '../aggregation/secure/group.ts'
import type { AttemptDescription, MemberSecrets } from './descriptions.ts'

/** What an attempt said, in hexadecimal, by name and member. */
export type Said = Record<string, string>

interface Player {
  readonly index: number
  readonly signer: Signer
  readonly secrets: MemberSecrets
  readonly random: RandomSource
}

/** Gives out the secrets of a description as one stream of bytes, in the order in which the client half draws them. */
function scriptedRandom(secrets: MemberSecrets): RandomSource {
  const { channelSecret, maskSecret, nonce, selfSeed, selfCoefficients, keyCoefficients } = secrets
  const script = [channelSecret, maskSecret, nonce, selfSeed, ...selfCoefficients, ...keyCoefficients]
  const bytes = fromHex([...script, ...secrets.salts, ...secrets.boxNonces].join(''))
  let at = 0
  return {
    bytes: length => {
      at += length
      if (at > bytes.length) throw new Error('more secrets are drawn than the description has')
      return bytes.slice(at - length, at)
    },
  }
}

/** Everything that the described attempt says. */
export function playAttempt(description: AttemptDescription): Said {
  const said: Said = {}
  const say = (name: string, bytes: Uint8Array, index?: number) => {
    said[index === undefined ? name : `${name} ${index}`] = toHex(bytes)
  }
  const context = contextOf(description)
  const { parameters } = context
  const coordinator = signerFromSeed(fromHex(description.coordinatorSeed))
  const players = description.members.map((secrets, i) => ({
    index: i + 1,
    signer: signerFromSeed(fromHex(secrets.identitySeed)),
    secrets,
    random: scriptedRandom(secrets),
  }))
  const among = (indices: readonly number[]) => indices.map(index => players[index - 1]!)
  const organisations = new Map(players.map(({ index, signer }) => [toHex(signer.publicKey), `${index}`]))
  const registry = (identityKey: Uint8Array) => organisations.get(toHex(identityKey))
  const trust = { coordinatorKey: coordinator.publicKey, registry, floors: testFloors }

  say('parameters', encodeParameters(parameters))
  say('parametersHash', hashParameters(parameters))
  say('context', hashContext(context))
  let state: server.ServerState = server.openAttempt(context, coordinator)
  const states = new Map<number, client.ClientState>()
  const held = <Phase extends client.ClientState['phase']>(player: Player, phase: Phase) => {
    const own = states.get(player.index)
    if (own?.phase !== phase) throw new Error(`member ${player.index} is "${own?.phase}", not "${phase}"`)
    return own as Extract<client.ClientState, { phase: Phase }>
  }
  for (const player of players) {
    const { state: own, advertisement } = client.advertise(context, player.signer, player.random)
    states.set(player.index, own)
    say('memberLeaf', memberLeaf(advertisement), player.index)
    state = accepted(server.receiveAdvertisement(state, advertisement, registry)).state
  }

  const sharing = inPhase(server.closeAdvertising(inPhase(state, 'advertising')), 'sharing')
  state = sharing
  const { rosterRoot, sessionId, size, degree } = sharing.session
  say('rosterRoot', rosterRoot)
  say('sessionId', sessionId)
  say('roster signature', server.rosterFor(sharing, 1).signature)
  const graph = graphOf(rosterRoot, size, degree)
  const holders = players.map(({ index }) => concat(...graph.closedNeighbourhood(index).map(u16)))
  say('holders', enc(...holders))
  for (const player of among(description.sharers)) {
    const { index, signer, random } = player
    const roster = server.rosterFor(sharing, index)
    const own = accepted(client.acceptRoster(held(player, 'advertised'), roster, trust)).state
    const { state: next, output } = client.shareKeys(own, signer, random)
    states.set(index, next)
    say('shareRoot', buildMerkleTree(output.shareLeaves).root, index)
    say('commitment', output.selfSeedCommitment, index)
    say('boxesRoot', boxesRootOf(output.boxes), index)
    say('share signature', output.signature, index)
    state = accepted(server.receiveKeyShares(state, index, output)).state
  }

  const masking = inPhase(server.closeSharing(inPhase(state, 'sharing')), 'masking')
  state = masking
  say('sharersHash', masking.sharersHash)
  const total = server.openMaskedSum(parameters.dimension, parameters.bits)
  for (const player of among(description.survivors)) {
    const { index, signer, secrets } = player
    const inbox = server.inboxFor(masking, index)
    say('inbox signature', inbox.signature)
    const own = accepted(client.acceptInbox(held(player, 'shares-sent'), inbox, signer)).state
    const integers = integersOf(secrets, context)
    say('integers', new Uint8Array(integers.slice().buffer), index)
    const { state: next, output } = client.maskInput(own, integers, signer)
    states.set(index, next)
    say('packed', output.packed, index)
    say('input signature', output.header.signature, index)
    const step = server.receiveMaskedInputHeader(state, index, output.header)
    if (step.kind === 'rejected') throw new Error(step.detail)
    state = step.state
    say('input-receipt signature', step.output.signature)
    server.addMaskedInput(total, [output.packed])
  }

  const certifying = inPhase(server.closeInputs(inPhase(state, 'masking')), 'certifying')
  state = certifying
  say('inputsRoot', certifying.inputs.root)
  say('digest', certifying.digest)
  for (const player of among(description.survivors)) {
    const set = server.survivorSetFor(certifying, player.index)
    say('survivors signature', set.signature)
    const step = accepted(client.signSurvivors(held(player, 'masked'), set, player.signer))
    states.set(player.index, step.state)
    say('survivor signature', step.output.signature, player.index)
    state = accepted(server.receiveSurvivorSignature(state, player.index, step.output)).state
  }

  const unmasking = inPhase(server.closeSurvivors(inPhase(state, 'certifying')), 'unmasking')
  state = unmasking
  for (const player of among(description.survivors)) {
    const certificate = server.certificateFor(unmasking, player.index)
    const step = accepted(client.unmask(held(player, 'signed'), certificate, player.signer))
    say('unmask signature', step.output.signature, player.index)
    state = accepted(server.receiveUnmasking(state, player.index, step.output)).state
  }
  const ending = endingOf(inPhase(state, 'unmasking'), server.maskedResidues(total), description.noise)
  const limbs = weightLimbsOf(parameters)
  say('sum', new Uint8Array(BigInt64Array.from(ending.sum, BigInt).buffer))
  if (ending.sum instanceof Int32Array) {
    const values = ending.sum.slice(0, parameters.dimension - limbs.count)
    say('decoded', new Uint8Array(decodeFixedPoint(values, parameters).buffer))
    if (limbs.count > 0) say('weight', u64(joinWeights(ending.sum.slice(values.length), limbs.bits)))
  }
  say('transcript', ending.result.transcriptHash)
  say('result signature', ending.result.signature)
  if (toHex(ending.result.survivors) !== toHex(bitmapOf(description.survivors, size)))
    throw new Error('the survivors are not those described')
  return said
}

/** The sum that is said, and the coordinator's word on it. */
function endingOf(state: server.Unmasked, residues: Uint32Array, noise: readonly number[] | undefined) {
  if (noise === undefined) {
    const ending = server.finish(state, residues)
    if (ending.kind !== 'finished') throw new Error(`the attempt is ${ending.kind}`)
    return ending
  }
  const plan = server.planUnmasking(state)
  if (plan.kind !== 'ready') throw new Error(`the attempt is ${plan.kind}`)
  addMaskStreams(residues, plan.streams, state.context.parameters.bits)
  const sum = Float64Array.from(server.openSum(state, residues), (value, i) => value + noise[i]!)
  return { sum, result: server.signReleased(state, sum) }
}

function contextOf({ parameters, context }: AttemptDescription): AttemptContext {
  return {
    ...context,
    parameters,
    taskId: fromHex(context.taskId),
    partition: fromHex(context.partition),
    modelHash: fromHex(context.modelHash),
    registry: { version: context.registry.version, root: fromHex(context.registry.root) },
  }
}

function integersOf(secrets: MemberSecrets, { parameters }: AttemptContext): Int32Array {
  const weight = parameters.weightMode === 'examples' ? secrets.weight : parameters.maximumWeight
  const values = new Float32Array(fromHex(secrets.values).slice().buffer)
  const coins = { bytes: () => fromHex(secrets.coins) }
  const encoded = encodeFixedPoint(values, parameters, coins, weight / parameters.maximumWeight)
  if (encoded.kind === 'refused') throw new Error(encoded.reason)
  const limbs = weightLimbsOf(parameters)
  const digits = limbs.count === 0 ? [] : splitWeight(weight, limbs.bits, limbs.count)
  return Int32Array.from([...encoded.integers, ...digits])
}
