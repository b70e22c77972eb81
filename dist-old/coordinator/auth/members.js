/**
 * Who is enrolled. The list lives in the database; a copy is kept here because every request and every message of a
 * round looks somebody up. Its Merkle root, signed by the coordinator, is the registry that rosters are drawn from.
 */
import { sha256, toHex, utf8 } from '../../aggregation/index.js';
import { granted, refused } from '../../protos/reasons.js';
import { registryRoot, registrySigningBytes } from '../../protos/registry.js';
import { keyIdOf } from '../../protos/signed-request.js';
import { buyerAccount, payableAccount } from '../ledger/index.js';
const longestInvitationMs = 90 * 24 * 3_600_000;
const organisationPattern = /^[a-z0-9][a-z0-9-]{1,39}$/;
export async function openMembers(storage, ledger, signer, world) {
    const rows = await storage.db.selectFrom('member').selectAll().execute();
    const byKey = new Map();
    const byKeyId = new Map();
    const byOrganisation = new Map();
    const remember = (member) => {
        byKey.set(toHex(member.identityKey), member);
        byKeyId.set(toHex(keyIdOf(member.identityKey)), member);
        byOrganisation.set(member.organisation, member);
    };
    for (const row of rows) {
        remember({
            organisation: row.organisation,
            displayName: row.display_name,
            role: row.role,
            identityKey: Uint8Array.from(row.identity_key),
            enrolledAtMs: Number(row.enrolled_at_ms),
        });
    }
    const lookup = identityKey => {
        const member = byKey.get(toHex(identityKey));
        return member?.role === 'holder' ? member.organisation : undefined;
    };
    async function insert(tx, member) {
        const { organisation, displayName, role, identityKey, enrolledAtMs } = member;
        await tx
            .insertInto('member')
            .values({
            organisation,
            display_name: displayName,
            role,
            identity_key: Buffer.from(identityKey),
            enrolled_at_ms: BigInt(enrolledAtMs),
        })
            .execute();
        const account = accountFor(role, organisation);
        if (account !== undefined) {
            const opened = await ledger.openAccount(tx, { ...account, asset: 'credit', minimumUnits: 0n });
            if (opened.kind === 'rejected')
                throw new Error(`the account ${account.id} cannot be opened: ${opened.reason}`);
        }
    }
    return {
        find: organisation => byOrganisation.get(organisation),
        findByKey: identityKey => byKey.get(toHex(identityKey)),
        findByKeyId: keyId => byKeyId.get(keyId),
        organisationOf: key => byKey.get(key)?.organisation,
        lookup,
        registry() {
            const members = [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
            const version = members.length;
            const root = registryRoot(members);
            return { version, root, members, signature: signer.sign(registrySigningBytes(version, root)) };
        },
        async invite({ organisation, role, validForMs }) {
            if (!organisationPattern.test(organisation))
                return badOrganisation(organisation);
            if (byOrganisation.has(organisation)) {
                return refused('organisation-taken', `${organisation} is enrolled already`, { field: 'organisation' });
            }
            const validMs = Math.min(Math.max(validForMs, 60_000), longestInvitationMs);
            const code = Buffer.from(world.random.bytes(32)).toString('base64url');
            const expiresAtMs = world.nowMs() + validMs;
            await storage.transaction(tx => tx
                .insertInto('invitation')
                .values({
                code_hash: hashCode(code),
                organisation,
                role,
                expires_at_ms: BigInt(expiresAtMs),
                used_at_ms: null,
            })
                .execute());
            return granted({ code, organisation, role, expiresAtMs });
        },
        async enrol(request, signingKey) {
            const { invitation, organisation, displayName, identityKey } = request;
            if (toHex(identityKey) !== toHex(signingKey)) {
                return refused('signature-invalid', 'the request must be signed with the key that is enrolled', {
                    field: 'identityKey',
                });
            }
            const known = byKey.get(toHex(identityKey));
            if (known !== undefined)
                return answerKnown(known, organisation);
            const answer = await storage.transaction(async (tx) => {
                const found = await tx
                    .selectFrom('invitation')
                    .selectAll()
                    .where('code_hash', '=', hashCode(invitation))
                    .executeTakeFirst();
                if (found === undefined || found.used_at_ms !== null || found.organisation !== organisation)
                    return badInvitation();
                if (Number(found.expires_at_ms) < world.nowMs())
                    return badInvitation();
                if (byOrganisation.has(organisation)) {
                    return refused('organisation-taken', `${organisation} is enrolled already`, {
                        field: 'organisation',
                    });
                }
                const member = {
                    organisation,
                    displayName: displayName.trim() || organisation,
                    role: found.role,
                    identityKey,
                    enrolledAtMs: world.nowMs(),
                };
                await tx
                    .updateTable('invitation')
                    .set({ used_at_ms: BigInt(world.nowMs()) })
                    .where('code_hash', '=', found.code_hash)
                    .execute();
                await insert(tx, member);
                return granted(member);
            });
            if (answer.kind === 'granted')
                remember(answer.value);
            return answer;
        },
        async install(member) {
            await storage.transaction(tx => insert(tx, member));
            remember(member);
        },
    };
}
function accountFor(role, organisation) {
    if (role === 'buyer')
        return { id: buyerAccount(organisation), kind: 'buyer' };
    if (role === 'holder')
        return { id: payableAccount(organisation), kind: 'payable' };
    return undefined;
}
function hashCode(code) {
    return toHex(sha256(utf8(code)));
}
function badInvitation() {
    return refused('invitation-invalid', 'the invitation is unknown, used, expired, or for another organisation; ask the operator for a new one', { field: 'invitation' });
}
function badOrganisation(organisation) {
    return refused('malformed', `${JSON.stringify(organisation)} cannot be an organisation's id: use 2 to 40 lower-case letters, digits and hyphens`, { field: 'organisation' });
}
function answerKnown(known, organisation) {
    if (known.organisation === organisation)
        return granted(known);
    return refused('already-enrolled', `this key is enrolled already, for ${known.organisation}`, {
        field: 'identityKey',
    });
}
//# sourceMappingURL=members.js.map