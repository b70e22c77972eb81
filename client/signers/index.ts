export {
  checkSignerDocument,
  checkSignerPlace,
  placeName,
  placeOf,
  type SignerDocument,
  type SignerPlace,
  signerDocumentText,
} from './signer-document.ts'
export { SignerError, type SignerFault } from './signer-error.ts'
export { openSigners, type Provided, type Signers } from './signers.ts'
