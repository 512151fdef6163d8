import { errorFields } from '../../base/classify.ts'
import { invalidField, InvalidInputError } from '../../base/errors.ts'
import { insertAccount, makeDeviceSeed, nameOfId } from '../accounts/accounts-store.ts'
import type { Pool } from './pool.ts'
import { addProxy, findProxy } from '../proxies/store/proxies/proxies.ts'
import { lockBindings } from '../proxies/proxy-choice.ts'
import type { ProxyCareParts } from './proxy-care.ts'
import { changeAccounts } from '../state/transition.ts'

/** The settings GRAMD_INSTAGRAM_SESSIONID and GRAMD_INSTAGRAM_PROXY_URL. */
export type BootstrapSettings = { sessionId: string | undefined; proxyUrl: string | undefined }

export type BootstrapParts = Omit<ProxyCareParts, 'adapter'> & {
  pool: Pick<Pool, 'readSession' | 'checkAccount'>
}

/** The setting for each field that an error of the stores names. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['url', 'GRAMD_INSTAGRAM_PROXY_URL'],
  ['proxy', 'GRAMD_INSTAGRAM_PROXY_URL'],
  ['proxy_id', 'GRAMD_INSTAGRAM_PROXY_URL'],
  ['sessionid', 'GRAMD_INSTAGRAM_SESSIONID'],
])

/**
 * Imports the session of the environment into a pool without accounts; accounts in the database
 * take precedence. One request finds the username; until then it is `id.` and the platform id.
 * `named` settles when that request has ended, whatever the outcome. An invalid setting is only a
 * warning, because gramd can run without this account. Returns undefined when nothing was added.
 * Throws what the database throws.
 */
export async function bootstrapAccount(
  parts: BootstrapParts,
  { sessionId, proxyUrl }: BootstrapSettings,
  signal: AbortSignal,
): Promise<{ accountId: string; named: Promise<void> } | undefined> {
  if (sessionId === undefined) return undefined
  try {
    const accountId = await importAccount(parts, sessionId, proxyUrl)
    if (accountId === undefined) return undefined
    parts.log.info({ account_id: accountId }, 'account imported from the environment')
    return { accountId, named: findName(parts, accountId, signal) }
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    for (const { field, reason } of error.problems)
      parts.log.warn(
        { setting: SETTINGS.get(field) ?? field, reason },
        'account of the environment not imported',
      )
    return undefined
  }
}

async function importAccount(
  parts: BootstrapParts,
  sessionId: string,
  proxyUrl: string | undefined,
): Promise<string | undefined> {
  const { keys, pool } = parts
  return await changeAccounts(parts, async (tx, changes) => {
    await lockBindings(tx)
    const existing = await tx
      .selectFrom('instagram_accounts')
      .select('id')
      .limit(1)
      .executeTakeFirst()
    if (existing) return undefined
    const deviceSeed = await makeDeviceSeed(tx)
    const imported = await pool.readSession({ kind: 'sessionid', sessionId }, deviceSeed)
    if (imported.platformId === null)
      throw invalidField('sessionid', 'does not say which account it belongs to', {
        code: 'not_a_session',
      })
    const proxyId =
      proxyUrl === undefined
        ? undefined
        : ((await findProxy(tx, proxyUrl)) ?? (await addProxy(tx, keys, { url: proxyUrl }))).id
    const username = imported.username ?? nameOfId(imported.platformId)
    const session = { source: 'sessionid', deviceSeed, imported } as const
    const { id } = await insertAccount(tx, changes, keys, {
      username,
      session,
      proxyId,
      deviceSeed,
    })
    return id
  })
}

/** A check corrects the username; if this one fails, a later one will. */
async function findName(
  { pool, log }: BootstrapParts,
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pool.checkAccount(accountId, signal)
  } catch (error) {
    log.warn({ account_id: accountId, ...errorFields(error) }, 'imported account not checked')
  }
}
