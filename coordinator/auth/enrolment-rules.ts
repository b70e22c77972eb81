/** Whether an organisation may have one more member, and what somebody is told who may not. */
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Member, Role } from '../../protos/types.ts'
import { standTogether } from './sides.ts'

const organisationPattern = /^[a-z0-9][a-z0-9-]{1,39}$/

/** Why no member of this role may be added to those that the organisation has; undefined when one may. */
export function refusalToAdd(
  organisation: string,
  role: Role,
  present: readonly Pick<Member, 'role'>[],
): Refusal | undefined {
  if (!organisationPattern.test(organisation)) return badOrganisation(organisation)
  const other = present.find(member => !standTogether(member.role, role))
  if (other === undefined) return undefined
  if (other.role === role) {
    return refused('organisation-taken', `${organisation} is enrolled as ${role} already`, {
      field: 'organisation',
    })
  }
  return refused(
    'organisation-taken',
    `${organisation} is enrolled as ${other.role}, which one organisation may not be beside ${role}; invite another organisation`,
    { field: 'role' },
  )
}

/** The answer to a key that is enrolled: the same member again, unless it came for a second role. */
export function answerKnown(
  known: Member,
  organisation: string,
  invitedAs: string | undefined,
): Answer<Member> {
  if (known.organisation === organisation && (invitedAs ?? known.role) === known.role) return granted(known)
  return refused(
    'already-enrolled',
    `this key is enrolled already, as ${known.role} of ${known.organisation}; a key holds one role, so enrol with another`,
    { field: 'identityKey' },
  )
}

/** For a key that any member has or had. */
export function keyTaken(): Refusal {
  return refused('already-enrolled', 'this key was enrolled before; make a new one', { field: 'identityKey' })
}

function badOrganisation(organisation: string): Refusal {
  return refused(
    'malformed',
    `${JSON.stringify(organisation)} cannot be an organisation's id: use 2 to 40 lower-case letters, digits and hyphens`,
    { field: 'organisation' },
  )
}
