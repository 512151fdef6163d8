import { InvalidInputError } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import {
  countFreeProxies,
  findProxiesCalled,
  isProxyUrl,
  type ProxyView,
} from '../../pool/proxies/proxies-store.ts'
import { parseProxyUrl } from '../../pool/proxies/proxy-url.ts'
import type { CheckedEntry } from './import-entry.ts'

/** Adds a fault to each entry whose proxy does not fit, or for which none is left. */
export async function checkProxies(
  db: Db,
  entries: readonly CheckedEntry[],
  shareProxies: boolean,
): Promise<void> {
  const fresh = entries.filter(({ result }) => result === 'new')
  for (const entry of fresh) addFault(entry, whyNoUrl(entry))
  const fine = fresh.filter(({ errors }) => errors.length === 0)
  const names = [...new Set(fine.flatMap(({ proxyName }) => proxyName ?? []))]
  const found = names.length === 0 ? new Map() : await findProxiesCalled(db, names)
  const users = new Map<string, number>()
  for (const entry of fine.filter(({ proxyName }) => proxyName !== null)) {
    const proxy = found.get(entry.proxyName)
    const key = proxy?.id ?? entry.proxyName
    addFault(entry, whyUnfit(entry, proxy))
    if (!shareProxies) addFault(entry, whyTaken(proxy, users.get(key)))
    if (!users.has(key)) users.set(key, entry.line)
  }
  const named = [...found.values()].map(({ id }) => id)
  const free = await countFreeProxies(db, named)
  for (const entry of fine.filter(({ proxyName }) => proxyName === null).slice(free))
    addFault(entry, 'no active proxy is left without an account; add proxies, or name one')
}

function addFault({ errors }: CheckedEntry, reason: string | null): void {
  if (reason !== null) errors.push({ field: 'proxy', reason })
}

/** Why a URL cannot be one of a proxy; its reason does not repeat it. */
function whyNoUrl({ proxyName }: CheckedEntry): string | null {
  if (proxyName === null || !isProxyUrl(proxyName)) return null
  try {
    parseProxyUrl(proxyName)
    return null
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    return error.problems[0]?.reason ?? 'is not the URL of a proxy'
  }
}

function whyUnfit(entry: CheckedEntry, proxy: ProxyView | undefined): string | null {
  if (proxy === undefined)
    return isProxyUrl(entry.proxyName ?? '')
      ? null
      : `there is no proxy '${entry.proxy}'; add it, or give its URL`
  if (proxy.state !== 'active') return `the proxy is ${proxy.state}; give an active one`
  return proxy.is_spare ? 'the proxy is a spare; make it an ordinary one first' : null
}

function whyTaken(proxy: ProxyView | undefined, line: number | undefined): string | null {
  if (line === undefined && (proxy?.accounts ?? 0) === 0) return null
  const user = line === undefined ? 'an account' : `the account of line ${line}`
  return `${user} uses this proxy already; give another, or allow sharing`
}
