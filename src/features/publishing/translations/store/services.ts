import type { Tx, Db } from '../../../../db/handles.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { jsonb } from '../../../../db/database.ts'
import type {
  TranslationFault,
  TranslationServiceError,
} from '../../../../platforms/ports/translation/translation-error.ts'
import type {
  ServiceLanguages,
  Translator,
} from '../../../../platforms/ports/translation/translator.ts'
import type { TranslationService } from '../../../../settings/translation.ts'

/** A service lists new languages a few times a year. */
const LANGUAGES_HOURS = 24

const Source = z.object({ language: z.string(), as: z.string(), hasMarks: z.boolean() })
const Languages = z.object({
  sources: z.array(Source),
  targets: z.array(Source.extend({ hasFormality: z.boolean() })),
})

/** The reason why a service is not called, and for how many ms of world time. */
export type Rest = { fault: TranslationFault; message: string; forMs: number }

/** Null when the service may be asked; a new key or address ends a rest. */
export async function readRest(
  db: Db,
  service: TranslationService,
  { fingerprint }: Pick<Translator, 'fingerprint'>,
): Promise<Rest | null> {
  const { rows } = await sql<Rest>`
    select rest_fault as fault, rest_message as message,
      ceil(extract(epoch from rests_until - world_now()) * 1000)::float8 as "forMs"
    from translation_services
    where service = ${service} and fingerprint = ${fingerprint} and rests_until > world_now()`.execute(
    db,
  )
  return rows[0] ?? null
}

/** Leaves a service alone for as long as it asked. */
export async function restService(
  db: Db,
  service: TranslationService,
  { fingerprint }: Pick<Translator, 'fingerprint'>,
  { fault, message, restMs }: TranslationServiceError,
): Promise<void> {
  // A shorter text may be below our own limit.
  if (restMs === 0 || fault === 'limit_reached') return
  await sql`
    insert into translation_services (service, fingerprint, rests_until, rest_fault, rest_message)
    values (${service}, ${fingerprint}, world_now() + make_interval(secs => ${restMs / 1000}), ${fault}, ${message})
    on conflict (service) do update set
      rests_until = excluded.rests_until, rest_fault = excluded.rest_fault, rest_message = excluded.rest_message,
      languages = case when translation_services.fingerprint = excluded.fingerprint
        then translation_services.languages end,
      fingerprint = excluded.fingerprint`.execute(db)
}

/**
 * Returns the languages that the service translates; the service is asked once a day. Rejects as
 * the service does.
 */
export async function readLanguages(
  db: Db,
  service: TranslationService,
  translator: Translator,
  signal: AbortSignal,
): Promise<ServiceLanguages> {
  const stored = await db
    .selectFrom('translation_services')
    .select('languages')
    .where('service', '=', service)
    .where('fingerprint', '=', translator.fingerprint)
    .where('languages', 'is not', null)
    .where(
      'languages_read_at',
      '>',
      sql<Date>`world_now() - make_interval(hours => ${sql.lit(LANGUAGES_HOURS)})`,
    )
    .executeTakeFirst()
  const known = Languages.safeParse(stored?.languages)
  if (known.success) return known.data
  const languages = await translator.languages(signal)
  const { fingerprint } = translator
  // A rest was of the key that it was given to.
  await sql`
    insert into translation_services as s (service, fingerprint, languages, languages_read_at)
    values (${service}, ${fingerprint}, ${jsonb(languages)}, world_now())
    on conflict (service) do update set
      languages = excluded.languages, languages_read_at = excluded.languages_read_at,
      rests_until = case when s.fingerprint = excluded.fingerprint then s.rests_until end,
      fingerprint = excluded.fingerprint`.execute(db)
  return languages
}

/** Locks the row of a service, which it makes if need be, until the transaction ends. */
export async function lockService(tx: Tx, service: TranslationService): Promise<void> {
  await tx
    .insertInto('translation_services')
    .values({ service })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await tx
    .selectFrom('translation_services')
    .select('service')
    .where('service', '=', service)
    .forNoKeyUpdate()
    .execute()
}
