/** Becoming a member: ask the coordinator who it is, pin its key, hand in the invitation, write the profile. */
import path from 'node:path'
import { type Signer, toHex } from '../aggregation/index.ts'
import type { CoordinatorDescription } from '../protos/types.ts'
import { firstContact, openPort, type Target, type TlsFiles, taken } from './connect.ts'
import { type Profile, writeProfile } from './profile.ts'
import type { World } from './world.ts'

export interface Enrolment {
  readonly home: string
  readonly target: Target
  readonly signer: Signer
  readonly invitation: string
  readonly organisation: string
  readonly displayName: string
  /** The keystore where it is not keystore.json in the home. */
  readonly keystore?: string
}

/** What came of it. */
interface Enrolled {
  readonly profile: Profile
  readonly description: CoordinatorDescription
  /** More than 1 for a member that came back under a new key. */
  readonly keyVersion: number
}

/** Enrols and pins. Throws `RefusedError`, or `UsageError` when the coordinator is not the expected one. */
export async function enrolWith(
  { home, target, signer, invitation, organisation, displayName, keystore }: Enrolment,
  world: World,
): Promise<Enrolled> {
  const description = await firstContact(target, signer, world)
  const { environment } = description
  const coordinatorKey = toHex(description.identityKey)
  const port = await openPort({ ...target, environment, coordinatorKey }, signer, world)
  try {
    const request = { invitation, organisation, displayName, identityKey: signer.publicKey }
    const member = taken(await port.enrol(request))
    const profile: Profile = {
      version: 1,
      coordinator: target.address,
      coordinatorKey,
      environment,
      organisation: member.organisation,
      role: member.role,
      ...(keystore === undefined ? {} : { keystore: path.resolve(keystore) }),
      ...(target.tls === undefined ? {} : { tls: absolute(target.tls) }),
    }
    await writeProfile(home, profile)
    return { profile, description, keyVersion: member.keyVersion ?? 1 }
  } finally {
    await port.close()
  }
}

function absolute({ ca, certificate, key }: TlsFiles): TlsFiles {
  return {
    ca: path.resolve(ca),
    ...(certificate === undefined ? {} : { certificate: path.resolve(certificate) }),
    ...(key === undefined ? {} : { key: path.resolve(key) }),
  }
}
