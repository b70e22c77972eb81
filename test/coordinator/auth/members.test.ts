import test from 'ava'
import { generateSigner, sha256, systemRandom, toHex, utf8 } from '../../../aggregation/index.ts'
import type { Members } from '../../../coordinator/auth/members.ts'
import { mayInvite, sides, standTogether } from '../../../coordinator/auth/sides.ts'
import { makeApiKey, readApiKey } from '../../../protos/api-key.ts'
import { type Role, roles } from '../../../protos/types.ts'
import { type EnrolledRoles, enrolEveryRole } from '../../support/enrolled-roles.ts'
import { must } from '../../support/small-federation.ts'

let enrolled: EnrolledRoles
let members: Members
test.before(async () => {
  enrolled = await enrolEveryRole()
  members = enrolled.members
})
test.after.always(() => enrolled.storage.close())

const strangersKey = generateSigner(systemRandom).signer.publicKey
const operator = { role: 'operator', identityKey: strangersKey } as const
const officer = { role: 'security-officer', identityKey: strangersKey } as const
const inviting = (organisation: string, role: Role) => ({ organisation, role, validForMs: 3_600_000 })

async function enrol(organisation: string, role: Role, key = generateSigner(systemRandom).signer) {
  const { code } = must(await members.invite(operator, inviting(organisation, role)))
  const identityKey = key.publicKey
  const request = { invitation: code, organisation, displayName: organisation, identityKey }
  return { key, answer: await members.enrol(request, identityKey) }
}

test('a holder and its data owner are two members of one organisation, and only the holder is in rounds and has an account', async t => {
  const owner = await enrol('st-anna', 'data-owner')
  t.like(must(owner.answer), { organisation: 'st-anna', role: 'data-owner' })
  t.is(members.find('st-anna'), undefined)
  const node = await enrol('st-anna', 'holder')
  for (const list of [members, await enrolled.reopened()]) {
    t.deepEqual(list.find('st-anna')?.identityKey, node.key.publicKey)
    const { version } = list.registry()
    t.is(list.lookupAt(version)(node.key.publicKey), 'st-anna')
    t.is(list.lookupAt(version)(owner.key.publicKey), undefined)
    t.is(list.keys.ofKey(toHex(owner.key.publicKey))?.role, 'data-owner')
    t.is(list.registry().members.filter(({ organisation }) => organisation === 'st-anna').length, 2)
  }
  const accounts = await enrolled.storage.db
    .selectFrom('account')
    .select('id')
    .where('id', 'like', '%st-anna%')
    .execute()
  t.deepEqual(accounts, [{ id: 'payable:st-anna' }])
})

test('an organisation has one member of a role, whichever of two invitations is used first', async t => {
  const first = must(await members.invite(operator, inviting('beech', 'buyer')))
  await enrol('beech', 'buyer')
  const late = generateSigner(systemRandom).signer.publicKey
  const request = { invitation: first.code, organisation: 'beech', displayName: '', identityKey: late }
  t.like(await members.enrol(request, late), { reason: 'organisation-taken', field: 'organisation' })
  t.like(await members.invite(operator, inviting('beech', 'buyer')), { reason: 'organisation-taken' })
})

test('an invitation is a secret that a scanner knows; one that is mistyped, for elsewhere or no invitation is told apart, and used by nobody', async t => {
  const { code } = must(await members.invite(operator, inviting('ash', 'buyer')))
  t.like(readApiKey(code), { kind: 'read', label: { environment: 'dev', kind: 'invitation' } })
  const { signer } = generateSigner(systemRandom)
  const identityKey = signer.publicKey
  const enrolling = (invitation: string) =>
    members.enrol({ invitation, organisation: 'ash', displayName: '', identityKey }, identityKey)
  const said = async (invitation: string) => {
    const answer = await enrolling(invitation)
    return answer.kind === 'refused' ? [answer.reason, answer.field, answer.message] : []
  }
  const swapped = `${code.slice(0, 40)}${code[41]}${code[40]}${code.slice(42)}`
  const wrong = [
    [swapped === code ? `${code.slice(0, -1)}_` : swapped, /checksum/],
    [code.slice(0, -1), /checksum/],
    [makeApiKey('live', 'invitation', systemRandom).text, /for a live coordinator, and this one is dev/],
    [makeApiKey('dev', 'reading', systemRandom).text, /API key for reading/],
    [makeApiKey('dev', 'invitation', systemRandom).text, /unknown, used/],
  ] as const
  for (const [text, words] of wrong) {
    const [reason, field, message] = await said(text)
    t.deepEqual([reason, field], ['invitation-invalid', 'invitation'])
    t.regex(message ?? '', words)
  }
  t.like(must(await enrolling(code)), { organisation: 'ash', role: 'buyer' })
})

