/**
 * The library of a hardware token, loaded when one is used: it and `pkcs11js` are native code, which nobody else has to have. A library
 * is initialised once in a process.
 */
import { createRequire } from 'node:module'
import type * as Pkcs11 from 'pkcs11js'
import { SignerError } from './signer-error.ts'

export interface Pkcs11Module {
  readonly api: typeof Pkcs11
  readonly library: Pkcs11.PKCS11
}

// Of PKCS #11 3.0, which pkcs11js has no names for.
export const ecEdwards = { keyType: 0x40, generate: 0x1055, sign: 0x1057 } as const

/** Codes of PKCS #11 by which a caller goes. */
export const returned = {
  mechanismInvalid: 0x70,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLengthRange: 0xa2,
  pinLocked: 0xa4,
  alreadyLoggedIn: 0x100,
  alreadyInitialised: 0x191,
} as const

export function codeOf(error: unknown): number | undefined {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'number' ? code : undefined
}

/** Throws `SignerError` `no-driver`. */
export function loadPkcs11Module(file: string): Pkcs11Module {
  const api = loadApi()
  const library = new api.PKCS11()
  try {
    library.load(file)
  } catch (error) {
    throw new SignerError('no-driver', `module: ${file} cannot be loaded: ${(error as Error).message}`)
  }
  try {
    library.C_Initialize({ flags: api.CKF_OS_LOCKING_OK })
  } catch (error) {
    if (codeOf(error) !== returned.alreadyInitialised)
      throw new SignerError('no-driver', `module: ${file} does not start: ${(error as Error).message}`)
  }
  return { api, library }
}

function loadApi(): typeof Pkcs11 {
  try {
    return createRequire(import.meta.url)('pkcs11js') as typeof Pkcs11
  } catch (error) {
    throw new SignerError(
      'no-driver',
      `the package pkcs11js, through which tokens are reached, is not here or was not built: run npm install pkcs11js, with a C++ compiler (${(error as Error).message.split('\n')[0]})`,
    )
  }
}
