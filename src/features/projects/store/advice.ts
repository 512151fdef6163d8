import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { jsonb } from '../../../db/database.ts'
import { advise, isCompared, type AdviceLine } from '../advice/advise.ts'
import { readCurves } from './curves.ts'
import { factsOf, type Facts } from '../advice/facts.ts'
import {
  agesOf,
  curveOf,
  performanceOf,
  type ComparedVersion,
  type VersionPerformance,
} from '../performance.ts'
import { findMeasured, readPosts, readReadings, type PostRow } from './performance.ts'
import type { Language } from '../../../base/languages.ts'
import { readVersions } from './versions.ts'

/** A version with its facts and the advice of the rules on it. */
export type Advised = {
  version: VersionPerformance
  /** Whether it has numbers at its horizon; otherwise the lines say why it has none. */
  isCompared: boolean
  facts: Partial<Facts>
  lines: AdviceLine[]
}

/** Versions without numbers at their horizon may come between two that have them. */
const MAX_SEARCHED = 10

/**
 * The newest version with numbers at its horizon, beside the newest one before it with numbers at
 * the same age. Without one, the newest with any numbers; null before there are any.
 */
export async function readAdvised(
  db: Db,
  projectId: string,
  language: Language,
): Promise<Advised | null> {
  const found = await findMeasured(db, projectId, MAX_SEARCHED)
  const ids = found.map(({ id }) => id)
  const posts = await readPosts(db, ids)
  const versions = ids.length === 0 ? [] : await readVersions(db, ids)
  const measured = await measure(db, versions, posts)
  const inOrder = ids.flatMap((id) => measured.find(({ version_id }) => version_id === id) ?? [])
  const version = inOrder.find(isCompared) ?? inOrder[0]
  if (!version) return null
  const at = version.horizon_hours
  const before = versions
    .filter(({ number }) => number < version.number)
    .map((each) => ({ ...each, horizon_hours: at }))
  const previous = (await measure(db, before, posts))
    .toSorted((one, other) => other.number - one.number)
    .find(({ metrics }) => metrics.some((each) => each.metric === 'views' && each.actual !== null))
  const curves = await readCurves(
    db,
    posts.filter(({ version_id }) => version_id === version.version_id),
  )
  const advised = {
    ...version,
    posts: version.posts.map((post) => ({ ...post, curve: curveOf(post.media_id, curves) })),
  }
  return {
    version: advised,
    isCompared: isCompared(advised),
    facts: factsOf(advised, previous ?? null),
    lines: advise(advised, previous ?? null, language),
  }
}

/** The performance of versions at their horizons, without curves. */
async function measure(
  db: Db,
  versions: readonly ComparedVersion[],
  posts: readonly PostRow[],
): Promise<VersionPerformance[]> {
  const readings = await readReadings(db, agesOf(versions, posts))
  return versions.map((version) => performanceOf(version, { posts, readings, curves: [] }))
}

type StoredAdvice = { ask_id: string; lines: AdviceLine[] }

/** Returns the model's advice on exactly these numbers; undefined when the model got others. */
export async function readModelAdvice(
  db: Db,
  projectId: string,
  { language, facts }: { language: Language; facts: Partial<Facts> },
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
    language: Language
    askId: string
    facts: Partial<Facts>
    lines: AdviceLine[]
    model: string
    promptVersion: string
  },
): Promise<void> {
  await sql`
    insert into project_advice (project_id, language, ask_id, version_id, basis, lines, model, prompt_version)
    select ${advice.projectId}, ${advice.language}, ${advice.askId}, id, ${basisOf(advice.facts)},
      ${jsonb(advice.lines)},
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
