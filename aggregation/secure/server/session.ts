/** The session as the coordinator sees it: all members, the graph between them, and the tree over the roster. */
import { buildMerkleTree, type MerkleTree, toHex } from '../../crypto/index.ts'
import { type Graph, graphOf } from '../graph.ts'
import type { Advertisement, Bytes, PeerIndex } from '../messages.ts'
import type { Neighbourhood } from '../parameters.ts'
import { memberLeaf, type Session, sessionOf } from '../roster.ts'

export interface GroupSession extends Session {
  /** Member i is `members[i - 1]`. */
  readonly members: readonly Advertisement[]
  readonly graph: Graph
  readonly roster: MerkleTree
  /** Smallest survivor set that the parameters allow. */
  readonly leastSurvivors: number
  /** By identity key, hexadecimal. */
  readonly indices: ReadonlyMap<string, PeerIndex>
}

/** The session of checked members in roster order. */
export function openGroupSession(
  contextHash: Bytes,
  members: readonly Advertisement[],
  neighbourhood: Neighbourhood,
): GroupSession {
  const roster = buildMerkleTree(members.map(memberLeaf))
  const session = sessionOf(contextHash, roster.root, members.length, neighbourhood)
  return {
    ...session,
    members,
    roster,
    graph: graphOf(roster.root, session.size, session.degree),
    leastSurvivors: neighbourhood.leastSurvivors,
    indices: new Map(members.map(({ identityKey }, i) => [toHex(identityKey), i + 1])),
  }
}

/** The advertisement of member `index`; throws for an index that the roster does not have. */
export function memberAt(session: GroupSession, index: PeerIndex): Advertisement {
  const member = session.members[index - 1]
  if (member === undefined) throw new RangeError(`member ${index} is not in 1..${session.size}`)
  return member
}

/** The index of an identity in the roster, or undefined when it is not a member. */
export function indexOfIdentity(session: GroupSession, identityKey: Bytes): PeerIndex | undefined {
  return session.indices.get(toHex(identityKey))
}

/** Whether each of `members` has at least the threshold of holders for which `isAble` holds. */
export function holdersSuffice(
  session: GroupSession,
  members: readonly PeerIndex[],
  isAble: (index: PeerIndex) => boolean,
): boolean {
  const { graph, threshold, degree, size } = session
  // On the complete graph all members have the same holders.
  const examined = degree === size - 1 ? members.slice(0, 1) : members
  return examined.every(index => graph.closedNeighbourhood(index).filter(isAble).length >= threshold)
}
