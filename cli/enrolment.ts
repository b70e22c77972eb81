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
    const { role } = member
    const known = { environment, coordinatorKey, organisation: member.organisation, role }
    const profile = await pinProfile(home, target, known, keystore)
    return { profile, description, keyVersion: member.keyVersion ?? 1 }
  } finally {
    await port.close()
  }
}

/** Writes the settings of a home down: its member, and the coordinator with the key that it is held to. */
export async function pinProfile(
  home: string,
  { address, tls }: Pick<Target, 'address' | 'tls'>,
  {
    coordinatorKey,
    environment,
    organisation,
    role,
  }: Required<Pick<Profile, 'coordinatorKey' | 'environment' | 'organisation' | 'role'>>,
  keystore: string | undefined,
): Promise<Profile> {
  const profile: Profile = {
    ...{ version: 1, coordinator: address, coordinatorKey, environment, organisation, role },
    ...(keystore === undefined ? {} : { keystore: path.resolve(keystore) }),
    ...(tls === undefined ? {} : { tls: absolute(tls) }),
  }
  await writeProfile(home, profile)
  return profile
}

function absolute({ ca, certificate, key }: TlsFiles): TlsFiles {
  return {
    ca: path.resolve(ca),
    ...(certificate === undefined ? {} : { certificate: path.resolve(certificate) }),
    ...(key === undefined ? {} : { key: path.resolve(key) }),
  }
}
