/** What a member's keys sign about its keys: each statement names where it counts and whose keys it is of before all else. */
import { concat, enc, fromHex, utf8 } from '../aggregation/index.ts'
import type { Destination } from './signed-request.ts'
import type { Bytes, Role } from './types.ts'

/** Whose keys they are. */
export interface KeyOwner {
  readonly organisation: string
  readonly role: Role
}

/** tag 0x00 enc(environment, coordinator's key, organisation, role, and what is stated). */
export function statementBytes(
  tag: string,
  { environment, audience }: Destination,
  { organisation, role }: KeyOwner,
  stated: readonly Bytes[],
): Bytes {
  const whose = [utf8(environment), fromHex(audience), utf8(organisation), utf8(role)]
  return concat(utf8(`${tag}\0`), enc(...whose, ...stated))
}
