import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'
import { LIST } from './lists.ts'

const OPEN = '0198c1a5-0000-7000-8000-00000000d001'
const ENDED = '0198c1a5-0000-7000-8000-00000000d002'

/** A PNG of one pixel. */
const LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** Links of each kind, one of which has ended, and the name and the logo of the team. */
async function fill(db: Db, text: string) {
  await sql`delete from shares where id in (${OPEN}, ${ENDED})`.execute(db)
  await sql`
    insert into shares (id, token_hash, kind, subject, list_id, show_prices, password_hash, ends_at, visits, last_visit_at)
    select id, sha256(id::text::bytea), kind, 'list', ${LIST}::uuid, kind = 'page', case kind when 'page' then 'none' end,
      world_now() + days * interval '1 day', 3, world_now() - interval '1 hour'
    from (values (${OPEN}::uuid, 'page', 20), (${ENDED}::uuid, 'csv', -1)) as s (id, kind, days)`.execute(
    db,
  )
  await sql`
    insert into team_profile (name, logo) values (${text.slice(0, 80)}, ${LOGO})
    on conflict (only_row) do update set name = excluded.name, logo = excluded.logo`.execute(db)
}

export const shares: Filling = {
  fill,
  paths: [
    '/shares',
    '/shares?open=false',
    '/shares/team',
    `/shares/new?subject=list&list=${LIST}`,
    `/shares/${OPEN}/revoke`,
  ],
}
