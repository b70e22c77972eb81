import { X509Certificate } from 'node:crypto'
import { ServerCredentials } from '@grpc/grpc-js'
import { sha256 } from '../../aggregation/index.ts'

/** PEM texts. With `clientCa`, callers must show a certificate that it signed. */
export interface ServerTls {
  readonly certificate: string
  readonly key: string
  readonly clientCa?: string
}

/** TLS 1.3 and nothing older. */
class ModernCredentials extends ServerCredentials {
  constructor({ certificate, key, clientCa }: ServerTls) {
    const asksForCertificates = clientCa !== undefined
    super(
      { requestCert: asksForCertificates, rejectUnauthorized: asksForCertificates },
      { cert: certificate, key, minVersion: 'TLSv1.3', ...(asksForCertificates && { ca: clientCa }) },
    )
  }

  _equals(other: ServerCredentials): boolean {
    return this === other
  }
}

/** Credentials of the server; plaintext where there is no TLS. */
export function serverCredentials(tls: ServerTls | undefined): ServerCredentials {
  return tls === undefined ? ServerCredentials.createInsecure() : new ModernCredentials(tls)
}

/** SHA-256 of a certificate's DER, 32 bytes: what the coordinator tells in its description. */
export function certificateFingerprint(certificate: string): Uint8Array {
  return sha256(new X509Certificate(certificate).raw)
}
