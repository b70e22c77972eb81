import { maximumEntries, maximumNameCharacters } from '../limits.js';
import * as t from '../types.js';
import { bytes, bytesOrNone, enumeration, list, natural, text } from './fields.js';
import { message } from './message.js';
const name = text(maximumNameCharacters);
const organisation = text(maximumNameCharacters, 1);
const role = enumeration(t.roles);
const key = bytes(32);
export const emptyCodec = message('Empty', {});
export const coordinatorDescriptionCodec = message('CoordinatorDescription', {
    name,
    environment: name,
    identityKey: key,
    version: name,
    certificateFingerprint: bytesOrNone(32),
});
export const inviteRequestCodec = message('InviteRequest', {
    organisation,
    role,
    validForMs: natural(),
});
export const invitationCodec = message('Invitation', {
    code: text(maximumNameCharacters, 1),
    organisation,
    role,
    expiresAtMs: natural(),
});
export const enrolRequestCodec = message('EnrolRequest', {
    invitation: text(maximumNameCharacters, 1),
    organisation,
    displayName: name,
    identityKey: key,
});
export const memberCodec = message('Member', {
    organisation,
    displayName: name,
    role,
    identityKey: key,
    enrolledAtMs: natural(),
});
export const registryCodec = message('Registry', {
    version: natural(),
    root: bytes(32),
    members: list(memberCodec, maximumEntries),
    signature: bytes(64),
});
//# sourceMappingURL=enrolment.js.map