import test from 'ava'
import { readNews } from '../../../coordinator/bounties/read-news.ts'
import { openWatchers } from '../../../coordinator/rounds/watchers.ts'

/** A number that can be read, with its notices; `ring` lets the time of everybody who waits pass. */
function counted() {
  const timers = new Set<() => void>()
  const watchers = openWatchers((_, action) => {
    timers.add(action)
    return () => timers.delete(action)
  })
  let value = 0
  return {
    watchers,
    read: async () => value,
    set: (next: number) => {
      value = next
      watchers.notify()
    },
    ring: () => {
      for (const action of [...timers]) action()
    },
    waiting: () => timers.size,
  }
}

const isNews = (found: number) => found > 0
const turn = () => new Promise(resolve => setImmediate(resolve))

test('what is written while the first reading is under way is not waited past', async t => {
  const { watchers, read, set, waiting } = counted()
  let readings = 0
  const found = readNews(
    watchers,
    async () => {
      const before = await read()
      // Written after it was read, before anybody waits.
      if (readings++ === 0) set(7)
      return before
    },
    isNews,
    1_000,
  )
  t.is(await found, 7)
  t.is(readings, 2)
  t.is(waiting(), 0)
})

test('news is answered at once, and where there is none the next notice or the end of the time is waited for', async t => {
  const { watchers, read, set, ring, waiting } = counted()
  const later = readNews(watchers, read, isNews, 1_000)
  await turn()
  t.is(waiting(), 1)
  set(3)
  t.is(await later, 3)
  t.is(await readNews(watchers, read, isNews, 1_000), 3)
  set(0)
  const never = readNews(watchers, read, isNews, 1_000)
  await turn()
  ring()
  t.is(await never, 0)
})
