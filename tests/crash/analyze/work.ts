import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { analyze } from '../../../src/features/analyze/feature.ts'
import type { Feature } from '../../../src/features/manifest.ts'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import { storeMedia } from '../../../src/media/media-store.ts'
import { shrinkImage } from '../../../src/media/shrink-image.ts'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { addNotes, createNoteTables, notes } from '../../ai/note-titles/kind.ts'
import { aCreator } from '../../features/analyze/a-creator.ts'

/** Work for the killed gramd: tasks of one AI kind. */
export type Work = {
  feature: Feature
  taskType: string
  /** A table that is read during the writing of the input file. */
  source: string
  /** Settings that gramd needs for it. */
  env: Record<string, string>
  prepare(db: Db): Promise<void>
  /** Creates subjects after `before` others; returns the payloads of their tasks. */
  add(db: Db, count: number, before: number): Promise<object[]>
  /** Subjects with an answer, and subjects with exactly one. */
  answered(db: Db): Promise<{ answers: number; once: number }>
}

/** Insights of creators with texts and pictures. */
export const CREATORS: Work = {
  feature: analyze,
  taskType: 'ai_analysis',
  source: 'media',
  env: {},
  prepare: async () => {},
  async add(db, count, before) {
    const payloads: object[] = []
    for (let at = 1; at <= count; at += 1)
      payloads.push({ blog_id: await aPicturedCreator(db, `creator${before + at}`) })
    return payloads
  },
  answered: async (db) =>
    await countsOf(
      db,
      sql`
        select (select count(*)::int from ai_insights) as answers,
          (select count(*)::int from blogs where scrape_status = 'active' and ai_version = 1) as once`,
    ),
}

/**
 * Titles of notes: a kind that gramd does not ship. Its feature is registered before the command
 * runs.
 */
export const NOTES: Work = {
  feature: notes,
  taskType: 'title_note',
  source: 'test_notes',
  env: {
    NODE_OPTIONS: `--import ${fileURLToPath(new URL('register-notes.ts', import.meta.url))}`,
  },
  prepare: createNoteTables,
  add: async (db, count, before) => await addNotes(db, count, before + 1),
  answered: async (db) =>
    await countsOf(
      db,
      sql`select count(*)::int as answers, count(distinct note_id)::int as once from test_titles`,
    ),
}

async function countsOf(
  db: Db,
  query: ReturnType<typeof sql>,
): Promise<{ answers: number; once: number }> {
  const { rows } = await sql<{ answers: number; once: number }>`${query}`.execute(db)
  return rows[0] ?? { answers: 0, once: 0 }
}

async function aPicturedCreator(db: Db, username: string): Promise<string> {
  const blogId = await aCreator(db, username, { captions: [`The kitchen of ${username}`] })
  const image = await shrinkImage(await makePicture(username, { width: 64, height: 96 }))
  const fetched = [{ name: 'avatar 1', position: 0, ...image }]
  await db.transaction().execute(async (tx) => {
    await storeMedia(tx, blogSubject(blogId), { known: [], fetched })
  })
  return blogId
}
