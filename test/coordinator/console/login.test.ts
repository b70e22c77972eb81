import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { systemRandom } from '../../../aggregation/index.ts'
import { openConsole } from '../../../coordinator/console/index.ts'
import type { AllowedPeople } from '../../../coordinator/console/people.ts'
import { openBrowser } from '../../support/browser.ts'
import { createConsoleStory } from '../../support/console-story.ts'
import { openTestProvider, type TestPerson } from '../../support/login-provider.ts'
import { movedClock } from '../../support/moved-clock.ts'

const ann: TestPerson = { sub: 'person-7', email: 'Ann@Example.org', email_verified: true, groups: ['house'] }
const isCallback = (next: URL) => next.pathname === '/login/callback'

async function openForTest(
  t: ExecutionContext,
  people: Partial<AllowedPeople>,
  more: { readonly isServed?: boolean; readonly port?: number; readonly url?: string } = {},
) {
  const { isServed = true, port = 0, url } = more
  const provider = await openTestProvider(t)
  const clock = movedClock()
  const journal: string[] = []
  const note = (_facts: object, message: string) => void journal.push(message)
  const { issuer, clientId, clientSecret } = provider
  const opened = await openConsole({
    port,
    view: createConsoleStory().view,
    login: {
      ...{ issuer, clientId, clientSecret, scopes: ['groups'] },
      people: { emails: [], subjects: [], ...people },
      ...(url === undefined ? {} : { url }),
      clock: clock.world,
      random: systemRandom,
      journal: { info: note, warn: note },
    },
  })
  t.teardown(() => opened.close())
  if (isServed) provider.serve(opened.url)
  provider.setPerson(ann)
  const at = (path: string) => new URL(path, opened.url).href
  return { ...opened, at, provider, clock, journal, browser: openBrowser() }
}

