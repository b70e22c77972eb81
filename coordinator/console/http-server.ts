/**
 * The console's web server: a page, its state and its events, read-only. It protects against strangers on the
 * machine or the network and against pages of other origins; it does not protect the link itself, which opens
 * the console to whoever holds it for as long as the console runs.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyCookie from '@fastify/cookie'
import fastifyStatic from '@fastify/static'
import { type FastifyInstance, fastify } from 'fastify'
import { bearerOf, checkToken, isLoopback, ownHosts } from './access.ts'
import type { ConsoleState } from './console-state.ts'
import type { Entry, Place } from './entry.ts'
import { createEventStreams, type EventStreams } from './event-stream.ts'
import { linkEntry } from './link-entry.ts'
import { type ConsoleLogin, loginEntry } from './login-entry.ts'
import { sendSentence, wholeNumberOf } from './sentence.ts'
import { addStatementRoutes } from './statement-routes.ts'
import type { ConsoleView } from './view.ts'

/** Another program holds the port, or this one may not. The message says which and what to do. */
export class ConsolePortError extends Error {
  override readonly name = 'ConsolePortError'
}

/** The console would have been readable off this machine without TLS. */
export class ConsoleHostError extends Error {
  override readonly name = 'ConsoleHostError'
}

interface CommonOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** `127.0.0.1` unless told; off loopback only together with `tls`. */
  readonly host?: string
  readonly view: ConsoleView
  readonly tls?: { readonly key: string | Buffer; readonly certificate: string | Buffer }
  /** Names by which browsers reach the console where `host` is off loopback; the first stands in the link. */
  readonly hostNames?: readonly string[]
  readonly logger?: { error(fields: object, message: string): void }
  /** Figures at /metrics for whoever shows this token as a bearer; absent, there is no such page. */
  readonly metrics?: Exposed
}

/** In by a link with a token of at least 22 characters from a cryptographic generator, or by a login. */
export type ConsoleOptions = CommonOptions &
  (
    | { readonly token: string; readonly login?: never }
    | { readonly login: ConsoleLogin; readonly token?: never }
  )

export interface Exposed {
  /** At least 22 characters from a cryptographic generator. */
  readonly token: string
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>
}

export interface OpenConsole {
  /** Where there is no login, with the token: whoever opens it may read the console. */
  readonly url: string
  close(): Promise<void>
}

const assetsFolder = fileURLToPath(new URL('./assets/', import.meta.url))

const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
}

/** Listens, and answers with the link to open. Throws `ConsolePortError`, `ConsoleHostError`, or `RangeError` for a token too short. */
export async function openConsole(options: ConsoleOptions): Promise<OpenConsole> {
  const host = options.host ?? '127.0.0.1'
  if (!isLoopback(host) && options.tls === undefined)
    throw new ConsoleHostError(
      `the console may listen on ${host} only with TLS: give it a key and a certificate, or use 127.0.0.1`,
    )
  if (options.token !== undefined) checkToken(options.token)
  if (options.metrics !== undefined) checkToken(options.metrics.token)
  if (!existsSync(`${assetsFolder}index.html`))
    throw new Error(`the console's page is missing from ${assetsFolder}: run \`npm run build\``)

  const app = createServer(options.tls)
  const streams = createEventStreams(options.view, error => logError(options, error))
  let place: Place | undefined
  let isOwnHost: (host: string | undefined) => boolean = () => false
  const placeNow = () => place
  const entry =
    options.login === undefined ? linkEntry(options.token, placeNow) : loginEntry(options.login, placeNow)
  guard(app, host => isOwnHost(host), entry, options.metrics?.token)
  await app.register(fastifyCookie)
  await app.register(fastifyStatic, {
    root: assetsFolder,
    prefix: '/assets/',
    cacheControl: false,
    index: false,
  })
  entry.addRoutes(app)
  addRoutes(app, options, streams, entry)
  await listen(app, host, options.port)
  const port = portOf(app)
  const own = `${options.tls === undefined ? 'http' : 'https'}://${options.hostNames?.[0] ?? bracketed(host)}:${port}`
  const shownAt = options.login?.url === undefined ? own : new URL(options.login.url).origin
  // The port is known only now: until these lines every request is refused.
  place = { port, origin: shownAt }
  isOwnHost = ownHosts([
    ...ownNames(host, options.hostNames).map(name => `${name}:${port}`),
    new URL(shownAt).host,
  ])
  const token = options.token === undefined ? '' : `?token=${encodeURIComponent(options.token)}`
  return {
    url: `${shownAt}/${token}`,
    async close() {
      entry.close()
      streams.close()
      await app.close()
    },
  }
}

