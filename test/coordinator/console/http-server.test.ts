import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import {
  ConsoleHostError,
  ConsolePortError,
  type ConsoleState,
  type ConsoleStatement,
  openConsole,
} from '../../../coordinator/console/index.ts'
import { plainStory } from '../../support/bounty-story.ts'
import { testAuthority } from '../../support/certificates.ts'
import {
  type ConsoleStory,
  createConsoleStory,
  storyBountyId,
  storyHolders,
  storyTerms,
} from '../../support/console-story.ts'

const token = 'k3Jx0q-Zr7m_Wd92fLpTnA'

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A request whose Host header is free to lie, which `fetch` does not allow. */
function send(
  url: string,
  options: { path?: string; method?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        path: options.path ?? '/',
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
      },
      response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end()
  })
}

async function openForTest(t: ExecutionContext, story: ConsoleStory = createConsoleStory()) {
  const opened = await openConsole({ port: 0, view: story.view, token })
  t.teardown(() => opened.close())
  const entry = await send(opened.url, { path: `/?token=${token}` })
  const cookie = String(entry.headers['set-cookie']?.[0]).split(';')[0] ?? ''
  return { ...opened, entry, cookie, story }
}

/** Reads server-sent events until `count` have come. */
async function readEvents(url: string, headers: Record<string, string>, count: number, query = '') {
  const controller = new AbortController()
  const response = await fetch(new URL(`/api/events${query}`, url), { headers, signal: controller.signal })
  const found: { id: number; data: Record<string, unknown> }[] = []
  let text = ''
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const id = /^id: (\d+)$/m.exec(block)?.[1]
        const data = /^data: (.+)$/m.exec(block)?.[1]
        if (id !== undefined && data !== undefined) found.push({ id: Number(id), data: JSON.parse(data) })
      }
      if (found.length >= count) break
    }
  } finally {
    controller.abort()
  }
  return { response, found }
}

test('the link exchanges its token for a cookie that scripts cannot read, and leaves the address bar', async t => {
  const { url, entry, cookie } = await openForTest(t)
  t.regex(url, /^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
  t.is(entry.status, 303)
  t.is(entry.headers.location, '/')
  const setCookie = String(entry.headers['set-cookie']?.[0])
  t.regex(setCookie, /HttpOnly/)
  t.regex(setCookie, /SameSite=Strict/)
  t.false(setCookie.includes(token), 'the cookie is not the token')
  const page = await send(url, { headers: { cookie } })
  t.is(page.status, 200)
  t.regex(page.body, /<title>Parley console<\/title>/)
})

test('without the cookie every page and every API answers 401 with a sentence', async t => {
  const { url } = await openForTest(t)
  for (const path of ['/', '/assets/app.js', '/api/state', '/api/events', '/nothing-here']) {
    const reply = await send(url, { path })
    t.is(reply.status, 401, path)
    t.regex(reply.body, /opens with the link/, path)
  }
})

test('a wrong token or a forged cookie opens nothing', async t => {
  const { url, cookie } = await openForTest(t)
  const wrong = await send(url, { path: `/?token=${token.slice(0, -1)}B` })
  t.is(wrong.status, 401)
  t.is(wrong.headers['set-cookie'], undefined)
  const [name = ''] = cookie.split('=')
  for (const forged of [`${name}=${token}`, `${name}=`, `${cookie.slice(0, -1)}`])
    t.is((await send(url, { path: '/api/state', headers: { cookie: forged } })).status, 401, forged)
})

test('two tokens in one link are refused like a wrong one', async t => {
  const { url, cookie } = await openForTest(t)
  const path = `/?token=${token}&token=${token}`
  t.is((await send(url, { path })).status, 401)
  t.is((await send(url, { path, headers: { cookie } })).status, 401)
})

test('the cookie of one console does not open another with another token', async t => {
  const { cookie } = await openForTest(t)
  const other = await openConsole({ port: 0, view: createConsoleStory().view, token: `${token}-other` })
  t.teardown(() => other.close())
  const value = cookie.split('=')[1] ?? ''
  const forged = `parley-console-${new URL(other.url).port}=${value}`
  t.is((await send(other.url, { path: '/api/state', headers: { cookie: forged } })).status, 401)
})

test('a page that points its own name at this machine is turned away before anything else', async t => {
  const { url, cookie } = await openForTest(t)
  const { port } = new URL(url)
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    '127.0.0.1:1',
    `127.0.0.1.evil.example:${port}`,
  ]) {
    t.is((await send(url, { path: '/api/state', headers: { cookie, host } })).status, 421, host)
    t.is((await send(url, { path: `/?token=${token}`, headers: { host } })).headers['set-cookie'], undefined)
  }
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
    t.is((await send(url, { path: '/api/state', headers: { cookie, host } })).status, 200, host)
})

