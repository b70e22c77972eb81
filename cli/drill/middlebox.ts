/**
 * A machine on the way that ends TLS and begins it again, as proxies of hospitals do, and keeps what passes: where requests are captured.
 * And the thief's own line, over which what was captured is sent again.
 */
import { once } from 'node:events'
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { concat } from '../../aggregation/index.ts'
import { readAddress } from '../options.ts'

/** A request as it travelled, with the signature in its headers. */
export interface CapturedRequest {
  readonly headers: OutgoingHttpHeaders
  readonly body: Uint8Array
}

export interface Middlebox {
  readonly address: string
  /** All that has passed to a path, oldest first. */
  captured(path: string): readonly CapturedRequest[]
  close(): Promise<void>
}

export interface MiddleboxOptions {
  /** Of the coordinator. */
  readonly address: string
  readonly ca: string
  /** Shown to members. */
  readonly certificate: Buffer
  readonly key: Buffer
}

/** The network that a thief calls from. Linux has all of 127/8 on loopback; elsewhere it is that of everybody. */
const thiefAddress = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1'

export async function openMiddlebox({ address, ca, certificate, key }: MiddleboxOptions): Promise<Middlebox> {
  const kept: CapturedRequest[] = []
  const upstream = openLine(address, ca)
  const server = createSecureServer({ cert: certificate, key, minVersion: 'TLSv1.3' })
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => kept.push({ headers: passedOn(headers), body: concat(...chunks) }))
    passOn(stream, headers, upstream)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    captured: path => kept.filter(({ headers }) => headers[':path'] === path),
    async close() {
      upstream.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Names that the next line sets itself. */
function passedOn(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const { ':authority': _authority, ':scheme': _scheme, ...rest } = headers
  return rest
}

function passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, upstream: ClientHttp2Session): void {
  const onward = upstream.request(passedOn(headers))
  let trailers: OutgoingHttpHeaders = {}
  onward.on('response', answer => stream.respond(answer, { waitForTrailers: true }))
  onward.on('trailers', told => {
    trailers = told
  })
  stream.on('wantTrailers', () => stream.sendTrailers(trailers))
  // A caller that goes away takes its call with it.
  stream.on('close', () => onward.close())
  stream.on('error', () => onward.close())
  onward.on('error', () => stream.close())
  stream.pipe(onward)
  onward.pipe(stream)
}

function openLine(address: string, ca: string, localAddress?: string): ClientHttp2Session {
  const { host, port } = readAddress(address)
  const session = connect(`https://${host}:${port}`, {
    createConnection: () =>
      connectTls({
        ...{ host, port, ca, ALPNProtocols: ['h2'], minVersion: 'TLSv1.3' },
        ...(localAddress === undefined ? {} : { localAddress }),
      }),
  })
  // Requests under way are told; the line itself has nobody else to tell.
  session.on('error', () => undefined)
  return session
}

export interface ThiefLine {
  /** Sends a request as it was, byte for byte; whether it was let in. */
  resend(request: CapturedRequest): Promise<boolean>
  close(): void
}

/** From another address than anybody else's, where the machine has one. */
export function openThiefLine(address: string, ca: string): ThiefLine {
  const line = openLine(address, ca, thiefAddress)
  return {
    async resend({ headers, body }) {
      const stream = line.request(headers)
      let status: unknown
      const hear = (told: IncomingHttpHeaders) => {
        status = told['grpc-status'] ?? status
      }
      stream.on('response', hear)
      stream.on('trailers', hear)
      stream.end(body)
      stream.resume()
      await once(stream, 'close')
      return status === '0'
    },
    close: () => line.destroy(),
  }
}

/** Whether a thief can call from another network here. */
export const hasOtherNetwork = thiefAddress !== '127.0.0.1'
