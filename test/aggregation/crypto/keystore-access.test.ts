import test from 'ava'
import { accessFault } from '../../../aggregation/index.ts'

const file = '/home/alder/keystore.json'

test('a file of secrets is for the user who runs this, and for nobody else', t => {
  t.is(accessFault(file, { uid: 7, mode: 0o100600 }, 7), undefined)
  t.is(accessFault(file, { uid: 7, mode: 0o100400 }, 7), undefined)
  t.regex(accessFault(file, { uid: 8, mode: 0o100600 }, 7) ?? '', /belongs to user 8, not to user 7/)
  t.regex(accessFault(file, { uid: 8, mode: 0o100600 }, 7) ?? '', /chown 7 \/home\/alder\/keystore\.json$/)
})

test('each bit that lets others in is refused by itself, and told with the mode', t => {
  for (const bit of [0o040, 0o020, 0o010, 0o004, 0o002, 0o001])
    t.regex(
      accessFault(file, { uid: 7, mode: 0o100600 | bit }, 7) ?? '',
      new RegExp(`mode 06${bit.toString(8).padStart(2, '0')}.*chmod 600`),
    )
})

test('a file of root that root opens is checked like any other', t => {
  t.is(accessFault(file, { uid: 0, mode: 0o600 }, 0), undefined)
  t.regex(accessFault(file, { uid: 1_000, mode: 0o600 }, 0) ?? '', /belongs to user 1000, not to user 0/)
})

test('where there are no owners and modes nothing is refused', t => {
  t.is(accessFault(file, { uid: 8, mode: 0o100666 }, undefined), undefined)
})

test('a name with spaces and quotes can be pasted into a shell', t => {
  t.regex(accessFault("/a b/it's", { uid: 7, mode: 0o644 }, 7) ?? '', /chmod 600 '\/a b\/it'\\''s'$/)
})
