import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { windowRange } from './campaigns.ts'

/** A promo code, and the creator whose it is; null: everyone's. */
export type CampaignCode = { code: string; blog_id: string | null }

/** Replaces the codes of a campaign. */
export async function storeCodes(
  tx: Tx,
  listId: string,
  codes: readonly CampaignCode[],
): Promise<void> {
  await sql`
    delete from campaign_codes
    where list_id = ${listId}::uuid and code <> all(${codes.map(({ code }) => code)}::text[])`.execute(
    tx,
  )
  await sql`
    insert into campaign_codes (list_id, code, blog_id)
    select ${listId}::uuid, code, blog_id from jsonb_to_recordset(${jsonb(codes)}) as r (code text, blog_id uuid)
    on conflict (list_id, code) do update set blog_id = excluded.blog_id
    where campaign_codes.blog_id is distinct from excluded.blog_id`.execute(tx)
}

/** The codes of a campaign that another one has, whose window overlaps. */
export async function codesTaken(
  db: Db,
  listId: string,
  codes: readonly string[],
): Promise<Map<string, { id: string; name: string }>> {
  const { rows } = await sql<{ code: string; id: string; name: string }>`
    with mine as (
      select ${windowRange} as range
      from shared.lists list left join campaigns campaign on campaign.list_id = list.id
      where list.id = ${listId}::uuid
    )
    select code.code, list.id, list.name
    from campaign_codes code
    join shared.lists list on list.id = code.list_id and list.is_campaign
    left join campaigns campaign on campaign.list_id = list.id
    where code.code = any(${codes}::text[]) and code.list_id <> ${listId}::uuid
      and ${windowRange} && (select range from mine)`.execute(db)
  return new Map(rows.map(({ code, ...list }) => [code, list]))
}

/** Moves the codes of a blog that is about to be removed to the same creator's. */
export async function moveCodes(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await tx
    .updateTable('campaign_codes')
    .set({ blog_id: into })
    .where('blog_id', '=', from)
    .execute()
}
