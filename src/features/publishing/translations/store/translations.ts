import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { Formality } from '../../../../platforms/ports/translation/translator.ts'
import type { TranslationService } from '../../../../settings/translation.ts'
import type { Services } from '../../../services.ts'

/** The key of a stored translation, beside its service. */
export type TranslationKey = {
  text: string
  from: string
  to: string
  formality: Formality
  /** The version of the pair's glossary; corrections have none. */
  glossaryVersion: number
}

export type StoredTranslation = { service: TranslationService | 'person'; text: string }

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * A correction of this text, of the same formality first, then of no special one; else what one of
 * these services has translated, the first of them first.
 */
export async function findTranslation(
  db: Db,
  { text, from, to, formality, glossaryVersion }: TranslationKey,
  services: readonly TranslationService[],
): Promise<StoredTranslation | undefined> {
  const { rows } = await sql<StoredTranslation>`
    select service, text from translations
    where text_hash = ${hashOf(text)} and from_language = ${from} and to_language = ${to}
      and ((service = 'person' and formality in (${formality}, 'default'))
        or (service = any (${services}::text[]) and glossary_version = ${glossaryVersion}
          and formality = ${formality}))
    order by service = 'person' desc, formality = ${formality} desc,
      array_position(${services}::text[], service)
    limit 1`.execute(db)
  return rows[0]
}

/** Whether a machine has translated the text so, in any form of address. */
export async function isMachineText(
  db: Db,
  { text, from, to }: Pick<TranslationKey, 'text' | 'from' | 'to'>,
  translation: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from translations
    where text_hash = ${hashOf(text)} and from_language = ${from} and to_language = ${to} and service <> 'person'
      and text = ${translation}
    limit 1`.execute(db)
  return rows.length > 0
}

type Parts = Pick<Services, 'erasures'>

/** Stores a machine's translation, unless it names a person who was erased. */
export async function storeTranslation(
  tx: Tx,
  { erasures }: Parts,
  { text, from, to, formality, glossaryVersion }: TranslationKey,
  { service, text: translation }: { service: TranslationService; text: string },
): Promise<void> {
  const allowed = await erasures.withoutErased(tx, { text: translation }, { text: 'text' })
  if (allowed.text !== translation) return
  await tx
    .insertInto('translations')
    .values({
      text_hash: hashOf(text),
      from_language: from,
      to_language: to,
      service,
      glossary_version: glossaryVersion,
      formality,
      text: translation,
      translated_at: worldNow,
    })
    .onConflict((conflict) =>
      conflict
        .constraint('translations_pkey')
        .doUpdateSet({ text: translation, translated_at: worldNow }),
    )
    .execute()
}

/** Stores a person's correction, without the names of people who were erased; null removes it. */
export async function storeCorrection(
  tx: Tx,
  { erasures }: Parts,
  { text, from, to, formality }: Omit<TranslationKey, 'glossaryVersion'>,
  translation: string | null,
): Promise<string | null> {
  if (translation === null) {
    await tx
      .deleteFrom('translations')
      .where('text_hash', '=', hashOf(text))
      .where('from_language', '=', from)
      .where('to_language', '=', to)
      .where('service', '=', 'person')
      .where('formality', '=', formality)
      .execute()
    return null
  }
  const allowed = await erasures.withoutErased(tx, { text: translation }, { text: 'text' })
  await tx
    .insertInto('translations')
    .values({
      text_hash: hashOf(text),
      from_language: from,
      to_language: to,
      service: 'person',
      formality,
      text: allowed.text,
      corrected_at: worldNow,
    })
    .onConflict((conflict) =>
      conflict
        .constraint('translations_pkey')
        .doUpdateSet({ text: allowed.text, corrected_at: worldNow }),
    )
    .execute()
  return allowed.text
}