test('a person on the list logs in, sees the console by name, and sees nothing more once logged out', async t => {
  const { url, at, browser } = await openForTest(t, { emails: ['ann@example.org'] })
  t.regex(url, /^http:\/\/127\.0\.0\.1:\d+\/$/)
  const stranger = await browser.open(at('/'))
  t.is(stranger.status, 401)
  t.regex(stranger.body, /<a href="\/login">Log in<\/a>/)

  const sent = await browser.open(at('/login'), ({ pathname }) => pathname === '/auth')
  const asked = sent.url.searchParams
  t.like(Object.fromEntries(asked), {
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: at('/login/callback'),
    scope: 'openid email groups',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) t.regex(asked.get(name) ?? '', /^[\w-]{43}$/)

  const page = await browser.open(at('/login'))
  t.is(page.url.href, at('/'))
  t.regex(page.body, /<title>Parley console<\/title>/)
  const state = await (await browser.send(at('/api/state'))).json()
  t.is((state as { person?: string }).person, 'ann@example.org')
  const session = browser.written.findLast(line => line.startsWith('parley-session-'))!
  for (const part of [/HttpOnly/, /SameSite=Lax/, /Max-Age=28800/, /Path=\//]) t.regex(session, part)
  t.notRegex(session, /Secure|Ann/i)

  const elsewhere = await browser.send(at('/logout'), { 'sec-fetch-site': 'cross-site' })
  t.is(elsewhere.status, 403)
  t.is((await browser.send(at('/api/state'))).status, 200)
  const kept = new Map([...browser.cookies.get(new URL(url).host)!])
  const events = await browser.send(at('/api/events'))
  t.regex((await browser.open(at('/logout'))).body, /You are logged out/)
  // What streams to this person ends with the session, and the cookie of before opens nothing.
  for await (const _ of events.body!);
  browser.cookies.set(new URL(url).host, kept)
  t.is((await browser.send(at('/api/state'))).status, 401)
})

test('whoever is not on the list is told so, and sees nothing', async t => {
  const { at, browser, provider, journal } = await openForTest(t, {
    emails: ['bert@example.org', 'carl@example.org'],
    subjects: ['person-8'],
    claim: { name: 'groups', values: ['auditors'] },
  })
  const refused = await browser.open(at('/login'))
  t.is(refused.status, 403)
  t.regex(refused.body, /logged in as ann@example\.org, who is not among those that may see this console/)
  t.is((await browser.send(at('/api/state'))).status, 401)
  t.false(browser.written.some(line => line.startsWith('parley-session-')))
  // An address that was only typed in is nobody's, and what it holds is shown as text.
  provider.setPerson({ sub: '<b>x', email: 'carl@example.org', email_verified: false })
  const unverified = await openLogin(at, browser)
  t.is(unverified.status, 403)
  t.regex(unverified.body, /logged in as &#60;b&#62;x,/)
  t.deepEqual(journal, Array(2).fill('a person who is not on the list was kept out of the console'))
})

/** As somebody else than before at the provider. */
function openLogin(at: (path: string) => string, browser: ReturnType<typeof openBrowser>) {
  browser.cookies.clear()
  return browser.open(at('/login'))
}

test('a subject or a claim will do in the place of an address', async t => {
  const bySubject = await openForTest(t, { subjects: ['person-7'] })
  t.is((await bySubject.browser.open(bySubject.at('/login'))).status, 200)
  const byClaim = await openForTest(t, { claim: { name: 'groups', values: ['house', 'cellar'] } })
  t.is((await byClaim.browser.open(byClaim.at('/login'))).status, 200)
})

test('a login comes back once, in time, with its own state, and to the browser that began it', async t => {
  const { at, browser, clock, provider } = await openForTest(t, { subjects: ['person-7'] })
  const back = async () => (await browser.open(at('/login'), isCallback)).url
  const refusalOf = async (url: URL, by = browser) => {
    const { status, body } = await by.open(url)
    return `${status} ${/<p>(.*)<\/p>/.exec(body)?.[1] ?? ''}`
  }
  const changed = await back()
  changed.searchParams.set('state', 'A'.repeat(43))
  t.regex(await refusalOf(changed), /^400 The provider’s answer does not fit/)
  t.regex(await refusalOf(await back(), openBrowser()), /^400 This login was not begun in this browser/)

  const once = await back()
  t.is((await browser.open(once)).status, 200)
  const session = [...browser.cookies.get(new URL(at('/')).host)!.keys()]
  t.deepEqual(session, [`parley-session-${new URL(at('/')).port}`])
  t.regex(await refusalOf(once), /^400 This login was not begun/)
  // With a login of one's own under way, a code that was used before is the provider's to refuse.
  const next = await back()
  for (const name of ['code', 'iss']) next.searchParams.set(name, once.searchParams.get(name)!)
  t.regex(await refusalOf(next), /^400 The provider’s answer does not fit/)

  const late = await back()
  clock.forward(10 * 60_000)
  t.regex(await refusalOf(late), /^400 This login was not begun/)
  provider.setPerson(undefined)
  browser.cookies.delete(new URL(provider.issuer).host)
  t.regex(await refusalOf(await back()), /^403 The login was broken off at the provider/)
})

test('a session ends after eight hours, also where its events are being watched', async t => {
  const { at, browser, clock } = await openForTest(t, { subjects: ['person-7'] })
  await browser.open(at('/login'))
  const events = await browser.send(at('/api/events'))
  clock.forward(8 * 3_600_000 - 1)
  t.is((await browser.send(at('/api/state'))).status, 200)
  clock.forward(1)
  t.is((await browser.send(at('/api/state'))).status, 401)
  for await (const _ of events.body!);
})

test('while the provider is away nobody comes in, and the console says so; the link’s token opens nothing', async t => {
  const { url, at, browser, provider, journal } = await openForTest(
    t,
    { subjects: ['person-7'] },
    { isServed: false },
  )
  const away = await browser.open(at('/login'))
  t.is(away.status, 502)
  t.regex(away.body, /The login provider does not answer/)
  t.notRegex(away.body, /Error|at \w+ \(/)
  t.deepEqual(journal, ['a login to the console came to nothing'])
  t.is((await browser.open(at('/?token=k3Jx0q-Zr7m_Wd92fLpTnA'))).status, 401)
  t.is((await browser.open(at('/healthz'))).status, 200)
  provider.serve(url)
  t.is((await browser.open(at('/login'))).status, 200)
})

/** Nobody listens there just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('behind a proxy that ends TLS the console answers to its own name, and its cookies travel over TLS alone', async t => {
  const port = await freePort()
  const { url, provider } = await openForTest(
    t,
    { subjects: ['person-7'] },
    { port, url: 'https://console.example.org' },
  )
  t.is(url, 'https://console.example.org/')
  const enter = (host: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: '/login', headers: { host } }, resolve)
      sent.on('error', reject).end()
    })
  const sent = await enter('console.example.org')
  sent.resume()
  t.is(sent.statusCode, 303)
  t.true(sent.headers.location?.startsWith(`${provider.issuer}/auth?`))
  t.regex(sent.headers['set-cookie']?.[0] ?? '', /^__Host-parley-login-\d+=[\w-]{200,}; .*Secure/)
  const other = await enter('console.example.com')
  other.resume()
  t.is(other.statusCode, 421)
})
