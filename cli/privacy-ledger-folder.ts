import path from 'node:path'

/** Where what all bounties have cost in privacy is kept: in the home, unless another folder is named. */
export function privacyLedgerFolder(home: string, named: string | undefined): string {
  return path.resolve(named ?? path.join(home, 'privacy'))
}
