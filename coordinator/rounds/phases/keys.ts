import { toHex } from '../../../aggregation/index.ts'

interface WithRoster {
  readonly session: { readonly members: readonly { readonly identityKey: Uint8Array }[] }
}

/** Identity keys, hexadecimal, of members by their indices. */
export function keysOf(state: WithRoster, indices: Iterable<number>): string[] {
  return Array.from(indices, index => toHex(state.session.members[index - 1]!.identityKey))
}

/** Identity keys of the whole roster. */
export function rosterKeys(state: WithRoster): string[] {
  return state.session.members.map(member => toHex(member.identityKey))
}

export function allIn(expected: readonly string[], answered: ReadonlySet<string>): boolean {
  return expected.every(key => answered.has(key))
}
