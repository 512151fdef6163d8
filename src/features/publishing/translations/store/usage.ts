import { lockService } from './services.ts'
import { sql } from 'kysely'
import type { CoreConfig } from '../../../../settings/core.ts'
import { TRANSLATION_SERVICES, type TranslationService } from '../../../../settings/translation.ts'
import type { Db } from '../../../../db/handles.ts'
import { TranslationServiceError } from '../../../../platforms/ports/translation/translation-error.ts'

/** Characters of a calendar month of UTC; undefined for no limit. */
export const monthlyLimit = (config: CoreConfig, service: TranslationService): number | undefined =>
  ({
    deepl: config.deeplMonthlyCharacters,
    google: config.googleTranslationMonthlyCharacters,
    model: config.modelTranslationMonthlyCharacters,
  })[service]

/** Characters that are counted before they are sent; `day` is the one that they count for. */
export type Reservation = { service: TranslationService; day: string; characters: number }

/**
 * Counts characters before they are sent, so that all processes together never pass the month's
 * limit. Throws TranslationServiceError `limit_reached`.
 */
export async function reserveCharacters(
  db: Db,
  service: TranslationService,
  characters: number,
  limit: number | undefined,
): Promise<Reservation> {
  return await db.transaction().execute(async (tx) => {
    // Reservations of one service wait for each other here.
    await lockService(tx, service)
    const { rows } = await sql<{ day: string; sent: number; rest_ms: number }>`
      with today as (select world_now() at time zone 'utc' as at)
      select at::date::text as day,
        coalesce((
          select sum(characters) from translation_usage
          where service = ${service} and day >= date_trunc('month', at)::date
        ), 0)::float8 as sent,
        (extract(epoch from date_trunc('month', at) + interval '1 month' - at) * 1000)::float8 as rest_ms
      from today`.execute(tx)
    const [{ day, sent, rest_ms: restMs } = { day: '', sent: 0, rest_ms: 0 }] = rows
    if (limit !== undefined && sent + characters > limit)
      throw new TranslationServiceError(
        'limit_reached',
        `${characters} characters would pass the monthly limit of ${limit} for ${service}: ${sent} were sent`,
        { restMs: Math.ceil(restMs) },
      )
    await sql`
      insert into translation_usage as u (service, day, characters) values (${service}, ${day}::date, ${characters})
      on conflict (service, day) do update set characters = u.characters + excluded.characters`.execute(
      tx,
    )
    return { service, day, characters }
  })
}

/** Corrects a reservation by what was billed, and adds its cost. */
export async function settleCharacters(
  db: Db,
  { service, day, characters }: Reservation,
  billed: { characters: number; costUsd: number },
): Promise<void> {
  await sql`
    update translation_usage
    set characters = greatest(0, characters + ${billed.characters - characters}),
      cost_usd = cost_usd + ${billed.costUsd}
    where service = ${service} and day = ${day}::date`.execute(db)
}

export type MonthlyUsage = { characters: number; cost_usd: number }

/** Returns what was sent to each service in this month of UTC. */
export async function readMonthlyUsage(
  db: Db,
): Promise<ReadonlyMap<TranslationService, MonthlyUsage>> {
  const { rows } = await sql<MonthlyUsage & { service: TranslationService }>`
    select service, sum(characters)::float8 as characters, sum(cost_usd)::float8 as cost_usd
    from translation_usage where day >= date_trunc('month', world_now() at time zone 'utc')::date
    group by service`.execute(db)
  const found = new Map(rows.map((row) => [row.service, row]))
  const nothing = { characters: 0, cost_usd: 0 }
  return new Map(
    TRANSLATION_SERVICES.map((service) => {
      const { characters, cost_usd } = found.get(service) ?? nothing
      return [service, { characters, cost_usd }]
    }),
  )
}
