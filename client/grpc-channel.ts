/** A channel to the coordinator: TLS 1.3, or plaintext on loopback; it comes back by itself after a restart. */
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { checkServerIdentity, createSecureContext } from 'node:tls'
import { ChannelCredentials, Client } from '@grpc/grpc-js'
import { sha256 } from '../aggregation/index.ts'
import { isLoopback, maximumMessageBytes, parseAddress, requireLoopback } from '../protos/index.ts'

/** PEM texts: whom to believe, and, where the coordinator asks for one, the caller's own certificate. */
export interface ClientTls {
  readonly ca: string
  readonly certificate?: string
  readonly key?: string
}

// Pings keep the connection through firewalls while a holder trains without a word, and find a dead peer. A
// coordinator that was restarted is found again within two seconds.
const channelOptions = {
  'grpc.max_receive_message_length': maximumMessageBytes,
  'grpc.max_send_message_length': maximumMessageBytes,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 60_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // Whoever calls decides whether to call again, under a new nonce.
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
}

/** A channel that connects when it is first used. Throws PlaintextError, RangeError for the address, and TLS's own errors for bad PEM. */
export function openChannel(address: string, tls: ClientTls | undefined): Client {
  const { host } = parseAddress(address)
  const options = { ...channelOptions, 'grpc.enable_http_proxy': isLoopback(host) ? 0 : 1 }
  if (tls === undefined) {
    requireLoopback(host)
    return new Client(address, ChannelCredentials.createInsecure(), options)
  }
  const number = host.replace(/^\[|\]$/g, '')
  return isIP(number) === 0
    ? new Client(address, secure(tls), options)
    : new Client(address, secure(tls, number), {
        ...options,
        'grpc.ssl_target_name_override': placeholderName,
      })
}

// TLS has no server name that is a number, and Node warns of one; the certificate is checked against the number.
const placeholderName = 'coordinator.invalid'

function secure({ ca, certificate, key }: ClientTls, number?: string): ChannelCredentials {
  const own = certificate !== undefined && key !== undefined ? { cert: certificate, key } : {}
  const context = createSecureContext({ ca, ...own, minVersion: 'TLSv1.3' })
  if (number === undefined) return ChannelCredentials.createFromSecureContext(context)
  return ChannelCredentials.createFromSecureContext(context, {
    checkServerIdentity: (_name, certificate) => checkServerIdentity(number, certificate),
  })
}

/** SHA-256 of the certificate that a channel shows where it is asked for one; empty without one. Throws TLS's errors for bad PEM. */
export function certificateOf(tls: ClientTls | undefined): Uint8Array {
  return tls?.certificate === undefined ? new Uint8Array() : sha256(new X509Certificate(tls.certificate).raw)
}
