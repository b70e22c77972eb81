import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { generateSigner, type Signer, sha256, systemRandom, toHex } from '../../../aggregation/index.ts'
import { signatureWindowMs } from '../../../coordinator/auth/clock-window.ts'
import { openDoor } from '../../../coordinator/auth/door.ts'
import { openNonces } from '../../../coordinator/auth/nonces.ts'
import { realWorld } from '../../../coordinator/index.ts'
import { makeApiKey } from '../../../protos/api-key.ts'
import {
  type Answer,
  type Caller,
  type CoordinatorPort,
  type OperationName,
  operationNames,
  operations,
  protoFiles,
  roles,
  type SessionPlace,
  signRequest,
} from '../../../protos/index.ts'
import { protoFolder } from '../../../protos/load.ts'
import { inProcessPort } from '../../../simulator/index.ts'
import { watchOf } from '../../support/door-watch.ts'
import { type EnrolledRoles, enrolEveryRole } from '../../support/enrolled-roles.ts'
import { fakeService, fakeWatch } from '../../support/fake-coordinator.ts'
import { sessionFor, transactionFor } from '../../support/session-for.ts'

const callers = [...roles, 'anyone'] as const
const strangersKey = generateSigner(systemRandom).signer
let enrolled: EnrolledRoles
test.before(async () => {
  enrolled = await enrolEveryRole()
})
test.after.always(() => enrolled.storage.close())

/** Read with a pattern from the text of the .proto files, which the operations are read from in another way. */
function whoMayCall(): ReadonlyMap<string, readonly Caller['role'][]> {
  const found = new Map<string, readonly Caller['role'][]>()
  for (const file of protoFiles) {
    const text = readFileSync(join(protoFolder, file), 'utf8')
    const service = /^service (\w+)/m.exec(text)?.[1]
    const options =
      /^ {2}rpc (\w+)[^;]*?option \(access\) = \{ (?:roles: \[([^\]]*)\]|(members|anyone): true)/gm
    for (const [, method, named, wide] of text.matchAll(options)) {
      const words = named?.split(', ').map(name => name.toLowerCase().replaceAll('_', '-')) ?? []
      const allowed = callers.filter(
        role => words.includes(role) || wide === 'anyone' || (wide === 'members' && role !== 'anyone'),
      )
      found.set(`/parley.v1.${service}/${method}`, allowed)
    }
  }
  return found
}
const allowed = whoMayCall()

const refusalOf = (role: Caller['role']) => (role === 'anyone' ? 'unauthenticated' : 'forbidden')
const expectedOf = (name: OperationName, role: Caller['role']) =>
  allowed.get(operations[name].path)?.includes(role) === true ? 'admitted' : refusalOf(role)

test('the door admits a signed request of each role to the methods whose .proto names it, and to no other', async t => {
  const world = realWorld(systemRandom)
  const nonces = openNonces(enrolled.storage, world, signatureWindowMs)
  t.teardown(() => nonces.close())
  const here = { environment: 'test', audience: toHex(sha256(Uint8Array.of(7))) }
  const door = openDoor({ members: enrolled.members, nonces, world, watch: watchOf(), ...here })
  const ask = async (
    name: OperationName,
    role: Caller['role'],
    signer: Signer,
    nextPlace: () => SessionPlace,
  ) => {
    const body = systemRandom.bytes(3)
    const { path, needsSession, confirmation } = operations[name]
    const owner = role === 'anyone' ? undefined : { organisation: `of-${role}`, role }
    const transactionId =
      confirmation === 'none' || owner === undefined
        ? undefined
        : await transactionFor(enrolled.storage, signer.publicKey, owner, name, body)
    const unsigned = {
      destination: here,
      path,
      body,
      keyVersion: 1,
      unixMs: world.nowMs(),
      idempotencyKey: '',
      ...(needsSession && { session: nextPlace() }),
      ...(transactionId !== undefined && { transactionId }),
    }
    const signature = signRequest({ ...unsigned, showPublicKey: role === 'anyone' }, signer, systemRandom)
    const answer = await door.admit({ method: name, signature, body, address: '192.0.2.7' })
    return answer.kind === 'granted' ? 'admitted' : answer.reason
  }
  t.is(allowed.size, operationNames.length)
  for (const role of callers) {
    const signer = role === 'anyone' ? strangersKey : enrolled.signers.get(role)!
    const nextPlace = await sessionFor(enrolled.storage, signer.publicKey)
    for (const name of operationNames)
      t.is(await ask(name, role, signer, nextPlace), expectedOf(name, role), `${role} calls ${name}`)
  }
})

