import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import type { Rate } from '../campaign-view.ts'

/** The rates that people entered, by currency. */
export async function listRates(db: Db): Promise<Rate[]> {
  const { rows } = await sql<Rate>`
    select rate.currency, rate.base_currency, trim_scale(rate.rate)::text as rate,
      rate.entered_on::text as entered_on, person.name as entered_by
    from team_rates rate left join shared.users person on person.id = rate.entered_by
    order by rate.currency, rate.base_currency`.execute(db)
  return rows
}

/** Stores a rate; the one before is replaced. */
export async function storeRate(
  db: Db,
  rate: Omit<Rate, 'entered_by' | 'entered_on'> & { entered_on: string | null },
  userId: string | null,
): Promise<void> {
  await sql`
    insert into team_rates (currency, base_currency, rate, entered_on, entered_by)
    values (${rate.currency}, ${rate.base_currency}, ${rate.rate}::numeric,
      coalesce(${rate.entered_on}::date, (select world_now())::date), ${userId}::uuid)
    on conflict (currency, base_currency) do update set rate = excluded.rate,
      entered_on = excluded.entered_on, entered_by = excluded.entered_by, entered_at = world_now()`.execute(
    db,
  )
}

/** Removes a rate. Throws NoSuchRecordError. */
export async function deleteRate(db: Db, currency: string, base: string): Promise<void> {
  const row = await db
    .deleteFrom('team_rates')
    .where('currency', '=', currency)
    .where('base_currency', '=', base)
    .returning('currency')
    .executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no rate of ${currency}`)
}
