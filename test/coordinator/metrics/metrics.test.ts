import test from 'ava'
import { parse } from 'yaml'
import { openConsole } from '../../../coordinator/console/index.ts'
import { createMetrics, type Standing } from '../../../coordinator/metrics/index.ts'
import { createConsoleStory } from '../../support/console-story.ts'
import { readRepositoryFile } from '../../support/repository.ts'

const standing: Standing = {
  bountiesByState: new Map([['running', 2]]),
  membersByRole: new Map([['holder', 6]]),
  logLeaves: 41,
  openAttempts: 1,
}

function busyMetrics() {
  const metrics = createMetrics({ version: '1.2.3', standing: async () => standing })
  metrics.called('joinBounty', 'granted', 0.02)
  metrics.called('joinBounty', 'forbidden', 0.004)
  metrics.turnedAway('signature', 3)
  metrics.turnedAway('unknown-key')
  metrics.turnedAway('nonce', 1_000_000)
  metrics.admitted(3)
  metrics.alarmed('replay')
  metrics.webhook('dropped', 3)
  return metrics
}

test('calls, refusals and what stands are told as figures, none of them of one member or one key', async t => {
  const metrics = busyMetrics()
  const { contentType, text } = await metrics.exposition()
  t.regex(contentType, /^text\/plain/)
  const lines = text.split('\n')
  for (const line of [
    'parley_build_info{version="1.2.3"} 1',
    'parley_calls_total{method="joinBounty",outcome="granted"} 1',
    'parley_calls_total{method="joinBounty",outcome="forbidden"} 1',
    'parley_call_seconds_bucket{le="0.005",method="joinBounty"} 1',
    'parley_call_seconds_bucket{le="0.05",method="joinBounty"} 2',
    'parley_auth_refused_total{check="signature",key_version="3"} 1',
    'parley_auth_refused_total{check="unknown-key",key_version="unknown"} 1',
    'parley_auth_refused_total{check="nonce",key_version="100"} 1',
    'parley_auth_admitted_total{key_version="3"} 1',
    'parley_alarms_total{kind="replay"} 1',
    'parley_webhook_messages_total{outcome="dropped"} 3',
    'parley_bounties{state="running"} 2',
    'parley_members{role="holder"} 6',
    'parley_log_leaves 41',
    'parley_open_attempts 1',
  ])
    t.true(lines.includes(line), line)
})

test('a state that no bounty has any more is told no longer', async t => {
  let now = standing
  const metrics = createMetrics({ version: '1', standing: async () => now })
  t.regex((await metrics.exposition()).text, /parley_bounties\{state="running"\} 2/)
  now = { ...standing, bountiesByState: new Map([['final', 2]]) }
  const { text } = await metrics.exposition()
  t.notRegex(text, /state="running"/)
  t.regex(text, /parley_bounties\{state="final"\} 2/)
})

test('every figure that a rule for alerts speaks of is told, and every rule says what to do', async t => {
  const { text } = await busyMetrics().exposition()
  interface Rule {
    readonly alert: string
    readonly expr: string
    readonly labels: { readonly severity: string }
    readonly annotations: { readonly summary?: string; readonly action?: string }
  }
  const file = parse(readRepositoryFile('docs/alerts.rules.yaml')) as { groups: { rules: Rule[] }[] }
  const rules = file.groups.flatMap(group => group.rules)
  t.true(rules.length >= 8)
  for (const { alert, expr, labels, annotations } of rules) {
    for (const [name] of expr.matchAll(/\b(?:parley|nodejs)_[a-z_]+/g))
      t.regex(text, new RegExp(`^${name}`, 'm'), alert)
    t.true(['page', 'ticket'].includes(labels.severity), alert)
    t.true((annotations.summary ?? '').length > 20 && (annotations.action ?? '').length > 20, alert)
    t.notRegex(alert, /[^A-Za-z]/)
  }
})

test('figures are at /metrics for whoever shows their token, which opens nothing else', async t => {
  const token = 'k3Jx0q-Zr7m_Wd92fLpTnA'
  const [own, other] = ['metrics-k3Jx0q-Zr7m_Wd92fLp', 'metrics-k3Jx0q-Zr7m_Wd92fLq']
  const metrics = busyMetrics()
  const { view } = createConsoleStory()
  const opened = await openConsole({ port: 0, view, token, metrics: { token: own, ...metrics } })
  const bare = await openConsole({ port: 0, view, token })
  t.teardown(() => Promise.all([opened.close(), bare.close()]))
  const get = (url: string, path: string, authorization?: string) =>
    fetch(new URL(path, url), authorization === undefined ? {} : { headers: { authorization } })
  const shown = await get(opened.url, '/metrics', `Bearer ${own}`)
  t.is(shown.status, 200)
  t.regex(await shown.text(), /^parley_calls_total/m)
  for (const header of [undefined, own, `Bearer ${other}`, `Bearer ${token}`, `bearer ${own}`])
    t.is((await get(opened.url, '/metrics', header)).status, 401, header)
  t.is((await get(opened.url, '/api/state', `Bearer ${own}`)).status, 401)
  t.is((await get(bare.url, '/metrics', `Bearer ${own}`)).status, 401)
  await t.throwsAsync(openConsole({ port: 0, view, token, metrics: { token: 'short', ...metrics } }), {
    instanceOf: RangeError,
  })
})
