/** Sessions whose members are overheard: everything that each of them signed, with the place where it was said. */
import { type RandomSource, type Signer, unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  advertisementSaid,
  attemptPlace,
  type HolderStatement,
  isSaidBy,
  keySharesSaid,
  maskedInputSaid,
  type Place,
  type SessionPlace,
  sessionPlace,
  survivorSignatureSaid,
  unmaskingSaid,
} from '../../../aggregation/faults/index.ts'
import {
  type Advertisement,
  type AttemptContext,
  type Fault,
  type KeyShares,
  type ProtocolMessages,
  type SimulationOutcome,
  simulateAttempt,
  type Unmasking,
  type Wire,
} from '../../../aggregation/secure/index.ts'
import { type Group, groupOf, inputOf, testFloors } from '../secure/group.ts'

export interface Said {
  /** Who said it, by its place among the signers, from 1. */
  readonly member: number
  readonly place: Place
  readonly statement: HolderStatement
}

/** One attempt as it was overheard. */
export interface Overheard {
  readonly context: AttemptContext
  readonly outcome: SimulationOutcome
  readonly said: readonly Said[]
  readonly place: SessionPlace | undefined
  readonly advertisements: readonly Advertisement[]
  /** By member. */
  readonly keyShares: ReadonlyMap<number, KeyShares>
  readonly unmaskings: ReadonlyMap<number, Unmasking>
}

/** What a message of a holder says; undefined for the coordinator's, and for complaints, which are no statements. */
function statementIn(name: keyof ProtocolMessages, message: unknown): HolderStatement | undefined {
  switch (name) {
    case 'advertisement':
      return advertisementSaid(message as ProtocolMessages['advertisement'])
    case 'keyShares':
      return keySharesSaid(message as ProtocolMessages['keyShares'])
    case 'maskedInputHeader':
      return maskedInputSaid(message as ProtocolMessages['maskedInputHeader'])
    case 'survivorSignature':
      return survivorSignatureSaid(message as ProtocolMessages['survivorSignature'])
    case 'unmasking':
      return unmaskingSaid(message as ProtocolMessages['unmasking'])
    default:
      return undefined
  }
}

/** Plays an attempt of `group` and writes down what its members say. */
export function overhear(
  group: Group,
  context: AttemptContext,
  faults: readonly Fault[],
  random: RandomSource,
): Overheard {
  const said: Said[] = []
  const advertisements: Advertisement[] = []
  const keyShares = new Map<number, KeyShares>()
  const unmaskings = new Map<number, Unmasking>()
  let place: SessionPlace | undefined
  const wire: Wire = (name, message) => {
    if (name === 'roster') {
      const { root, size } = message as ProtocolMessages['roster']
      place = sessionPlace(context, { rosterRoot: root, size })
    }
    if (name === 'advertisement') advertisements.push(message as Advertisement)
    const statement = statementIn(name, message)
    if (statement !== undefined) {
      const where = name === 'advertisement' ? attemptPlace(context) : place!
      const member = sayerOf(group.signers, statement, where)
      said.push({ member, place: where, statement })
      if (name === 'keyShares') keyShares.set(member, message as KeyShares)
      if (name === 'unmasking') unmaskings.set(member, message as Unmasking)
    }
    return message
  }
  const outcome = simulateAttempt({
    context,
    members: group.signers.map((signer, i) => ({
      signer,
      organisation: `organisation ${i + 1}`,
      input: inputOf(i + 1, context.parameters.dimension),
    })),
    coordinator: group.coordinator,
    floors: testFloors,
    random,
    faults,
    wire,
    restartMembers: true,
  })
  return { context, outcome, said, place, advertisements, keyShares, unmaskings }
}

function sayerOf(signers: readonly Signer[], statement: HolderStatement, place: Place): number {
  const found = signers.findIndex(({ publicKey }) => isSaidBy(statement, place, publicKey))
  if (found < 0) throw new Error(`nobody signed this ${statement.kind}`)
  return found + 1
}

/** One attempt of a group of `size` with these faults. */
export function overhearOne(size: number, faults: readonly Fault[] = [], seed = 'overheard') {
  const group = groupOf(size)
  return { group, ...overhear(group, group.context, faults, unsafeFixedRandom(seed)) }
}