test('nothing but GET is answered', async t => {
  const { url, cookie } = await openForTest(t)
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
    const reply = await send(url, { path: '/api/state', method, headers: { cookie } })
    t.is(reply.status, 405, method)
    t.is(reply.headers.allow, 'GET')
  }
})

test('every answer carries the security headers, refusals and event streams included', async t => {
  const { url, cookie, story } = await openForTest(t)
  story.publish({ kind: 'coordinator-restarted' })
  const { response } = await readEvents(url, { cookie }, 1)
  const stream = Object.fromEntries(response.headers)
  const refused = await send(url)
  const page = await send(url, { headers: { cookie } })
  const asset = await send(url, { path: '/assets/app.js', headers: { cookie } })
  for (const headers of [stream, refused.headers, page.headers, asset.headers]) {
    const policy = String(headers['content-security-policy'])
    t.regex(policy, /default-src 'none'/)
    t.regex(policy, /frame-ancestors 'none'/)
    t.notRegex(policy, /unsafe/)
    t.is(headers['x-content-type-options'], 'nosniff')
    t.is(headers['referrer-policy'], 'no-referrer')
    t.is(headers['cache-control'], 'no-store')
  }
  t.regex(String(asset.headers['content-type']), /javascript/)
  t.regex(String(stream['content-type']), /^text\/event-stream/)
})

test('the state is the view’s snapshot, with hashes as hex and amounts as text', async t => {
  const { url, cookie, story } = await openForTest(t)
  story.openRound(1)
  story.finishRound(9_031)
  const reply = await send(url, { path: '/api/state', headers: { cookie } })
  const state = JSON.parse(reply.body) as ConsoleState
  const bounty = state.bounties[0]
  t.is(bounty?.terms.title, 'Handwritten digits from six clinics')
  t.is(bounty?.terms.priceUnits, '600000')
  t.is(bounty?.terms.target, 0.95)
  t.is(bounty?.escrowedUnits, '500000')
  t.is(bounty?.participants[1]?.datasetRoot, '02'.repeat(32))
  t.is(bounty?.rounds[0]?.modelHash, '01'.repeat(32))
  const paid = bounty?.rounds[0]?.pays.reduce((sum, pay) => sum + BigInt(pay.amountUnits), 0n)
  t.is(paid, 97_500n)
  t.deepEqual(bounty?.rounds[0]?.survivors, storyHolders)
})

test('the state tells who declined, and why', async t => {
  const { url, cookie, story } = await openForTest(t)
  story.openRound(1)
  story.decline('lakeside', 'privacy-budget-spent')
  const reply = await send(url, { path: '/api/state', headers: { cookie } })
  const [bounty] = (JSON.parse(reply.body) as ConsoleState).bounties
  t.like(bounty?.declines, [{ organisation: 'lakeside', reason: 'privacy-budget-spent', round: 2 }])
  t.true(bounty?.participants.find(({ organisation }) => organisation === 'lakeside')?.left)
})

const statementPath = `/api/bounties/${storyBountyId}/statement`
const told = plainStory()
const storyWithMoney = () => createConsoleStory(undefined, storyTerms, told)

test('a statement tells every movement of a bounty with its calculation, its leaf and what is held then', async t => {
  const { url, cookie } = await openForTest(t, storyWithMoney())
  const reply = await send(url, { path: statementPath, headers: { cookie } })
  t.is(reply.status, 200)
  t.regex(String(reply.headers['content-security-policy']), /default-src 'none'/)
  const statement = JSON.parse(reply.body) as ConsoleStatement
  t.deepEqual(statement.parties, ['all', 'buyer', 'holder:alder', 'holder:birch', 'holder:cedar', 'fees'])
  t.is(statement.count, statement.lines.length)
  t.is(statement.leftOut, '')
  t.like(statement.lines[0], {
    number: 1,
    kind: 'fund',
    from: 'buyer:acme',
    amountUnits: '100000',
    totalUnits: '100000',
    formula: ['price = 100000 (pay.priceUnits of the terms)'],
    leafIndex: 7 + 3,
    leafKind: 'funded',
  })
  t.is(statement.lines.at(-1)?.totalUnits, '0', 'nothing is held for a bounty that has ended')
})

test('a holder’s statement has its movements alone, and their sum', async t => {
  const { url, cookie } = await openForTest(t, storyWithMoney())
  const path = `${statementPath}?party=holder%3Aalder`
  const { lines } = JSON.parse((await send(url, { path, headers: { cookie } })).body) as ConsoleStatement
  t.deepEqual(
    lines.map(({ kind, round, changeUnits, totalUnits }) => [kind, round, changeUnits, totalUnits]),
    // A sixth of each pot of 33333, 33333 and 33334 less its fee, with a unit for the remainder, the largest of the three.
    [
      ['round-pay', 1, '5417', '5417'],
      ['round-pay', 2, '5417', '10834'],
      ['round-pay', 3, '5417', '16251'],
    ],
  )
  t.true(lines.every(({ to }) => to === 'payable:alder'))
})

