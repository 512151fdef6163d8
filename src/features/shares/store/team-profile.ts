import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { TeamProfile } from '../fields/links.ts'

/** The team's name and logo; nameless until someone gives a name. */
export async function getTeamProfile(db: Db): Promise<TeamProfile> {
  const { rows } = await sql<TeamProfile>`
    select name, logo is not null as has_logo, updated_at from team_profile`.execute(db)
  return rows[0] ?? { name: null, has_logo: false, updated_at: null }
}

/** Sets the name; the logo stays. */
export async function nameTeam(db: Db, name: string): Promise<void> {
  await sql`
    insert into team_profile (name) values (${name})
    on conflict (only_row) do update set name = excluded.name, updated_at = world_now()`.execute(db)
}

/** Sets or, by null, removes the logo. False without a name. */
export async function setTeamLogo(db: Db, logo: Buffer | null): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update team_profile set logo = ${logo}, updated_at = world_now()`.execute(db)
  return numAffectedRows > 0n
}

export async function readTeamLogo(db: Db): Promise<Buffer | undefined> {
  const { rows } = await sql<{ logo: Buffer | null }>`select logo from team_profile`.execute(db)
  return rows[0]?.logo ?? undefined
}