function createServer(tls: ConsoleOptions['tls']): FastifyInstance {
  const settings = { exposeHeadRoutes: false, forceCloseConnections: true, bodyLimit: 1024 } as const
  if (tls === undefined) return fastify(settings)
  return fastify({
    ...settings,
    https: { key: tls.key, cert: tls.certificate, minVersion: 'TLSv1.3' },
  }) as unknown as FastifyInstance
}

/** Checks that hold for every request, before any route: headers, own host, method, and who asks. */
function guard(
  app: FastifyInstance,
  isOwnHost: (host: string | undefined) => boolean,
  entry: Entry,
  metricsToken: string | undefined,
): void {
  const isScraper = metricsToken === undefined ? () => false : bearerOf(metricsToken)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (!isOwnHost(request.headers.host))
      return sendSentence(reply, 421, 'This console does not answer to that host name.')
    if (request.method !== 'GET')
      return sendSentence(reply.header('allow', 'GET'), 405, 'This console can only be read: use GET.')
  })
  app.addHook('preHandler', async (request, reply) => {
    const { url } = request.routeOptions
    const isOpen =
      url === '/healthz' ||
      entry.isDoor(request) ||
      (url === '/metrics' && isScraper(request.headers.authorization))
    if (isOpen || entry.visitorOf(request) !== undefined) return
    return sendSentence(reply, 401, entry.refusal)
  })
}

function addRoutes(app: FastifyInstance, options: ConsoleOptions, streams: EventStreams, entry: Entry): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  const { metrics } = options
  if (metrics !== undefined)
    app.get('/metrics', async (_request, reply) => {
      const { contentType, text } = await metrics.exposition()
      return reply.type(contentType).send(text)
    })
  app.get('/api/state', async (request): Promise<ConsoleState> => {
    const person = entry.visitorOf(request)?.person
    return { ...(await options.view.snapshot()), ...(person === undefined ? {} : { person }) }
  })
  app.get<{ Querystring: { after?: string } }>('/api/events', (request, reply) => {
    const after = wholeNumberOf(request.headers['last-event-id'] ?? request.query.after)
    if (after === undefined) return sendSentence(reply, 400, 'The event to continue from must be a number.')
    const ended = entry.visitorOf(request)?.ended
    if (streams.open(reply.raw, securityHeaders, after, ended)) return reply.hijack()
    return sendSentence(
      reply.header('retry-after', '10'),
      503,
      'Too many pages watch this console: close one.',
    )
  })
  addStatementRoutes(app, options.view, error => logError(options, error))
  app.setNotFoundHandler((_request, reply) => sendSentence(reply, 404, 'There is no such page here.'))
  app.setErrorHandler((error, _request, reply) => {
    logError(options, error)
    return sendSentence(reply, 500, 'The console could not read the coordinator’s state. Its log says why.')
  })
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'EADDRINUSE'
        ? 'another program listens there'
        : code === 'EACCES'
          ? 'this user may not listen there'
          : undefined
    if (why === undefined) throw error
    throw new ConsolePortError(
      `the console cannot use port ${port} on ${host}: ${why}; give another port, or 0 for any free one`,
      { cause: error },
    )
  }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the console listens on no port')
  return address.port
}

function ownNames(host: string, further: readonly string[] = []): readonly string[] {
  return ['127.0.0.1', 'localhost', '[::1]', bracketed(host), ...further]
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function logError(options: ConsoleOptions, error: unknown): void {
  options.logger?.error({ error }, 'the console could not answer')
}
