import { sql } from 'kysely'
import { FORMER_APP, mismatchOf, type AppProfile } from '../../accounts/app-profiles.ts'
import type { Db } from '../../db/database.ts'
import { InvalidInputError } from '../../base/errors.ts'

export type RaisedApp = { id: string; username: string; from_version: string; to_version: string }

/**
 * Updates the app on the devices of all accounts whose own is older, as `updateAccount` does for one: the three values at
 * once, under the same ids, from the next time that an account is used. Accounts without an app take the configured one at
 * their first login. Returns those that were changed, by name. Throws InvalidInputError.
 */
export async function raiseApps(db: Db, app: AppProfile): Promise<RaisedApp[]> {
  const mismatch = mismatchOf(app)
  if (mismatch !== null) {
    const reason = `${mismatch}; give three values of one build`
    throw new InvalidInputError(`app_profile: ${reason}`, [{ field: 'app_profile', reason }])
  }
  const { rows } = await sql<RaisedApp>`
    with old as materialized (
      select a.id, coalesce(a.app_profile ->> 'version', ${FORMER_APP.version}) as version
      from instagram_accounts a
      where (a.app_profile is not null or a.session is not null)
        and derived.app_version(coalesce(a.app_profile ->> 'version', ${FORMER_APP.version}))
          < derived.app_version(${app.version})
      order by a.id
      for no key update
    ),
    raised as (
      update instagram_accounts a set app_profile = ${JSON.stringify(app)}::jsonb, updated_at = world_now()
      from old where a.id = old.id
      returning a.id, a.username, old.version as from_version
    ),
    recorded as (
      insert into account_events (account_id, event, detail)
      select id, 'updated', ${JSON.stringify({ fields: ['app_profile'] })}::jsonb from raised
    )
    select id, username, from_version, ${app.version}::text as to_version from raised order by username`.execute(
    db,
  )
  return rows
}
