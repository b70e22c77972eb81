/** The list of members of production over a database in memory, with one member in each role. */
import { generateSigner, type RandomSource, type Signer, systemRandom } from '../../aggregation/index.ts'
import { type Members, openMembers } from '../../coordinator/auth/members.ts'
import { realWorld, type World } from '../../coordinator/index.ts'
import { createLedger } from '../../coordinator/ledger/index.ts'
import { openStorage, type Storage } from '../../coordinator/storage/index.ts'
import { type Role, roles } from '../../protos/types.ts'
import { testSealKey } from './ledger.ts'

export interface EnrolledRoles {
  readonly storage: Storage
  readonly members: Members
  readonly signers: ReadonlyMap<Role, Signer>
  /** The same list, read from the database again. */
  reopened(): Promise<Members>
}

/** Every member's organisation is `of-` and its role; their keys are drawn from the random source. */
export async function enrolEveryRole(
  random: RandomSource = systemRandom,
  world: World = realWorld(systemRandom),
): Promise<EnrolledRoles> {
  const storage = await openStorage({ memory: true })
  const ledger = createLedger(world, testSealKey)
  await storage.transaction(tx => ledger.openAsset(tx, { id: 'credit', scale: 0 }))
  const coordinator = generateSigner(systemRandom).signer
  const reopened = () => openMembers(storage, ledger, coordinator, world)
  const members = await reopened()
  const signers = new Map<Role, Signer>()
  for (const role of roles) {
    const { signer } = generateSigner(random)
    const organisation = `of-${role}`
    await members.install({
      organisation,
      displayName: organisation,
      role,
      identityKey: signer.publicKey,
      enrolledAtMs: 1,
    })
    signers.set(role, signer)
  }
  return { storage, members, signers, reopened }
}
