import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { ServerCredentials } from '@grpc/grpc-js'
import { sha256 } from '../../aggregation/index.ts'

/** PEM texts. With `clientCa`, callers must show a certificate that it signed. */
export interface ServerTls {
  readonly certificate: string
  readonly key: string
  readonly clientCa?: string
}

/** TLS 1.3 and nothing older. */
export class ModernCredentials extends ServerCredentials {
  constructor(tls: ServerTls) {
    const asksForCertificates = tls.clientCa !== undefined
    super({ requestCert: asksForCertificates, rejectUnauthorized: asksForCertificates }, contextOf(tls))
  }

  /** For connections from now on. Throws TLS's errors, and then changes nothing: grpc-js would drop every new connection. */
  replace(tls: ServerTls): void {
    const asked = this._getConstructorOptions()?.requestCert === true
    if (asked !== (tls.clientCa !== undefined))
      throw new Error('whether callers show certificates cannot change without a restart')
    createSecureContext(contextOf(tls))
    this.updateSecureContextOptions(contextOf(tls))
  }

  _equals(other: ServerCredentials): boolean {
    return this === other
  }
}

function contextOf({ certificate, key, clientCa }: ServerTls): SecureContextOptions {
  const trusted = clientCa === undefined ? {} : { ca: clientCa }
  return { cert: certificate, key, minVersion: 'TLSv1.3', ...trusted }
}

/** Credentials of the server; plaintext where there is no TLS. */
export function serverCredentials(tls: ServerTls | undefined): ServerCredentials {
  return tls === undefined ? ServerCredentials.createInsecure() : new ModernCredentials(tls)
}

/** SHA-256 of a certificate's DER, 32 bytes: what the coordinator tells in its description. */
export function certificateFingerprint(certificate: string): Uint8Array {
  return sha256(new X509Certificate(certificate).raw)
}
