/** Who of those that a provider knows may see the console. Nobody may who is not named. */

/** What a provider says of a person. */
export type Claims = Readonly<Record<string, unknown>>

export interface AllowedPeople {
  /** Addresses that the provider has verified; upper and lower case are the same. */
  readonly emails: readonly string[]
  /** The provider's own names of people (`sub`), which never go to somebody else. */
  readonly subjects: readonly string[]
  /** Everybody of whom a claim says one of these values. */
  readonly claim?: { readonly name: string; readonly values: readonly string[] }
}

export function maySee(claims: Claims, { emails, subjects, claim }: AllowedPeople): boolean {
  const email = verifiedEmail(claims)
  return (
    (typeof claims.sub === 'string' && subjects.includes(claims.sub)) ||
    (email !== undefined && emails.some(one => one.toLowerCase() === email)) ||
    (claim !== undefined && textsOf(claims[claim.name]).some(text => claim.values.includes(text)))
  )
}

/** For people: the address where it is verified, else the subject. */
export function nameOf(claims: Claims): string {
  return verifiedEmail(claims) ?? (typeof claims.sub === 'string' ? claims.sub : 'somebody')
}

/** Whether claims leave open what the list asks for; then the provider is asked for more. */
export function leavesOpen(claims: Claims, { emails, claim }: AllowedPeople): boolean {
  return (
    (emails.length > 0 && claims.email === undefined) ||
    (claim !== undefined && claims[claim.name] === undefined)
  )
}

/** An address that anybody may have typed in says nothing. */
function verifiedEmail({ email, email_verified: isVerified }: Claims): string | undefined {
  return typeof email === 'string' && isVerified === true ? email.toLowerCase() : undefined
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter(one => typeof one === 'string')
}
