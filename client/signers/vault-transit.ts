/**
 * Keys in the transit engine of HashiCorp Vault, or of whatever speaks its HTTP API (OpenBao does): type ed25519, never exported. The
 * vault signs with the version of the key that it is asked for; what it answers is checked by whoever uses it.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { errorCode } from '../durable-files.ts'
import { readCredential } from './credential.ts'
import type { HttpAnswer, HttpRequest, HttpThread } from './http-thread.ts'
import type { VaultPlace } from './signer-document.ts'
import { placeName } from './signer-document.ts'
import { SignerError } from './signer-error.ts'

/** For one signature or question, tries included. */
export const vaultDeadlineMs = 5_000

export interface VaultReach {
  readonly http: HttpThread
  readonly env: Readonly<Record<string, string | undefined>>
  readonly deadlineMs: number
}

export interface VaultKeyVersion {
  readonly keyVersion: number
  readonly publicKey: Uint8Array
}

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/)
const errorsSchema = z.object({ errors: z.array(z.string()) })
const keySchema = z.object({
  data: z.object({
    type: z.string(),
    keys: z.record(z.string().regex(/^[1-9]\d{0,9}$/), z.object({ public_key: base64 })),
    latest_version: z.number().int().min(1),
  }),
})
const signatureSchema = z.object({ data: z.object({ signature: z.string() }) })

/** The signature of one version of the key. Throws `SignerError`. */
export function signAtVault(
  place: VaultPlace,
  keyVersion: number,
  message: Uint8Array,
  reach: VaultReach,
): Uint8Array {
  const body = { input: Buffer.from(message).toString('base64'), key_version: keyVersion }
  const answer = ask(place, 'POST', `sign/${place.key}`, reach, { body, isRepeatable: true })
  const { signature } = read(place, signatureSchema, answer).data
  const [, version, encoded] = /^vault:v(\d+):([A-Za-z0-9+/]{86}==)$/.exec(signature) ?? []
  if (encoded === undefined)
    throw wrongAnswer(place, 'data.signature is not vault:vN: and 64 bytes in base64')
  if (Number(version) !== keyVersion)
    throw wrongAnswer(place, `it signed with version ${version} of the key, and was asked for ${keyVersion}`)
  return new Uint8Array(Buffer.from(encoded, 'base64'))
}

/** The newest version of the key; undefined where there is no such key. Throws `SignerError`. */
export function latestVaultKey(place: VaultPlace, reach: VaultReach): VaultKeyVersion | undefined {
  const answer = ask(place, 'GET', `keys/${place.key}`, reach, { isRepeatable: true, mayBeAbsent: true })
  if (answer === undefined) return undefined
  const { type, keys, latest_version: keyVersion } = read(place, keySchema, answer).data
  if (type !== 'ed25519')
    throw new SignerError(
      'refused',
      `${placeName(place)} is of type ${printable(type)}: Parley signs with ed25519; name another key, or none yet for one to be made`,
    )
  const publicKey = Buffer.from(keys[keyVersion]?.public_key ?? '', 'base64')
  if (publicKey.length !== 32)
    throw wrongAnswer(place, `data.keys.${keyVersion}.public_key is not 32 bytes in base64`)
  return { keyVersion, publicKey: new Uint8Array(publicKey) }
}

/** Makes the key, of version 1; it never leaves the vault. Throws `SignerError`. */
export function makeVaultKey(place: VaultPlace, reach: VaultReach): void {
  ask(place, 'POST', `keys/${place.key}`, reach, { body: { type: 'ed25519' }, isRepeatable: false })
}

/** Makes the next version of the key; earlier ones sign on. Throws `SignerError`. */
export function rotateVaultKey(place: VaultPlace, reach: VaultReach): void {
  ask(place, 'POST', `keys/${place.key}/rotate`, reach, { body: {}, isRepeatable: false })
}

interface Question {
  readonly body?: object
  readonly isRepeatable: boolean
  /** Whether 404 is an answer. */
  readonly mayBeAbsent?: boolean
}

/** The body of the answer; undefined for what may be absent and is. */
function ask(
  place: VaultPlace,
  method: HttpRequest['method'],
  path: string,
  { http, env, deadlineMs }: VaultReach,
  { body, isRepeatable, mayBeAbsent = false }: Question,
): string | undefined {
  const { address, mount, namespace, ca, tokenFile } = place
  const token = readCredential({
    what: `the token of the vault ${address}`,
    ...{ file: tokenFile, variable: 'VAULT_TOKEN', env },
  })
  const request: HttpRequest = {
    method,
    url: new URL(`/v1/${mount}/${path}`, address).href,
    headers: {
      'X-Vault-Token': token,
      'X-Vault-Request': 'true',
      ...(namespace === undefined ? {} : { 'X-Vault-Namespace': namespace }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(ca === undefined ? {} : { ca: readCa(place, ca) }),
    isRepeatable,
  }
  const answer = http(request, deadlineMs)
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) return answer.body
  if (answer.kind === 'answered' && answer.status === 404 && mayBeAbsent) return undefined
  throw refusalOf(place, `${method} ${mount}/${path}`, answer, token)
}

function refusalOf(place: VaultPlace, what: string, answer: HttpAnswer, token: string): SignerError {
  const where = placeName(place)
  if (answer.kind === 'failed')
    return new SignerError('unreachable', `${where} cannot be reached: ${answer.message}`)
  const { status, body } = answer
  const [said = ''] = errorsSchema.safeParse(parsed(body)).data?.errors ?? []
  // What the other side says is shown, and never the token, should it repeat that.
  const told = said === '' ? '' : `: ${printable(said.replaceAll(token, '[token]'))}`
  if (status === 403)
    return new SignerError(
      'refused',
      `${where} does not allow ${what} (403${told}); see that the token lives, and that its policy allows that path`,
    )
  if (status === 404 || /signing key not found/.test(said))
    return new SignerError(
      'not-found',
      `${where}: there is no such key, or no transit engine at ${place.mount} (${status}${told})`,
    )
  if (status >= 300 && status < 400)
    return new SignerError(
      'refused',
      `${where} sends elsewhere (${status}): name the address of the node that answers itself`,
    )
  const isPassing = status === 429 || status >= 500
  const advice = isPassing ? 'sealed, starting or too busy; try again when it serves' : 'see its log'
  return new SignerError(
    isPassing ? 'unreachable' : 'refused',
    `${where} did not do ${what} (${status}${told}): ${advice}`,
  )
}

function read<T>(place: VaultPlace, schema: z.ZodType<T>, body: string | undefined): T {
  const checked = schema.safeParse(parsed(body ?? ''))
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw wrongAnswer(place, `${issue?.path.join('.') || 'its body'} is not as the transit API has it`)
}

function wrongAnswer(place: VaultPlace, what: string): SignerError {
  return new SignerError('wrong-answer', `${placeName(place)} answered what cannot be used: ${what}`)
}

function readCa(place: VaultPlace, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new SignerError(
      'no-driver',
      `${placeName(place)}: ca: ${file} cannot be opened (${errorCode(error)})`,
    )
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** At most 200 characters that a terminal can take. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
}
