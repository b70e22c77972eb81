import { maximumEntries, maximumNameCharacters } from '../limits.ts'
import * as t from '../types.ts'
import { bytes, bytesOrNone, count, enumeration, list, natural, text } from './fields.ts'
import { message, messageWithOptionals } from './message.ts'
import type * as wire from './wire.ts'

const name = text(maximumNameCharacters)
const organisation = text(maximumNameCharacters, 1)
const role = enumeration(t.roles)
const key = bytes(32)

export const emptyCodec = message<t.Empty, wire.Empty>('Empty', {} as never)

export const coordinatorDescriptionCodec = message<t.CoordinatorDescription, wire.CoordinatorDescription>(
  'CoordinatorDescription',
  {
    name,
    environment: name,
    identityKey: key,
    version: name,
    certificateFingerprint: bytesOrNone(32),
  },
)

export const inviteRequestCodec = message<t.InviteRequest, wire.InviteRequest>('InviteRequest', {
  organisation,
  role,
  validForMs: natural(),
})

export const invitationCodec = message<t.Invitation, wire.Invitation>('Invitation', {
  code: text(maximumNameCharacters, 1),
  organisation,
  role,
  expiresAtMs: natural(),
})

export const enrolRequestCodec = message<t.EnrolRequest, wire.EnrolRequest>('EnrolRequest', {
  invitation: text(maximumNameCharacters, 1),
  organisation,
  displayName: name,
  identityKey: key,
})

export const memberCodec = messageWithOptionals<t.Member, wire.Member>(
  'Member',
  {
    organisation,
    displayName: name,
    role,
    identityKey: key,
    enrolledAtMs: natural(),
    addedIn: natural(),
    removedIn: natural(),
    keyVersion: count(),
  },
  ['addedIn', 'removedIn', 'keyVersion'],
)

export const registryCodec = message<t.Registry, wire.Registry>('Registry', {
  version: natural(),
  root: bytes(32),
  members: list(memberCodec, maximumEntries),
  signature: bytes(64),
  removed: list(memberCodec, maximumEntries),
})
