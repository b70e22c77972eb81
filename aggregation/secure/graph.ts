import type { PeerIndex } from './messages.ts'

/** Largest group on the complete graph. */
export const completeGraphLimit = 128

/** 1..size: on the complete graph, the holders of every member's shares, the dealer included. */
export function everyone(size: number): PeerIndex[] {
  return Array.from({ length: size }, (_, i) => i + 1)
}

/** With whom member `index` shares masks on the complete graph: everyone else among `members`. */
export function neighboursOf(index: PeerIndex, members: readonly PeerIndex[]): PeerIndex[] {
  return members.filter(member => member !== index)
}
