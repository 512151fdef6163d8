import { sql } from 'kysely'
import { newerApp, refusedLoginRemedy, type AppProfile } from '../../accounts/app-profiles.ts'
import type { Db } from '../../db/handles.ts'
import type { PlatformAdapter } from '../../platforms/adapter.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'

export type LoginBlockContext = {
  db: Db
  adapter: Pick<PlatformAdapter, 'app'>
  limits: PoolLimits
}

/**
 * Returns why the platform would probably refuse a login from the account's app version
 * (`derived.login_blocked`), with the remedy; null when it would not. An operator may still try.
 */
export async function whyLoginBlocked(
  { db, adapter, limits }: LoginBlockContext,
  account: { id: string; app_profile: AppProfile | null },
): Promise<string | null> {
  const { app } = adapter
  if (!app) return null
  const { rows } = await sql<{ is_blocked: boolean }>`
    select derived.login_blocked(a, ${limitsForSql(limits)}::jsonb) as is_blocked from instagram_accounts a
      where a.id = ${account.id}`.execute(db)
  if (!rows[0]?.is_blocked) return null
  const { version } = account.app_profile ? newerApp(account.app_profile, app) : app
  return `Instagram refuses password logins from app ${version}: ${refusedLoginRemedy(version)}`
}
