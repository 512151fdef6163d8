import type { Client } from 'pg'
import type { TrueMember } from '../instagram/members-truth.ts'
import type { ListKind } from '../instagram/world/relations/layout.ts'

const ROWS = 20_000
const MEMBERS = `
  select platform_id, username, is_private, is_verified from relation_members
  where check_id = $1 and kind = $2 and platform_id > $3 order by platform_id limit ${ROWS}`

/** The members of a list in the database. */
export async function* storedMembers(
  client: Client,
  checkId: string,
  list: ListKind,
): AsyncGenerator<TrueMember> {
  for (let last = ''; ;) {
    const { rows } = await client.query<{
      platform_id: string
      username: string
      is_private: boolean | null
      is_verified: boolean | null
    }>(MEMBERS, [checkId, list, last])
    for (const row of rows) {
      yield {
        platformId: row.platform_id,
        username: row.username,
        isPrivate: row.is_private,
        isVerified: row.is_verified,
      }
      last = row.platform_id
    }
    if (rows.length < ROWS) return
  }
}

export const COUNT_EVENTS =
  'select event as name, count(*)::integer from relation_events group by 1 order by 1'

/** Bytes of the database and of its members. */
export async function readSizes(client: Client): Promise<{ database: number; members: number }> {
  const { rows } = await client.query<{ database: string; members: string }>(
    `select pg_database_size(current_database()) as database,
      pg_total_relation_size('relation_members') as members`,
  )
  return {
    database: Number(rows[0]?.database ?? 0),
    members: Number(rows[0]?.members ?? 0),
  }
}
