/**
 * One HTTP request to an endpoint that somebody else named. Where it leads is checked as the connection is made, not only when the endpoint
 * was added: a name may lead elsewhere by then. No redirect is followed, and of the answer only its status is looked at.
 */
import { lookup } from 'node:dns'
import { request as requestInClear } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.ts'

export type PostOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  /** `why` is for people and tells nothing of the network that the coordinator stands in. */
  | { readonly kind: 'unanswered'; readonly why: string }

export interface Posting {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface PostOptions {
  /** The attempt ends when it aborts. */
  readonly signal: AbortSignal
  /** For trials on one machine: addresses that are not public are reached too. */
  readonly toPrivate: boolean
}

/** Bytes of an answer that are let in before the line is cut. */
const maximumAnswerBytes = 16 * 1024
const broken = 'it broke the connection off'
const notPublic = 'its name leads to an address that is not public'

class NotPublicError extends Error {
  override readonly name = 'NotPublicError'
}

/** Never throws. */
export async function post({ url, headers, body }: Posting, options: PostOptions): Promise<PostOutcome> {
  const { signal, toPrivate } = options
  const host = hostOf(url)
  // A connection to a bare address looks nothing up.
  if (!toPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return { kind: 'unanswered', why: notPublic }
  const request = url.protocol === 'https:' ? requestOverTls : requestInClear
  return new Promise(resolve => {
    const sent = request(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'parley-webhooks',
      },
      agent: false,
      signal,
      ...(toPrivate ? {} : { lookup: publicLookup }),
    })
    let status: number | undefined
    let why = broken
    sent.on('error', error => {
      why = whyOf(error)
    })
    sent.on('response', answer => {
      status = answer.statusCode
      let taken = 0
      answer.on('data', (chunk: Buffer) => {
        taken += chunk.length
        if (taken > maximumAnswerBytes) answer.destroy()
      })
      // Cut off by the deadline or by us: the status counts all the same.
      answer.on('error', () => undefined)
    })
    // Whatever happens, this does: an attempt ends with its connection.
    sent.on('close', () =>
      resolve(status === undefined ? { kind: 'unanswered', why } : { kind: 'answered', status }),
    )
    sent.end(body)
  })
}

/** The host without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** As `dns.lookup`, and an error where any address is not public: a name that leads to both kinds is not asked twice. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return callback(error ?? new Error('no address'), [])
    if (addresses.some(({ address }) => !isPublicAddress(address)))
      return callback(new NotPublicError(notPublic), [])
    if (options.all === true) return callback(null, addresses)
    return callback(null, first.address, first.family)
  })
}

const known: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: broken,
  ENOTFOUND: 'its name leads nowhere',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'it cannot be reached',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'it cannot be reached',
}

function whyOf(error: Error & { readonly code?: string }): string {
  if (error instanceof NotPublicError) return notPublic
  if (error.name === 'AbortError') return 'it did not answer in time'
  const code = error.code ?? ''
  if (known[code] !== undefined) return known[code]
  return /^(ERR_TLS|CERT_|DEPTH_|SELF_|UNABLE_|ERR_SSL)/.test(code)
    ? 'its certificate is not good'
    : 'the request failed'
}
