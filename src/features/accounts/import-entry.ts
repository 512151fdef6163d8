import type { z } from 'zod'
import { InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import type { ImportedSession } from '../../platforms/account-session.ts'
import { faultOf } from '../../http/field-fault.ts'
import { nameOfId } from '../../pool/accounts/accounts-store.ts'
import { isProxyUrl } from '../../pool/proxies/store/proxies/proxies.ts'
import type { Services } from '../services.ts'
import { AccountLine, sessionInput } from './account-input.ts'
import type { ImportEntry } from './file-entry.ts'

/** The effect of an import on one entry of the file. */
export type CheckedEntry = {
  line: number
  username: string | null
  source: 'file' | 'sessionid' | 'password' | null
  /** The proxy as the file calls it: a URL without its credentials. */
  proxy: string | null
  result: 'new' | 'known' | 'invalid'
  errors: FieldProblem[]
  /** The account that is added, with its secrets; null for an entry that is not added. */
  account: z.output<typeof AccountLine> | null
  /** The proxy as the file names it, with credentials. */
  proxyName: string | null
  imported: ImportedSession | null
}

type Fields = Record<string, unknown>
type Context = { pool: Services['pool']; deviceSeed: string; warmUp: boolean }

/** Reads an entry as the body of POST /api/accounts, with every fault. */
export async function readEntry(
  context: Context,
  { line, fields, fault }: ImportEntry,
): Promise<CheckedEntry> {
  const { proxy, ...own } = fields
  const proxyName = typeof proxy === 'string' && proxy.trim() !== '' ? proxy.trim() : null
  const entry: CheckedEntry = {
    line,
    username: typeof own['username'] === 'string' ? own['username'].slice(0, 100) : null,
    source: sourceOf(own),
    proxy: proxyName === null ? null : proxyLabel(proxyName),
    result: 'new',
    errors: fault ? [fault] : [],
    account: null,
    proxyName,
    imported: null,
  }
  if (fault) return entry
  if (proxy !== undefined && proxyName === null)
    entry.errors.push({
      field: 'proxy',
      reason: 'expected the label, id or URL of a proxy',
      code: 'not_a_proxy_name',
    })
  entry.imported = await readSession(context, own, entry.errors)
  readAccount(entry, own, context)
  return entry
}

/** A session says whose it is; one that does not is named by its id until it was checked. */
function ownerOf(imported: ImportedSession | null): string | undefined {
  if (imported === null) return undefined
  const { username, platformId } = imported
  return username ?? (platformId === null ? undefined : nameOfId(platformId))
}

function readAccount(entry: CheckedEntry, own: Fields, { warmUp }: Context): void {
  const owner = ownerOf(entry.imported)
  const parsed = AccountLine.safeParse({
    ...(warmUp ? { warm_up: true } : {}),
    ...own,
    username: own['username'] ?? owner,
  })
  entry.account = parsed.data ?? null
  entry.username = parsed.data?.username ?? entry.username ?? owner ?? null
  if (parsed.error) addIssues(entry.errors, parsed.error)
}

function addIssues(errors: FieldProblem[], { issues }: z.ZodError): void {
  for (const issue of issues) {
    const field = issue.path.join('.') || 'line'
    const { code, limits } = faultOf(issue, 'json')
    const fault = { field, reason: issue.message, code, ...(limits && { limits }) }
    // The session said more already.
    if (!errors.some((error) => error.field === field)) errors.push(fault)
  }
}

function sourceOf(fields: Fields): CheckedEntry['source'] {
  if (fields['session_file'] !== undefined) return 'file'
  if (fields['sessionid'] !== undefined) return 'sessionid'
  return fields['password'] === undefined ? null : 'password'
}

/** Returns the label of a proxy: its URL without user and password, or its name. */
const proxyLabel = (name: string): string =>
  isProxyUrl(name) ? withoutUser(name).slice(0, 200) : name.slice(0, 60)

function withoutUser(url: string): string {
  const start = url.indexOf('//') + 2
  const at = url.lastIndexOf('@')
  return at < start ? url : `${url.slice(0, start)}${url.slice(at + 1)}`
}

/** The session as POST /api/accounts takes it; other types are faults that its schema reports. */
function inputIn({ sessionid, session_file: file }: Fields) {
  if (typeof sessionid === 'string') return sessionInput({ sessionid })
  if (typeof file === 'string') return sessionInput({ session_file: file })
  if (typeof file === 'object' && file !== null) return sessionInput({ session_file: { ...file } })
  return undefined
}

async function readSession(
  { pool, deviceSeed }: Context,
  fields: Fields,
  errors: FieldProblem[],
): Promise<ImportedSession | null> {
  const input = inputIn(fields)
  if (!input) return null
  try {
    return await pool.readSession(input, deviceSeed)
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    errors.push(...error.problems)
    return null
  }
}
