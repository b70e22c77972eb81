/**
 * A process that serves what we use of Vault's transit API as its documentation has it: PEM files as arguments make it speak TLS. The
 * parent tells it how to go wrong. It is a process of its own because whoever signs stands still until the answer is there.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { generateSigner, type Signer, systemRandom } from '../../aggregation/index.ts'
import { type VaultMode, type VaultSeen, vaultToken } from './vault-server.ts'

const keys = new Map<string, Signer[]>()
let mode: VaultMode = 'usual'
let seen: VaultSeen[] = []

type Answer = readonly [status: number, body?: unknown]

function answer(method: string, path: string, body: Record<string, unknown>): Answer {
  const [, kind, name = '', verb] = /^\/v1\/transit\/(keys|sign)\/([\w.-]+)(\/rotate)?$/.exec(path) ?? []
  const versions = keys.get(name)
  if (kind === 'keys' && method === 'GET')
    return versions === undefined ? [404, { errors: [] }] : [200, shown(name, versions)]
  if (kind === 'keys' && verb === undefined) {
    if (body.type !== 'ed25519') return [400, { errors: [`unknown key type ${body.type}`] }]
    if (versions === undefined) keys.set(name, [fresh()])
    return [204]
  }
  if (versions === undefined)
    return kind === 'sign' ? [400, { errors: ['signing key not found'] }] : [404, { errors: [] }]
  if (kind === 'keys') {
    versions.push(fresh())
    return [200, shown(name, versions)]
  }
  return sign(versions, Number(body.key_version ?? 0) || versions.length, String(body.input))
}

function sign(versions: readonly Signer[], version: number, input: string): Answer {
  const signer = mode === 'other-key' ? fresh() : versions[version - 1]
  if (signer === undefined) return [400, { errors: ['invalid key version'] }]
  const signature = Buffer.from(signer.sign(Buffer.from(input, 'base64')))
  const encoded = mode === 'wrong-base64' ? signature.toString('base64url') : signature.toString('base64')
  return [
    200,
    { data: { signature: `vault:v${mode === 'other-version' ? version + 1 : version}:${encoded}` } },
  ]
}

function shown(name: string, versions: readonly Signer[]): object {
  const entries = versions.map(({ publicKey }, at) => [
    at + 1,
    { name: 'ed25519', public_key: Buffer.from(publicKey).toString('base64') },
  ])
  const type = name.startsWith('rsa') ? 'rsa-2048' : 'ed25519'
  return { data: { name, type, keys: Object.fromEntries(entries), latest_version: versions.length } }
}

const fresh = () => generateSigner(systemRandom).signer

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  const { method = '', url = '', headers } = request
  const header = (name: string) => String(headers[name] ?? '')
  seen.push({ method, path: url, namespace: header('x-vault-namespace'), token: header('x-vault-token') })
  const say = (status: number, body?: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  }
  const asked = mode
  if (asked === 'sealed-once') mode = 'usual'
  if (asked === 'silent') return
  if (asked === 'sealed' || asked === 'sealed-once') return say(503, { errors: ['Vault is sealed'] })
  if (asked === 'echoes') return say(400, { errors: [`bad \u001b[31m token ${header('x-vault-token')}`] })
  if (asked === 'elsewhere') return void response.writeHead(307, { Location: 'http://127.0.0.1:1/' }).end()
  if (asked === 'no-json') return void response.end('<html>')
  if (asked === 'endless') return void response.end('x'.repeat(200_000))
  if (header('x-vault-token') !== vaultToken) return say(403, { errors: ['permission denied'] })
  say(...answer(method, url, pieces.length === 0 ? {} : JSON.parse(Buffer.concat(pieces).toString())))
}

const [certificate, key] = process.argv.slice(2)
const listener = (request: IncomingMessage, response: ServerResponse) => void serve(request, response)
const server =
  certificate === undefined || key === undefined
    ? createServer(listener)
    : createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, listener)

process.on('message', (told: { readonly mode: VaultMode }) => {
  mode = told.mode
  process.send?.({ seen })
  seen = []
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
