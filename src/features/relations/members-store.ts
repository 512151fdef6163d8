import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { jsonb } from '../../db/database.ts'
import type { Member, MemberList } from '../../platforms/member-reader.ts'

/** Keeps members of a list, each once; one that is known takes its newest name and flags. Returns how many are new. */
export async function storeMembers(
  tx: Tx,
  checkId: string,
  list: MemberList,
  members: readonly Member[],
  reading: number,
): Promise<number> {
  if (members.length === 0) return 0
  const records = members.map((member) => ({
    platform_id: member.platformId,
    username: member.username,
    is_private: member.isPrivate,
    is_verified: member.isVerified,
  }))
  const { rows } = await sql<{ added: number }>`
    with stored as (
      -- The default of created_at would ask for the world's time once a row.
      insert into relation_members
        (check_id, kind, platform_id, username, is_private, is_verified, last_reading, created_at)
      select ${checkId}::uuid, ${list}, m.platform_id, m.username, m.is_private, m.is_verified, ${reading},
        (select world_now())
      from jsonb_to_recordset(${jsonb(records)})
        as m (platform_id text, username text, is_private boolean, is_verified boolean)
      on conflict (check_id, kind, platform_id) do update set
        username = excluded.username, is_private = excluded.is_private, is_verified = excluded.is_verified,
        last_reading = excluded.last_reading
      returning old.platform_id is null as is_new
    )
    select count(*) filter (where is_new)::int as added from stored`.execute(tx)
  return rows[0]?.added ?? 0
}
