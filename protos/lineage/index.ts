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
export { type Lineage, type LineageRound, lineageFrom } from './lineage.ts'
export type { SpentPrivacy } from './spent-privacy.ts'
