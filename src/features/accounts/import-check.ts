import type { Db } from '../../db/handles.ts'
import { makeDeviceSeed } from '../../pool/accounts/accounts-store.ts'
import { findKnownAccounts, findTimeZones } from '../../pool/accounts/known-accounts.ts'
import type { Services } from '../services.ts'
import { findGroups, publishingSettings } from '../publishing/index.ts'
import { readEntry, type CheckedEntry } from './import-entry.ts'
import type { ImportEntry } from './file-entry.ts'
import { InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import {
  countFreeProxies,
  findProxiesCalled,
  isProxyUrl,
  type ProxyView,
} from '../../pool/proxies/store/proxies/proxies.ts'
import { parseProxyUrl } from '../../pool/proxies/proxy-url.ts'

/** Adds a fault to each entry whose proxy does not fit, or for which none is left. */
async function checkProxies(
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
    addFault(entry, {
      reason: 'no active proxy is left without an account; add proxies, or name one',
      code: 'no_free_proxy',
    })
}

type Fault = Omit<FieldProblem, 'field'>

function addFault({ errors }: CheckedEntry, fault: Fault | null): void {
  if (fault !== null) errors.push({ field: 'proxy', ...fault })
}

/** Why a URL cannot be one of a proxy; its reason does not repeat it. */
function whyNoUrl({ proxyName }: CheckedEntry): Fault | null {
  if (proxyName === null || !isProxyUrl(proxyName)) return null
  try {
    parseProxyUrl(proxyName)
    return null
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    const reason = error.problems[0]?.reason ?? 'is not the URL of a proxy'
    return { reason, code: 'not_a_proxy' }
  }
}

function whyUnfit(entry: CheckedEntry, proxy: ProxyView | undefined): Fault | null {
  if (proxy === undefined)
    return isProxyUrl(entry.proxyName ?? '')
      ? null
      : {
          reason: `there is no proxy '${entry.proxy}'; add it, or give its URL`,
          code: 'unknown_proxy',
          value: entry.proxy ?? '',
        }
  if (proxy.state !== 'active')
    return { reason: `the proxy is ${proxy.state}; give an active one`, code: 'proxy_not_active' }
  return proxy.is_spare
    ? { reason: 'the proxy is a spare; make it an ordinary one first', code: 'proxy_is_spare' }
    : null
}

function whyTaken(proxy: ProxyView | undefined, line: number | undefined): Fault | null {
  if (line === undefined && (proxy?.accounts ?? 0) === 0) return null
  const user = line === undefined ? 'an account' : `the account of line ${line}`
  return {
    reason: `${user} uses this proxy already; give another, or allow sharing`,
    code: 'proxy_taken',
  }
}

/**
 * Checks every entry as adding it would, without sending or changing anything; whether Instagram
 * takes a session shows later. The queries are few, whatever the number of entries.
 */
export async function checkEntries(
  { db, pool }: Pick<Services, 'db' | 'pool'>,
  entries: readonly ImportEntry[],
  { shareProxies, warmUp }: { shareProxies: boolean; warmUp: boolean },
): Promise<CheckedEntry[]> {
  const deviceSeed = await makeDeviceSeed(db)
  const checked: CheckedEntry[] = []
  for (const entry of entries) checked.push(await readEntry({ pool, deviceSeed, warmUp }, entry))
  await markKnown(db, checked)
  checkTwice(checked)
  for (const entry of checked) checkOwner(entry)
  await checkTimeZones(db, checked)
  await checkPublishing(db, checked)
  await checkProxies(db, checked, shareProxies)
  for (const entry of checked)
    if (entry.errors.length > 0) Object.assign(entry, { result: 'invalid', account: null })
  return checked
}

/** Accounts that are in the pool stay as they are, whatever the file says of them. */
async function markKnown(db: Db, checked: readonly CheckedEntry[]): Promise<void> {
  const known = await findKnownAccounts(db, {
    usernames: checked.flatMap(({ account }) => account?.username ?? []),
    platformIds: checked.flatMap(({ imported }) => imported?.platformId ?? []),
  })
  for (const entry of checked) {
    const { account, imported } = entry
    if (account === null) continue
    const owner = known.ownerOf.get(imported?.platformId ?? '')
    if (owner === undefined && !known.usernames.has(account.username)) continue
    const username = owner ?? account.username
    Object.assign(entry, { result: 'known', username, account: null, errors: [] })
  }
}

function checkTwice(checked: readonly CheckedEntry[]): void {
  const lineOf = new Map<string, number>()
  for (const { account, imported, line, errors } of checked) {
    if (account === null) continue
    const id = imported?.platformId
    const keys = [account.username, ...(id ? [`id ${id}`] : [])]
    const [first] = keys.flatMap((key) => lineOf.get(key) ?? [])
    if (first !== undefined)
      errors.push({
        field: 'username',
        reason: `stands in line ${first} already`,
        code: 'line_repeats',
        limits: { line: first },
      })
    for (const key of keys) if (!lineOf.has(key)) lineOf.set(key, line)
  }
}

function checkOwner({ account, imported, source, errors }: CheckedEntry): void {
  const owner = imported?.username?.toLowerCase()
  if (account === null || owner === undefined || owner === account.username) return
  errors.push({
    field: source === 'file' ? 'session_file' : 'sessionid',
    reason: `is a session of '${owner}'; give one of '${account.username}'`,
    code: 'foreign_session',
  })
}

async function checkTimeZones(db: Db, checked: readonly CheckedEntry[]): Promise<void> {
  const names = checked.flatMap(({ account }) => account?.time_zone ?? [])
  if (names.length === 0) return
  const zones = await findTimeZones(db, [...new Set(names)])
  const reason = 'expected the name of a time zone, as in Asia/Almaty'
  for (const { account, errors } of checked)
    if (account?.time_zone !== undefined && !zones.has(account.time_zone))
      errors.push({ field: 'time_zone', reason, code: 'not_a_time_zone' })
}

/** Groups that are there, and settings of publishing only for accounts that publish. */
async function checkPublishing(db: Db, checked: readonly CheckedEntry[]): Promise<void> {
  const names = checked.flatMap(({ account }) => account?.groups ?? [])
  const known = names.length === 0 ? new Map() : await findGroups(db, [...new Set(names)])
  for (const { account, errors } of checked) {
    if (account === null) continue
    const unknown = account.groups?.find((name) => !known.has(name.toLowerCase()))
    if (unknown !== undefined)
      errors.push({
        field: 'groups',
        reason: `there is no group '${unknown}'`,
        code: 'unknown_group',
        value: unknown,
      })
    if (account.purpose !== 'publish' && publishingSettings(account) !== undefined)
      errors.push({
        field: 'purpose',
        reason: "expected 'publish' with settings of publishing",
        code: 'publish_only',
      })
  }
}