/** Of the methods whose .proto says that they read: parts in rounds, models, and what only a signer needs. */
const neverByApiKey = /\/(Await\w+|Describe|GetDelivery|DownloadBlob|GetSessionChallenge|ListTransactions)$/

test('whatever an API key is said to be for, it is admitted to reading methods of its owner’s role alone', async t => {
  const reading = new Set<string>()
  for (const file of protoFiles) {
    const text = readFileSync(join(protoFolder, file), 'utf8')
    const service = /^service (\w+)/m.exec(text)?.[1]
    for (const [, method] of text.matchAll(
      /^ {2}rpc (\w+)[^;]*?option \(access\) = \{[^}]*sensitivity: READ\b/gm,
    ))
      reading.add(`/parley.v1.${service}/${method}`)
  }
  const { text, id, hash } = makeApiKey('test', 'reading', systemRandom)
  const [issuedAtMs, expiresAtMs] = [Date.now(), Date.now() + 60_000]
  for (const role of roles) {
    const key = {
      ...{
        id,
        hash,
        organisation: `of-${role}`,
        role,
        name: '',
        environment: 'test',
        issuedAtMs,
        expiresAtMs,
      },
      ...{ lastUsedAtMs: 0, uses: 0, revokedAtMs: 0, reason: '', methods: operationNames },
    }
    const members = { ...enrolled.members, apiKeys: { ...enrolled.members.apiKeys, find: async () => key } }
    const door = openDoor({
      ...{ members, world: realWorld(systemRandom), watch: watchOf(), environment: 'test', audience: '' },
      nonces: { take: async () => 'first', close: () => undefined },
    })
    for (const name of operationNames) {
      const { path } = operations[name]
      const answer = await door.admitByApiKey({ method: name, apiKey: text, address: '192.0.2.7' })
      const isOpen = reading.has(path) && !neverByApiKey.test(path) && allowed.get(path)!.includes(role)
      t.is(
        answer.kind === 'granted' ? 'admitted' : answer.reason,
        isOpen ? 'admitted' : 'forbidden',
        `${role} calls ${name}`,
      )
    }
  }
})

test('in one process the same roles are refused the same methods', async t => {
  for (const role of callers) {
    const service = fakeService({ watch: fakeWatch(1).watch })
    const caller = { organisation: 'north', role, identityKey: new Uint8Array(32), idempotencyKey: '' }
    const port = inProcessPort(service, caller)
    for (const name of operationNames) {
      const isOpen = expectedOf(name, role) === 'admitted'
      t.is(await isAdmitted(port, name), isOpen, `${role} calls ${name}`)
    }
  }
})

/** Whether a request that says nothing gets further than to who may send it. */
async function isAdmitted(port: CoordinatorPort, name: OperationName): Promise<boolean> {
  if (name === 'watch') {
    const stop = new AbortController()
    for await (const _ of port.watch({ bountyId: '', after: 0 }, stop.signal)) {
      stop.abort()
      return true
    }
    return false
  }
  if (name === 'uploadBlob') return isPast(await port.uploadBlob(new Uint8Array()))
  // The others differ in what they are asked; here all are asked nothing.
  const call = port[name] as (...empty: readonly object[]) => Promise<Answer<unknown>>
  return isPast(await call({}, {}, {}))
}

const isPast = (answer: Answer<unknown>) => answer.kind === 'granted' || answer.reason !== 'forbidden'
