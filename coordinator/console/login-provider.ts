/**
 * The provider of OpenID Connect as the console uses it: the authorization code flow with PKCE, state and nonce, and the signature of the ID
 * token checked against the provider's keys (RFC 6749, RFC 7636, OpenID Connect Core 1.0). openid-client does the checks.
 */
import * as openid from 'openid-client'
import { isLoopback } from './access.ts'
import type { LoginAttempt } from './login-memory.ts'
import { type AllowedPeople, type Claims, leavesOpen } from './people.ts'

export interface ProviderSettings {
  /** Its issuer identifier; `https`, or on this machine. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Asked for beside `openid` and `email`. */
  readonly scopes: readonly string[]
  readonly people: AllowedPeople
}

export type Redeemed =
  | { readonly kind: 'known'; readonly claims: Claims }
  /** The person, or the provider, did not go through with it. */
  | { readonly kind: 'broken-off'; readonly why: string }
  /** What came back is not what was asked for. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string }

export interface Provider {
  /** Where the browser is sent; undefined with the reason when the provider cannot be reached. */
  begin(attempt: LoginAttempt, redirectUri: string): Promise<URL | Extract<Redeemed, { kind: 'unreachable' }>>
  /** `callback` is the address that the browser came back to, as it was. Never throws. */
  redeem(callback: URL, attempt: LoginAttempt): Promise<Redeemed>
}

/** Seconds that one request to the provider may take. */
const requestSeconds = 10

export function openProvider(settings: ProviderSettings): Provider {
  const { issuer, clientId, clientSecret, scopes, people } = settings
  const server = new URL(issuer)
  let known: openid.Configuration | undefined

  /** Asked when it is first needed, and again after it could not be reached: the coordinator starts without it. */
  async function configuration(): Promise<openid.Configuration> {
    known ??= await openid.discovery(server, clientId, clientSecret, undefined, {
      timeout: requestSeconds,
      execute: [
        openid.enableNonRepudiationChecks,
        ...(isLoopback(server.hostname) ? [openid.allowInsecureRequests] : []),
      ],
    })
    return known
  }

  async function claimsOf(callback: URL, { state, nonce, codeVerifier }: LoginAttempt): Promise<Claims> {
    const config = await configuration()
    const tokens = await openid.authorizationCodeGrant(config, callback, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new Error('there is no ID token')
    const isMoreThere = config.serverMetadata().userinfo_endpoint !== undefined
    if (!isMoreThere || !leavesOpen(claims, people)) return claims
    return { ...(await openid.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
  }

  return {
    async begin({ state, nonce, codeVerifier }, redirectUri) {
      try {
        return openid.buildAuthorizationUrl(await configuration(), {
          redirect_uri: redirectUri,
          scope: ['openid', 'email', ...scopes].join(' '),
          code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: 'S256',
          ...{ state, nonce },
        })
      } catch (error) {
        return { kind: 'unreachable', why: whyOf(error) }
      }
    },
    async redeem(callback, attempt) {
      try {
        return { kind: 'known', claims: await claimsOf(callback, attempt) }
      } catch (error) {
        return { kind: kindOf(error), why: whyOf(error) }
      }
    },
  }
}

const unreachable: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT'])

function kindOf(error: unknown): 'broken-off' | 'refused' | 'unreachable' {
  if (error instanceof openid.AuthorizationResponseError) return 'broken-off'
  if (error instanceof openid.ResponseBodyError) return 'refused'
  if (error instanceof openid.WWWAuthenticateChallengeError) return 'refused'
  return error instanceof openid.ClientError && !unreachable.has(error.code ?? '') ? 'refused' : 'unreachable'
}

/** For the operator's log: words of the protocol, and no token. */
function whyOf(error: unknown): string {
  if (error instanceof openid.ResponseBodyError || error instanceof openid.AuthorizationResponseError)
    return error.error
  if (error instanceof openid.ClientError) return `${error.code ?? ''} ${error.message}`.trim()
  return error instanceof Error ? error.message : String(error)
}
