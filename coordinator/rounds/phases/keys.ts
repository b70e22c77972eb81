import { secureServer, toHex } from '../../../aggregation/index.ts'

interface WithRoster {
  readonly session: secureServer.GroupSession
}

/** Identity keys, hexadecimal, of members by their indices. */
export function keysOf(state: WithRoster, indices: Iterable<number>): string[] {
  return Array.from(indices, index => toHex(secureServer.memberAt(state.session, index).identityKey))
}

/** Whether the member with this key has an entry in a table by index. */
export function isIn(state: WithRoster, table: { has(index: number): boolean }, key: string): boolean {
  const index = state.session.indices.get(key)
  return index !== undefined && table.has(index)
}