test('a code of an earlier version is good until it ends', async t => {
  const code = Buffer.from(systemRandom.bytes(32)).toString('base64url')
  await enrolled.storage.transaction(tx =>
    tx
      .insertInto('invitation')
      .values({
        ...{ id: '', code_hash: toHex(sha256(utf8(code))), organisation: 'yew', role: 'arbiter' },
        ...{ expires_at_ms: BigInt(Date.now() + 60_000), used_at_ms: null, key_id: '', revoked_at_ms: null },
      })
      .execute(),
  )
  const identityKey = generateSigner(systemRandom).signer.publicKey
  const request = { invitation: code, organisation: 'yew', displayName: '', identityKey }
  t.is(must(await members.enrol(request, identityKey)).role, 'arbiter')
})

test('whoever earns in bounties has nobody who pays in, admits, watches or judges', async t => {
  await enrol('oak', 'buyer')
  for (const role of ['treasurer', 'security-officer', 'auditor', 'arbiter', 'holder', 'operator'] as const) {
    const answer = await members.invite(operator, inviting('oak', role))
    t.like(answer, { kind: 'refused', reason: 'organisation-taken', field: 'role' }, role)
  }
  // An invitation from before is judged again when it is used.
  const treasurer = must(await members.invite(operator, inviting('elm', 'treasurer')))
  await enrol('elm', 'evaluator')
  const key = generateSigner(systemRandom).signer.publicKey
  const request = { invitation: treasurer.code, organisation: 'elm', displayName: '', identityKey: key }
  t.like(await members.enrol(request, key), { reason: 'organisation-taken', field: 'role' })
  t.is(members.keys.ofKey(toHex(key)), undefined)
})

test('a key holds one role, and a repeated enrolment is answered with it', async t => {
  const { code } = must(await members.invite(operator, inviting('coordinator-house', 'treasurer')))
  const { signer } = generateSigner(systemRandom)
  const identityKey = signer.publicKey
  const request = { invitation: code, organisation: 'coordinator-house', displayName: '', identityKey }
  const member = must(await members.enrol(request, identityKey))
  t.deepEqual(must(await members.enrol(request, identityKey)), member)
  const { answer } = await enrol('coordinator-house', 'auditor', signer)
  t.like(answer, { kind: 'refused', reason: 'already-enrolled', field: 'identityKey' })
  t.is(members.keys.ofKey(toHex(identityKey))?.role, 'treasurer')
  t.like(must((await enrol('coordinator-house', 'auditor')).answer), { role: 'auditor' })
})

test('a security officer admits members, and to none of the roles beside or above it', async t => {
  for (const role of roles) {
    const answer = await members.invite(officer, inviting(`new-${role}`, role))
    const isOperators = ['operator', 'security-officer', 'treasurer', 'auditor'].includes(role)
    t.is(answer.kind === 'refused' ? answer.reason : answer.kind, isOperators ? 'forbidden' : 'granted', role)
    t.is((await members.invite(operator, inviting(`new-${role}`, role))).kind, 'granted', role)
    for (const other of ['auditor', 'treasurer', 'holder', 'anyone'] as const) t.false(mayInvite(other, role))
  }
})

test('every role is on one side', t => {
  t.deepEqual(sides.flat().sort(), [...roles].sort())
  t.true(standTogether('treasurer', 'auditor'))
  t.false(standTogether('treasurer', 'treasurer'))
  t.false(standTogether('researcher', 'buyer'))
})