test('a statement goes on after the line that is given', async t => {
  const { url, cookie } = await openForTest(t, storyWithMoney())
  const path = `${statementPath}?party=holder%3Aalder&after=2`
  const page = JSON.parse((await send(url, { path, headers: { cookie } })).body) as ConsoleStatement
  t.is(page.count, 3)
  t.like(page.lines, [{ number: 3, totalUnits: '16251' }])
})

test('the same statement is a file for spreadsheets', async t => {
  const { url, cookie } = await openForTest(t, storyWithMoney())
  const path = `${statementPath}.csv?party=fees`
  const { status, headers, body } = await send(url, { path, headers: { cookie } })
  t.is(status, 200)
  t.is(headers['content-type'], 'text/csv; charset=utf-8')
  t.is(headers['content-disposition'], 'attachment; filename="statement-b0b0b0b0b0b0-fees.csv"')
  const [head, first, ...rest] = body.trimEnd().split('\n')
  t.is(head, 'number,kind,round,from,to,amountUnits,changeUnits,totalUnits,formula,leaf,leafKind')
  t.regex(first ?? '', /^1,round-pay,1,escrow:[0-9a-f]{64}:epoch:1,fees,833,833,833,/)
  t.is(rest.length, 2)
})

test('a statement is refused with a sentence: without the cookie, of no bounty, of no party, after no line', async t => {
  const { url, cookie } = await openForTest(t, storyWithMoney())
  const status = async (path: string, headers: Record<string, string> = { cookie }) =>
    (await send(url, { path, headers })).status
  t.is(await status(statementPath, {}), 401)
  t.is(await status(`${statementPath}.csv`, {}), 401)
  t.is(await status(`/api/bounties/${'b1'.repeat(32)}/statement`), 404)
  t.is(await status('/api/bounties/..%2F..%2Fetc/statement.csv'), 404)
  for (const party of ['holder%3Adamson', 'nobody', 'all&party=fees', '']) {
    t.is(await status(`${statementPath}?party=${party}`), 400, party)
    t.is(await status(`${statementPath}.csv?party=${party}`), 400, party)
  }
  for (const after of ['-1', 'x', '1&after=2']) t.is(await status(`${statementPath}?after=${after}`), 400)
})

test('a log that does not hold is no statement: the reader is told at which leaf', async t => {
  const { terms, leaves } = told
  const broken = { terms, leaves: leaves.filter((_, place) => place !== 2) }
  const { url, cookie } = await openForTest(t, createConsoleStory(undefined, storyTerms, broken))
  const reply = await send(url, { path: statementPath, headers: { cookie } })
  t.is(reply.status, 500)
  t.true(reply.body.includes(`does not hold at leaf ${leaves[3]?.index}`))
})

test('events follow in order and resume after the last one that was seen', async t => {
  const { url, cookie, story } = await openForTest(t)
  for (const permille of [10, 20, 30, 40])
    story.publish({ kind: 'member-progress', organisation: 'st-mary', permille })
  const first = await readEvents(url, { cookie }, 2)
  t.deepEqual(
    first.found.slice(0, 2).map(event => event.data.permille),
    [10, 20],
  )
  const lastSeen = first.found[1]?.id
  const resumed = await readEvents(url, { cookie, 'last-event-id': String(lastSeen) }, 2)
  t.deepEqual(
    resumed.found.map(event => event.data.permille),
    [30, 40],
  )
  const asked = await readEvents(url, { cookie }, 1, `?after=${(lastSeen ?? 0) + 1}`)
  t.is(asked.found[0]?.data.permille, 40)
  const both = await readEvents(url, { cookie, 'last-event-id': String(lastSeen) }, 1, '?after=0')
  t.is(both.found[0]?.data.permille, 30, 'the header, which is newer, wins over the address')
})

test('an amount beyond the reach of floating point crosses the wire to the last unit', async t => {
  const { url, cookie, story } = await openForTest(t)
  story.publish({ kind: 'pay-settled', organisation: 'lakeside', amountUnits: 9_007_199_254_740_993n })
  const { found } = await readEvents(url, { cookie }, 1)
  t.is(found[0]?.data.amountUnits, '9007199254740993')
})

test('a sequence that is no number is refused', async t => {
  const { url, cookie } = await openForTest(t)
  for (const after of ['-1', 'abc', '1e3', '99999999999999999'])
    t.is((await send(url, { path: `/api/events?after=${after}`, headers: { cookie } })).status, 400, after)
})

