/** Who sees what belongs to others. Everybody else sees its own organisation's, and what is public. */
import type { Caller } from '../../protos/service.ts'

/** Drafts, and why holders declined. */
export function seesEveryBounty(role: Caller['role']): boolean {
  return role === 'operator' || role === 'auditor'
}

/** Balances and statements. */
export function seesEveryBook(role: Caller['role']): boolean {
  return role === 'operator' || role === 'auditor' || role === 'treasurer'
}

/** Events of security, whoever they are of. */
export function seesEveryEvent(role: Caller['role']): boolean {
  return role === 'operator' || role === 'auditor' || role === 'security-officer'
}

/** Which keys members have, and had. */
export function seesEveryKey(role: Caller['role']): boolean {
  return role === 'operator' || role === 'auditor' || role === 'security-officer'
}
