/**
 * Who may read the console: whoever was given the link. The link's token is exchanged for a cookie that scripts
 * cannot read; both are compared in constant time, as hashes. The Host header must be one of the console's own
 * names, so that a page elsewhere cannot reach it by pointing its own name at this machine (DNS rebinding).
 */
import { equalBytes, taggedHash, toHex, utf8 } from '../../aggregation/index.ts'

/** Fewer characters could be guessed: 22 of base64url, or 32 of hex, carry 128 bits. */
const minimumTokenCharacters = 22

export interface Access {
  readonly cookieName: string
  readonly cookieValue: string
  isToken(candidate: string): boolean
  isCookie(candidate: string | undefined): boolean
}

/** Throws `RangeError` for a token too short to keep anyone out. */
export function checkToken(token: string): void {
  if (token.length < minimumTokenCharacters)
    throw new RangeError(`the console's token needs at least ${minimumTokenCharacters} random characters`)
}

/** `token` has passed `checkToken`. Browsers send cookies to every port of a host, so the cookie's name carries ours. */
export function createAccess(token: string, port: number): Access {
  const tokenHash = hashOf('token', token)
  const cookieValue = toHex(hashOf('cookie', token))
  const cookieHash = hashOf('compare', cookieValue)
  return {
    cookieName: `parley-console-${port}`,
    cookieValue,
    isToken: candidate => equalBytes(hashOf('token', candidate), tokenHash),
    isCookie: candidate => candidate !== undefined && equalBytes(hashOf('compare', candidate), cookieHash),
  }
}

/** Whether a Host header names the console, by one of these, each with its port where browsers send one. */
export function ownHosts(hosts: readonly string[]): (host: string | undefined) => boolean {
  const known = new Set(hosts.map(name => name.toLowerCase()))
  return host => host !== undefined && known.has(host.toLowerCase())
}

/** Whether an Authorization header shows this token. */
export function bearerOf(token: string): (header: string | undefined) => boolean {
  const expected = hashOf('bearer', token)
  return header =>
    header?.startsWith('Bearer ') === true && equalBytes(hashOf('bearer', header.slice(7)), expected)
}

function hashOf(purpose: string, text: string): Uint8Array {
  return taggedHash(`parley/console/${purpose}`, utf8(text))
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
