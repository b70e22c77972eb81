export {
  type Certificate,
  type CertificateFault,
  certificateType,
  decodeCertificate,
  encodeCertificate,
  makeCertificate,
  signLineage,
  type VerifiedCertificate,
  verifyCertificate,
} from './certificate.ts'
export { lineageFrom } from './lineage.ts'
export type { Lineage, LineageRound } from './lineage-types.ts'
export type { SpentPrivacy } from './spent-privacy.ts'
