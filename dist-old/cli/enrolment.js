/** Becoming a member: ask the coordinator who it is, pin its key, hand in the invitation, write the profile. */
import path from 'node:path';
import { toHex } from '../aggregation/index.js';
import { firstContact, openPort, taken } from './connect.js';
import { writeProfile } from './profile.js';
/** Enrols and pins. Throws `RefusedError`, or `UsageError` when the coordinator is not the expected one. */
export async function enrolWith({ home, target, signer, invitation, organisation, displayName, keystore }, world) {
    const description = await firstContact(target, signer, world);
    const { environment } = description;
    const coordinatorKey = toHex(description.identityKey);
    const port = await openPort({ ...target, environment, coordinatorKey }, signer, world);
    try {
        const request = { invitation, organisation, displayName, identityKey: signer.publicKey };
        const member = taken(await port.enrol(request));
        const profile = {
            version: 1,
            coordinator: target.address,
            coordinatorKey,
            environment,
            organisation: member.organisation,
            role: member.role,
            ...(keystore === undefined ? {} : { keystore: path.resolve(keystore) }),
            ...(target.tls === undefined ? {} : { tls: absolute(target.tls) }),
        };
        await writeProfile(home, profile);
        return { profile, description };
    }
    finally {
        await port.close();
    }
}
function absolute({ ca, certificate, key }) {
    return {
        ca: path.resolve(ca),
        ...(certificate === undefined ? {} : { certificate: path.resolve(certificate) }),
        ...(key === undefined ? {} : { key: path.resolve(key) }),
    };
}
//# sourceMappingURL=enrolment.js.map