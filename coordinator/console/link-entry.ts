/** In by the link: its token is exchanged for a cookie, and whoever holds the link holds the console for as long as it runs. */
import { type Access, createAccess } from './access.ts'
import type { Entry, PlaceNow } from './entry.ts'
import { sendSentence } from './sentence.ts'

/** `token` has passed `checkToken`. */
export function linkEntry(token: string, placeNow: PlaceNow): Entry {
  let access: Access | undefined
  const accessNow = () => {
    const place = placeNow()
    if (access === undefined && place !== undefined) access = createAccess(token, place.port)
    return access
  }
  return {
    isDoor: ({ routeOptions, query }) =>
      routeOptions.url === '/' && typeof (query as { token?: unknown }).token === 'string',
    visitorOf: ({ cookies }) => {
      const known = accessNow()
      return known?.isCookie(cookies[known.cookieName]) === true ? {} : undefined
    },
    refusal:
      'This console opens with the link that the coordinator printed when it started. Copy the whole link, with its token, into the address bar.',
    addRoutes(app) {
      app.get<{ Querystring: { token?: string | string[] } }>('/', async (request, reply) => {
        const given = request.query.token
        if (given === undefined) return reply.sendFile('index.html')
        const known = accessNow()
        if (typeof given !== 'string' || known?.isToken(given) !== true)
          return sendSentence(
            reply,
            401,
            'That token is not this console’s. Each start of the coordinator prints a new link: use the latest.',
          )
        reply.setCookie(known.cookieName, known.cookieValue, {
          httpOnly: true,
          sameSite: 'strict',
          path: '/',
          secure: placeNow()?.origin.startsWith('https:') === true,
        })
        // The token leaves the address bar and the history entry.
        return reply.redirect('/', 303)
      })
    },
    close: () => undefined,
  }
}
