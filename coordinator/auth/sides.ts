/**
 * Which roles keep apart. A key holds one role. An organisation stands on one side: it may have several members, each with a key
 * and a role of its own, but nobody of it watches over or pays out what another of it earns. And whoever admits members
 * gives out no role that is above them all.
 */
import type { Caller } from '../../protos/service.ts'
import { type Role, roles } from '../../protos/types.ts'

/** Of whom an organisation's members may be, in one row: no two rows share an organisation. */
export const sides: readonly (readonly Role[])[] = [
  ['operator', 'security-officer', 'treasurer', 'auditor'],
  ['buyer'],
  ['holder', 'data-owner'],
  ['evaluator'],
  ['arbiter'],
  ['researcher', 'replica'],
]

/** The coordinator's own side. */
export function isOfHouse(role: Role): boolean {
  return sideOf(role) === sideOf('operator')
}

/** Whoever approves what others of the coordinator's side ask for: auditors only look. */
export function approves(role: Role): boolean {
  return isOfHouse(role) && role !== 'auditor'
}

const sideOf = (role: Role) => sides.findIndex(side => side.includes(role))

/** Whether two members of one organisation may hold these roles; the same one has a single member. */
export function standTogether(one: Role, other: Role): boolean {
  return one !== other && sideOf(one) === sideOf(other)
}

/** Roles that a security officer may invite to; the operator, to all. */
export const invitedByOfficer: readonly Role[] = roles.filter(role => !isOfHouse(role))

/** Whoever lets somebody in may put it out again. The operator is put out by nobody: it is its house. */
export function mayPutOut(by: Caller['role'], role: Role): boolean {
  return role !== 'operator' && mayInvite(by, role)
}

export function mayInvite(inviter: Caller['role'], role: Role): boolean {
  return inviter === 'operator' || (inviter === 'security-officer' && invitedByOfficer.includes(role))
}
