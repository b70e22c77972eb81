/** As much of a browser as a login needs: cookies, and the addresses it is sent on to. */

export interface Page {
  readonly url: URL
  readonly status: number
  readonly body: string
}

export interface Browser {
  /** Follows redirects, up to one that `isLast` says is not to be followed. */
  open(url: string | URL, isLast?: (next: URL) => boolean): Promise<Page>
  /** One request as it is, without following. */
  send(url: string | URL, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** By host, so that consoles and providers on one machine do not mix. */
  readonly cookies: Map<string, Map<string, string>>
  /** Each `set-cookie` that came, as it was written. */
  readonly written: string[]
}

export function openBrowser(): Browser {
  const cookies = new Map<string, Map<string, string>>()
  const written: string[] = []

  async function send(url: string | URL, headers: Readonly<Record<string, string>> = {}) {
    const { host } = new URL(url)
    const jar = cookies.get(host) ?? new Map<string, string>()
    cookies.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { ...headers, cookie } })
    for (const line of response.headers.getSetCookie()) {
      written.push(line)
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  async function open(url: string | URL, isLast: (next: URL) => boolean = () => false): Promise<Page> {
    let at = new URL(url)
    for (let steps = 0; steps < 20; steps++) {
      const response = await send(at)
      const location = response.headers.get('location')
      const next = location === null ? undefined : new URL(location, at)
      if (next === undefined) return { url: at, status: response.status, body: await response.text() }
      if (isLast(next)) return { url: next, status: response.status, body: '' }
      at = next
    }
    throw new Error('sent on without end')
  }

  return { open, send, cookies, written }
}
