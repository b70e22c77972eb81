/** Whether the address that a member gives for a webhook may be one. */
import { isIP } from 'node:net'
import { maximumUrlCharacters } from '../../protos/limits.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { World } from '../world.ts'
import { hostOf, publicLookup } from './post.ts'
import { isPublicAddress } from './public-address.ts'

const lookupDeadlineMs = 5_000

/** The address as it is kept; where its host is a name, the name is looked up. A refusal names the field `url`. */
export async function checkAddress(text: string, toPrivate: boolean, world: World): Promise<Answer<string>> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || text.length > maximumUrlCharacters)
    return bad(
      `write an address of at most ${maximumUrlCharacters} characters, such as https://hooks.example.org/parley`,
    )
  if (url.protocol !== 'https:' && !(toPrivate && url.protocol === 'http:'))
    return bad('the address must begin with https://')
  if (url.username !== '' || url.password !== '')
    return bad('the address must not hold a user name or a password; the signature tells who sends')
  if (url.hash !== '') return bad('the address must not have a part behind #, which is never sent')
  if (toPrivate) return granted(url.href)
  const host = hostOf(url)
  if (isIP(host) !== 0)
    return isPublicAddress(host)
      ? granted(url.href)
      : bad('the address is not public: it must be reachable from the internet')
  return (await isPublicName(host, world))
    ? granted(url.href)
    : bad(`${host} must lead to public addresses and to no other; look at its entries in the DNS`)
}

function isPublicName(host: string, world: World): Promise<boolean> {
  return new Promise(resolve => {
    const cancel = world.after(lookupDeadlineMs, () => resolve(false))
    publicLookup(host, { all: true }, error => {
      cancel()
      resolve(error === null)
    })
  })
}

function bad(message: string) {
  return refused('malformed', message, { field: 'url' })
}
