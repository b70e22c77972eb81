import test from 'ava'
import { generateSigner, unsafeFixedRandom } from '../../aggregation/index.ts'
import { isSignedRegistry, registryRoot, registrySigningBytes } from '../../protos/registry.ts'
import type { Member } from '../../protos/types.ts'

const random = unsafeFixedRandom('registry')
const coordinator = generateSigner(random).signer

function member(organisation: string, role: Member['role'] = 'holder'): Member {
  const identityKey = generateSigner(random).signer.publicKey
  return { organisation, displayName: organisation, role, identityKey, enrolledAtMs: 1 }
}

const members = ['alpha', 'beta', 'gamma'].map(organisation => member(organisation))

function registryOf(version: number, signedVersion = version) {
  const root = registryRoot(members)
  const signature = coordinator.sign(registrySigningBytes(signedVersion, root))
  return { version, root, members, signature, removed: [] }
}

test('the root does not depend on the order in which members are listed', t => {
  t.deepEqual(registryRoot([...members].reverse()), registryRoot(members))
})

test('another key, name or role gives another root', t => {
  const [first, ...others] = members
  for (const change of [
    { identityKey: coordinator.publicKey },
    { organisation: 'alphaa' },
    { role: 'buyer' as const },
  ]) {
    t.notDeepEqual(registryRoot([{ ...first!, ...change }, ...others]), registryRoot(members))
  }
})

test('a registry holds when root and signature do, for its version alone', t => {
  t.true(isSignedRegistry(registryOf(3), coordinator.publicKey))
  t.false(isSignedRegistry(registryOf(3, 2), coordinator.publicKey))
  t.false(isSignedRegistry(registryOf(3), members[0]!.identityKey))
  t.false(isSignedRegistry({ ...registryOf(3), members: members.slice(1) }, coordinator.publicKey))
})
