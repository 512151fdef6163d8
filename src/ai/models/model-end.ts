import { sql } from 'kysely'
import { tabledEnd } from '../../ages/openai-models.ts'
import type { Db, Tx } from '../../db/handles.ts'
import type { ListedModel } from '../openai/listed-model.ts'
import type { CoreConfig } from '../../settings/core.ts'

/** Replaces the stored copy of OpenAI's list of models; `baseUrl` is its source. */
export async function storeModels(
  tx: Tx,
  models: readonly ListedModel[],
  baseUrl: string,
): Promise<void> {
  const ids = models.map(({ id }) => id)
  const ends = models.map(({ endsOn }) => endsOn)
  await sql`delete from ai_models where id <> all (${ids}::text[])`.execute(tx)
  await sql`
    insert into ai_models (id, ends_on, base_url, read_at)
    select id, ends_on, ${baseUrl}, world_now()
    from unnest(${ids}::text[], ${ends}::date[]) as listed (id, ends_on)
    order by id
    on conflict (id) do update
    set ends_on = excluded.ends_on, base_url = excluded.base_url, read_at = excluded.read_at`.execute(
    tx,
  )
}

/**
 * The day (UTC, YYYY-MM-DD) on which the configured model is shut down; null when none is known.
 * The newer of OpenAI's list, as it was last read, and of the table of this release decides.
 */
export async function readModelEnd(
  db: Db,
  { openaiModel: model, openaiBaseUrl: baseUrl }: Pick<CoreConfig, 'openaiModel' | 'openaiBaseUrl'>,
): Promise<string | null> {
  const { rows } = await sql<{ ends_on: string | null; read_on: string }>`
    select ends_on::text, to_char(read_at at time zone 'UTC', 'YYYY-MM-DD') as read_on
    from ai_models where id = ${model} and base_url = ${baseUrl}`.execute(db)
  const [listed] = rows
  const known = tabledEnd(model)
  if (listed === undefined || (known !== null && known.checkedOn > listed.read_on))
    return known?.endsOn ?? null
  return listed.ends_on
}
