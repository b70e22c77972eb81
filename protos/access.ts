/**
 * Who may call a method and what hangs on it, as its .proto file says by the option `access`. Read as the module of operations is
 * loaded, which the build does: a method that says nothing, or nonsense, is found there and not by whoever calls it first.
 */
import type { ServiceDefinition } from '@grpc/proto-loader'
import { type Role, roles } from './types.ts'

/** Who may call: any of these roles, or whoever holds a key, enrolled or not. */
export type AllowedRoles = readonly Role[] | 'anyone'

/** What hangs on a call; `access.proto` says what each word means. All but the first change something. */
export const sensitivities = ['read', 'state', 'money', 'keys', 'override'] as const
export type Sensitivity = (typeof sensitivities)[number]

/** What a call needs beside its signature; `access.proto` says what each word means. */
export const confirmations = ['none', 'transaction', 'second-factor', 'second-person'] as const
export type Confirmation = (typeof confirmations)[number]

export interface MethodAccess {
  readonly roles: AllowedRoles
  readonly sensitivity: Sensitivity
  /** It changes something, and is called in no session. */
  readonly isOutsideSession: boolean
  readonly confirmation: Confirmation
}

/**
 * Methods that a stranger may call: it must learn whom it talks to, and become a member, or come back as one that has lost its keys.
 * None is open without standing here.
 */
export const openToAnyone: readonly string[] = [
  '/parley.v1.Enrolment/Describe',
  '/parley.v1.Enrolment/Enrol',
  '/parley.v1.Recovery/RecoverKey',
]

/** A .proto file leaves it open who may call a method; the message names every such method. */
export class AccessError extends Error {
  override readonly name = 'AccessError'
}

/** By path, of every method. Throws `AccessError`. */
export function readAccess(services: Iterable<ServiceDefinition>): ReadonlyMap<string, MethodAccess> {
  const found = new Map<string, MethodAccess>()
  const faults: string[] = []
  for (const { path, options } of [...services].flatMap(service => Object.values(service))) {
    const access = accessOf(path, new Map<string, unknown>(Object.entries(options)).get('(access)'))
    if ('fault' in access) faults.push(`${path} ${access.fault}`)
    else found.set(path, access)
  }
  if (faults.length > 0) throw new AccessError(faults.join('\n'))
  return found
}

interface Fault {
  readonly fault: string
}

function accessOf(path: string, option: unknown): MethodAccess | Fault {
  if (typeof option !== 'object' || option === null) {
    return {
      fault: 'does not say who may call it; add: option (access) = { roles: [HOLDER], sensitivity: READ };',
    }
  }
  const said = new Map<string, unknown>(Object.entries(option))
  const level = said.get('sensitivity')
  const sensitivity = wordIn(sensitivities, level)
  if (sensitivity === undefined)
    return { fault: `needs a sensitivity of ${sensitivities.map(nameOf).join(', ')}, not ${level}` }
  const allowed = allowedBy(said)
  if ('fault' in allowed) return allowed
  if (allowed.roles === 'anyone' && !openToAnyone.includes(path)) {
    return {
      fault: 'is open to anyone; name its roles, or put it on the list openToAnyone in protos/access.ts',
    }
  }
  const confirmation = wordIn(confirmations, said.get('confirmation') ?? 'NONE')
  if (confirmation === undefined) return { fault: `has an unknown confirmation ${said.get('confirmation')}` }
  if (confirmation !== 'none' && (sensitivity === 'read' || allowed.roles === 'anyone'))
    return { fault: 'needs no confirmation: it changes nothing, or is open to anyone' }
  const isOutsideSession = said.get('outside_session') === true
  return { roles: allowed.roles, sensitivity, isOutsideSession, confirmation }
}

const besideRoles = ['sensitivity', 'outside_session', 'confirmation']

/** Of `roles`, `members` and `anyone` exactly one. */
function allowedBy(said: ReadonlyMap<string, unknown>): { readonly roles: AllowedRoles } | Fault {
  const ways = [...said.keys()].filter(way => !besideRoles.includes(way))
  const [way = ''] = ways
  const value = said.get(way)
  if (ways.length !== 1) return { fault: `must give one of roles, members and anyone, not ${ways.length}` }
  if (way === 'roles') return rolesIn(value)
  if (value === true && way === 'members') return { roles }
  if (value === true && way === 'anyone') return { roles: 'anyone' }
  return { fault: `says ${way}: ${value}; give roles: [...], members: true or anyone: true` }
}

// One name alone, without brackets, is text.
function rolesIn(value: unknown): { readonly roles: readonly Role[] } | Fault {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value]
  const unknown = names.filter(name => wordIn(roles, name) === undefined)
  if (unknown.length > 0) return { fault: `names the unknown role ${unknown.join(', ')}` }
  if (names.length === 0 || new Set(names).size < names.length) return { fault: 'must name each role once' }
  return { roles: names.map(name => wordIn(roles, name)).filter(role => role !== undefined) }
}

/** As the .proto spells it: SECURITY_OFFICER for security-officer. */
function nameOf(word: string): string {
  return word.toUpperCase().replaceAll('-', '_')
}

function wordIn<Word extends string>(words: readonly Word[], name: unknown): Word | undefined {
  return words.find(word => nameOf(word) === name)
}
