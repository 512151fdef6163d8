import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { jsonb } from '../../db/database.ts'
import { advise, type AdviceLine } from './advise.ts'
import { factsOf, type Facts } from './facts.ts'
import { performanceOf, SETTLED_HOURS, type VersionPerformance } from './performance.ts'
import { findAdvised, readCurves, readPosts } from './performance-store.ts'
import type { AdviceLanguage } from './rules.ts'
import { readVersions } from './versions-store.ts'

/** What advice is about, and what the rules say of it. */
export type Advised = {
  version: VersionPerformance
  facts: Partial<Facts>
  lines: AdviceLine[]
}

/** The newest version with numbers, one that is old enough first; null before there are any. */
export async function readAdvised(
  db: Db,
  projectId: string,
  language: AdviceLanguage,
): Promise<Advised | null> {
  const [advised, before] = await findAdvised(db, projectId, SETTLED_HOURS)
  if (!advised) return null
  const ids = before?.isSettled ? [advised.id, before.id] : [advised.id]
  const versions = await readVersions(db, ids)
  const posts = await readPosts(db, ids)
  const curves = await readCurves(
    db,
    posts.filter(({ version_id }) => version_id === advised.id),
  )
  const measured = new Map(versions.map((each) => [each.id, performanceOf(each, posts, curves)]))
  const version = measured.get(advised.id)
  // Removed meanwhile.
  if (!version) return null
  const previous = before?.isSettled ? (measured.get(before.id) ?? null) : null
  return {
    version,
    facts: factsOf(version, previous),
    lines: advise(version, previous, language),
  }
}

type StoredAdvice = { ask_id: string; lines: AdviceLine[] }

/** What a model advised on just these numbers; undefined when it was given others. */
export async function readModelAdvice(
  db: Db,
  projectId: string,
  { language, facts }: { language: AdviceLanguage; facts: Partial<Facts> },
): Promise<StoredAdvice | undefined> {
  return await db
    .selectFrom('project_advice')
    .select(['ask_id', sql<AdviceLine[]>`lines`.as('lines')])
    .where('project_id', '=', projectId)
    .where('language', '=', language)
    .where('basis', '=', basisOf(facts))
    .executeTakeFirst()
}

export async function storeModelAdvice(
  tx: Tx,
  advice: {
    projectId: string
    versionId: string
    language: AdviceLanguage
    askId: string
    facts: Partial<Facts>
    lines: AdviceLine[]
    model: string
    promptVersion: string
  },
): Promise<void> {
  await sql`
    insert into project_advice (project_id, language, ask_id, version_id, basis, lines, model, prompt_version)
    select ${advice.projectId}, ${advice.language}, ${advice.askId}, id, ${basisOf(advice.facts)}, ${jsonb(advice.lines)},
      ${advice.model}, ${advice.promptVersion}
    from project_versions where id = ${advice.versionId}
    on conflict (project_id, language) do update set
      ask_id = excluded.ask_id, version_id = excluded.version_id, basis = excluded.basis, lines = excluded.lines,
      model = excluded.model, prompt_version = excluded.prompt_version, created_at = world_now()`.execute(
    tx,
  )
}

const basisOf = (facts: Partial<Facts>): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest()
