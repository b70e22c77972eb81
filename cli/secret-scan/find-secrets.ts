/** Parley's secrets in a text: what must not lie where sources, logs and tickets lie. */
import { apiKeysIn, readApiKey } from '../../protos/api-key.ts'

export interface SecretFound {
  readonly kind: 'api-key' | 'invitation' | 'keystore' | 'passphrase' | 'private-key' | 'webhook-secret'
  /** From 1. */
  readonly line: number
  /** What it is, without being it: the key's public name. */
  readonly detail: string
}

/** Beside a secret that is meant to be there, in the same line or the one before. */
export const allowance = 'parley-secrets: allow'

/** An assignment as shells, pages of settings and JSON write it, of as many characters as a passphrase has; code names variables. */
const passphrases =
  /(?:\bPARLEY_PASSPHRASE=|\bPARLEY_PASSPHRASE["']?\s*:\s*(?=["'])|^[\s-]*PARLEY_PASSPHRASE:\s+(?=\S+\s*$))("[^"\n]{8,}"|'[^'\n]{8,}'|[^\s"',;&|]{8,})/gm
/** Variables, what stands for a word to be filled in, and the world's best known passphrase. */
const placeholder = /^["']?(?:\$|<|\{|…|\.\.\.|x{3}|\*)|correct.horse.battery.staple/i
const privateKeys = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}/g
/** As Standard Webhooks spells 24 bytes or more. */
const webhookSecrets = /\bwhsec_[A-Za-z0-9+/]{32,}={0,2}/g
/** The sealed seed in a keystore file: 32 bytes and their authenticator. */
const keystores = /"ciphertext"\s*:\s*"[0-9a-f]{96}"/g

/** All of them in the order of their lines. */
export function findSecrets(text: string): readonly SecretFound[] {
  const lines = text.split('\n')
  const starts = lineStarts(lines)
  const at = (index: number) => lineOf(starts, index)
  const found: SecretFound[] = []
  for (const { index, text: key } of apiKeysIn(text)) {
    const read = readApiKey(key)
    if (read.kind !== 'read') continue
    const { environment, kind, id } = read.label
    const name = kind === 'invitation' ? 'an invitation' : 'an API key for reading'
    found.push({
      kind: kind === 'invitation' ? 'invitation' : 'api-key',
      line: at(index),
      detail: `${name} of the ${environment} environment, ${id}`,
    })
  }
  for (const match of text.matchAll(passphrases))
    if (!placeholder.test(match[1]!))
      found.push({ kind: 'passphrase', line: at(match.index), detail: 'a passphrase that is written out' })
  for (const match of text.matchAll(privateKeys))
    found.push({ kind: 'private-key', line: at(match.index), detail: 'a private key in PEM' })
  for (const match of text.matchAll(webhookSecrets))
    found.push({
      kind: 'webhook-secret',
      line: at(match.index),
      detail: 'the secret of a webhook: whoever has it can speak as the coordinator there',
    })
  for (const match of text.matchAll(keystores))
    found.push({
      kind: 'keystore',
      line: at(match.index),
      detail: 'a keystore: whoever has it can guess its passphrase at leisure',
    })
  return found.filter(({ line }) => !isAllowed(lines, line)).sort((left, right) => left.line - right.line)
}

function isAllowed(lines: readonly string[], line: number): boolean {
  return [lines[line - 1], lines[line - 2]].some(one => one?.includes(allowance) === true)
}

function lineStarts(lines: readonly string[]): readonly number[] {
  const starts: number[] = []
  let next = 0
  for (const line of lines) {
    starts.push(next)
    next += line.length + 1
  }
  return starts
}

/** The line, from 1, that a place lies in: the last that starts no later. */
function lineOf(starts: readonly number[], index: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (starts[middle]! <= index) low = middle
    else high = middle - 1
  }
  return low + 1
}