test('only so many pages may watch at once, and one that leaves makes room', async t => {
  const { url, cookie } = await openForTest(t)
  const address = new URL('/api/events', url)
  const controllers = Array.from({ length: 32 }, () => new AbortController())
  const watchers = await Promise.all(
    controllers.map(({ signal }) => fetch(address, { headers: { cookie }, signal })),
  )
  t.true(watchers.every(watcher => watcher.status === 200))
  const refused = await send(url, { path: '/api/events', headers: { cookie } })
  t.is(refused.status, 503)
  t.is(refused.headers['retry-after'], '10')
  controllers[0]?.abort()
  let status = 503
  while (status === 503) {
    const late = new AbortController()
    const reply = await fetch(address, { headers: { cookie }, signal: late.signal })
    status = reply.status
    late.abort()
  }
  t.is(status, 200)
  for (const controller of controllers) controller.abort()
})

test('closing ends the streams that are open', async t => {
  const opened = await openConsole({ port: 0, view: createConsoleStory().view, token })
  const entry = await send(opened.url, { path: `/?token=${token}` })
  const cookie = String(entry.headers['set-cookie']?.[0]).split(';')[0] ?? ''
  const stream = await fetch(new URL('/api/events', opened.url), { headers: { cookie } })
  await opened.close()
  const rest = await stream.text().catch(() => 'cut')
  t.true(rest === 'cut' || rest.startsWith(': open'))
  await t.throwsAsync(send(opened.url))
})

test('health is answered without a token and tells nothing more', async t => {
  const { url } = await openForTest(t)
  const reply = await send(url, { path: '/healthz' })
  t.is(reply.status, 200)
  t.deepEqual(JSON.parse(reply.body), { status: 'ok' })
})

test('a view that fails is a sentence to the reader and a line in the log', async t => {
  const logged: object[] = []
  const view = {
    ...createConsoleStory().view,
    snapshot: async () => {
      throw new Error('the database at 10.0.0.7 is away')
    },
  }
  const logger = { error: (fields: object) => logged.push(fields) }
  const opened = await openConsole({ port: 0, view, token, logger })
  t.teardown(() => opened.close())
  const entry = await send(opened.url, { path: `/?token=${token}` })
  const cookie = String(entry.headers['set-cookie']?.[0]).split(';')[0] ?? ''
  const reply = await send(opened.url, { path: '/api/state', headers: { cookie } })
  t.is(reply.status, 500)
  t.false(reply.body.includes('10.0.0.7'))
  t.is(logged.length, 1)
})

test('a port in use is named, with what to do', async t => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  t.teardown(() => void other.close())
  const { port } = other.address() as AddressInfo
  const error = await t.throwsAsync(openConsole({ port, view: createConsoleStory().view, token }), {
    instanceOf: ConsolePortError,
  })
  t.true(error?.message.includes(`port ${port} on 127.0.0.1`))
  t.regex(error?.message ?? '', /another program listens there; give another port/)
})

test('a host off loopback is refused without TLS', async t => {
  for (const host of ['0.0.0.0', '::', '192.168.1.7', 'parley.example', '1127.0.0.1', '127.0.0.1.example'])
    await t.throwsAsync(openConsole({ port: 0, host, view: createConsoleStory().view, token }), {
      instanceOf: ConsoleHostError,
    })
})

test('a token that could be guessed is refused before the port is open', async t => {
  await t.throwsAsync(openConsole({ port: 0, view: createConsoleStory().view, token: 'short' }), {
    instanceOf: RangeError,
  })
})

test('off loopback the console speaks TLS 1.3 only, and its cookie travels nowhere else', async t => {
  const authority = await testAuthority()
  const opened = await openConsole({
    port: 0,
    host: '0.0.0.0',
    hostNames: ['parley.example'],
    view: createConsoleStory().view,
    token,
    tls: authority.server,
  })
  t.teardown(() => opened.close())
  const { port } = new URL(opened.url)
  t.true(opened.url.startsWith('https://parley.example:'), 'the link carries a name that browsers can use')
  const enter = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
    new Promise<IncomingHttpHeaders>((resolve, reject) => {
      const request = httpsRequest(
        {
          host: '127.0.0.1',
          port,
          path: `/?token=${token}`,
          ca: authority.ca,
          headers: { host: `parley.example:${port}` },
          servername: 'localhost',
          maxVersion,
        },
        response => {
          response.resume()
          resolve(response.headers)
        },
      )
      request.on('error', reject)
      request.end()
    })
  t.regex(String((await enter('TLSv1.3'))['set-cookie']?.[0]), /; Secure/)
  await t.throwsAsync(enter('TLSv1.2'))
})
