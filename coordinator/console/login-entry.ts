/** In by a login at a provider of OpenID Connect; the console has no passwords of its own. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RandomSource } from '../../aggregation/index.ts'
import type { Entry, PlaceNow } from './entry.ts'
import { attemptMs, type LoginClock, openLoginMemory, sessionMs } from './login-memory.ts'
import { openProvider, type ProviderSettings, type Redeemed } from './login-provider.ts'
import { type Claims, maySee, nameOf } from './people.ts'
import { escaped, sendSentence } from './sentence.ts'

export interface ConsoleLogin extends ProviderSettings {
  /** Where browsers reach the console, if that is not where it listens: behind a proxy, or by another name. */
  readonly url?: string
  readonly clock: LoginClock
  readonly random: RandomSource
  /** Told who came in, and why somebody did not. */
  readonly journal: {
    info(facts: object, message: string): void
    warn(facts: object, message: string): void
  }
}

const [loginPath, callbackPath, logoutPath] = ['/login', '/login/callback', '/logout'] as const
const doors: ReadonlySet<string> = new Set([loginPath, callbackPath, logoutPath])
const again = `<a href="${loginPath}">Log in</a>`

export function loginEntry(login: ConsoleLogin, placeNow: PlaceNow): Entry {
  const { clock, random, journal, people } = login
  const memory = openLoginMemory(random, clock)
  const provider = openProvider(login)
  const originNow = () => placeNow()?.origin ?? ''
  const isSecure = () => originNow().startsWith('https:')
  // Browsers send cookies to every port of a host; the prefix keeps other hosts of the domain from setting one.
  const cookieName = (what: string) => `${isSecure() ? '__Host-' : ''}parley-${what}-${placeNow()?.port}`
  const cookieOf = ({ cookies }: FastifyRequest, what: string) => cookies[cookieName(what)]

  function setCookie(reply: FastifyReply, what: string, value: string, livesMs: number): void {
    reply.setCookie(cookieName(what), value, {
      httpOnly: true,
      // Not strict: coming back from the provider is a step from another site.
      sameSite: 'lax',
      path: '/',
      secure: isSecure(),
      maxAge: Math.floor(livesMs / 1000),
    })
  }

  async function begin(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { id, attempt } = memory.beginAttempt()
    const begun = await provider.begin(attempt, `${originNow()}${callbackPath}`)
    if (!(begun instanceof URL)) return refuse(reply, begun)
    setCookie(reply, 'login', id, attemptMs)
    return reply.redirect(begun.href, 303)
  }

  async function comeBack(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const attempt = memory.takeAttempt(cookieOf(request, 'login'))
    setCookie(reply, 'login', '', 0)
    if (attempt === undefined)
      return sendSentence(
        reply,
        400,
        `This login was not begun in this browser within the last ten minutes, or it has been used. ${again} once more.`,
      )
    const redeemed = await provider.redeem(new URL(request.url, originNow()), attempt)
    return redeemed.kind === 'known' ? letIn(request, reply, redeemed.claims) : refuse(reply, redeemed)
  }

  function letIn(request: FastifyRequest, reply: FastifyReply, claims: Claims): FastifyReply {
    const person = nameOf(claims)
    if (!maySee(claims, people)) {
      journal.warn({ subject: claims.sub }, 'a person who is not on the list was kept out of the console')
      return sendSentence(
        reply,
        403,
        `You are logged in as ${escaped(person)}, who is not among those that may see this console. Ask its operator, or log in at the provider as somebody else.`,
      )
    }
    memory.endSession(cookieOf(request, 'session'))
    setCookie(reply, 'session', memory.beginSession(person), sessionMs)
    journal.info({ subject: claims.sub }, 'a person came into the console')
    return reply.redirect('/', 303)
  }

  function refuse(reply: FastifyReply, { kind, why }: Exclude<Redeemed, { kind: 'known' }>): FastifyReply {
    journal.warn({ kind, why }, 'a login to the console came to nothing')
    if (kind === 'unreachable')
      return sendSentence(reply, 502, `The login provider does not answer. ${again} again in a while.`)
    if (kind === 'broken-off')
      return sendSentence(reply, 403, `The login was broken off at the provider. ${again} again.`)
    return sendSentence(
      reply,
      400,
      `The provider’s answer does not fit the login that was begun here. ${again} again.`,
    )
  }

  async function logOut(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // Only by the console's own link, or typed in: another site ends nobody's session.
    const from = request.headers['sec-fetch-site'] ?? 'none'
    if (from !== 'none' && from !== 'same-origin')
      return sendSentence(reply, 403, 'Another site asked to log you out; you still are logged in.')
    memory.endSession(cookieOf(request, 'session'))
    setCookie(reply, 'session', '', 0)
    return sendSentence(reply, 200, `You are logged out of this console. ${again} again.`)
  }

  return {
    isDoor: ({ routeOptions }) => doors.has(routeOptions.url ?? ''),
    visitorOf: request => memory.findSession(cookieOf(request, 'session')),
    refusal: `This console is for people that its operator has named. ${again}.`,
    addRoutes(app: FastifyInstance) {
      app.get('/', async (_request, reply) => reply.sendFile('index.html'))
      app.get(loginPath, begin)
      app.get(callbackPath, comeBack)
      app.get(logoutPath, logOut)
    },
    close: memory.close,
  }
}
