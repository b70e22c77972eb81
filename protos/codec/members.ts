import { maximumEntries, maximumNameCharacters, maximumSentenceCharacters } from '../limits.ts'
import * as t from '../types.ts'
import { apiKeyCodec } from './api-keys.ts'
import { enumeration, list, natural, text } from './fields.ts'
import { memberKeyCodec } from './keys.ts'
import { message, messageWithOptionals } from './message.ts'
import type * as wire from './wire.ts'

const organisation = text(maximumNameCharacters, 1)
const role = enumeration(t.roles)

export const invitationsRequestCodec = message<t.InvitationsRequest, wire.InvitationsRequest>(
  'InvitationsRequest',
  { organisation: text(maximumNameCharacters) },
)

const openInvitation = message<t.OpenInvitation, wire.OpenInvitation>('OpenInvitation', {
  id: text(maximumNameCharacters),
  organisation,
  role,
  expiresAtMs: natural(),
})

export const invitationListCodec = message<t.InvitationList, wire.InvitationList>('InvitationList', {
  invitations: list(openInvitation, maximumEntries),
})

export const revokeMemberRequestCodec = messageWithOptionals<t.RevokeMemberRequest, wire.RevokeMemberRequest>(
  'RevokeMemberRequest',
  { organisation, role, reason: text(maximumSentenceCharacters, 1) },
  ['role'],
)

export const revokedMemberCodec = message<t.RevokedMember, wire.RevokedMember>('RevokedMember', {
  keys: list(memberKeyCodec, maximumEntries),
  apiKeys: list(apiKeyCodec, maximumEntries),
  invitations: list(openInvitation, maximumEntries),
})
