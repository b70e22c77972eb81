/** A real provider of OpenID Connect on loopback, at which whoever is named is logged in at once. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'
import Provider from 'oidc-provider'

export interface TestPerson {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly groups?: readonly string[]
}

export interface TestProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who is logged in from now on; undefined: the person breaks the login off. */
  setPerson(person: TestPerson | undefined): void
  /** Begins to answer, for a console at this address. */
  serve(consoleUrl: string): void
}

export async function openTestProvider(t: ExecutionContext): Promise<TestProvider> {
  let person: TestPerson | undefined
  let listener: RequestListener = (_request, response) => void response.writeHead(503).end()
  const server = createServer((request, response) => listener(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [clientId, clientSecret] = ['parley-console', 'a secret of the client']

  function serve(consoleUrl: string): void {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [new URL('/login/callback', consoleUrl).href],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
      scopes: ['openid', 'email', 'groups'],
      features: { devInteractions: { enabled: false } },
      cookies: { keys: ['for a test'] },
      findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ ...person, sub: id }) }),
      async loadExistingGrant(context) {
        const grant = new context.oidc.provider.Grant({
          clientId,
          accountId: context.oidc.session!.accountId!,
        })
        grant.addOIDCScope('openid email groups')
        await grant.save()
        return grant
      },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    })
    const answer = provider.callback()
    listener = (request, response) => {
      if (request.url?.startsWith('/interaction/') !== true) return void answer(request, response)
      const result = person === undefined ? { error: 'access_denied' } : { login: { accountId: person.sub } }
      void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
    }
  }

  return {
    ...{ issuer, clientId, clientSecret, serve },
    setPerson: chosen => {
      person = chosen
    },
  }
}
