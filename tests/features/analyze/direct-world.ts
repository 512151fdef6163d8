import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { analysisOperations } from '../../../src/features/analyze/operations/analyses.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Router } from '../../../src/http/router.ts'
import { aCheckedApp, aLog, API_KEY } from '../../http/kit.ts'
import { aCreator } from './a-creator.ts'
import { startAnalyzeWorld, type AnalyzeWorld } from './analyze-world.ts'

export type DirectWorld = AnalyzeWorld & {
  app: Router
  headers: Record<string, string>
  /** Asks for an analysis, now unless a mode is given; undefined gives none. */
  analyze(
    id: string,
    options?: { headers?: Record<string, string>; mode?: string | undefined },
  ): Promise<Response>
  /** From now on requests reach the model only once `open` is called; `asked` resolves when the first one waits. */
  holdAnswers(): { asked: Promise<void>; open(): void }
}

/** What a direct analysis is answered with. */
export const DirectAnswer = z.looseObject({
  outcome: z.string(),
  insights: z.unknown(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cost_usd: z.number(),
})

/** The feature's API on the stand-in. */
export async function startDirectWorld(
  db: Db,
  settings: Record<string, string> = {},
): Promise<DirectWorld> {
  const world = await startAnalyzeWorld(db, settings)
  const { clock } = world.services
  const router = mountOperations(world.services, analysisOperations)
  const app = aCheckedApp({
    db,
    log: aLog().log,
    apiKey: API_KEY,
    routers: [router],
    version: '1',
    clock,
  })
  const headers = { authorization: `Bearer ${API_KEY}` }
  return {
    ...world,
    app,
    headers,
    analyze: async (id, options = {}) => {
      const mode = 'mode' in options ? options.mode : 'now'
      const query = mode === undefined ? '' : `?mode=${mode}`
      return await app.request(`/api/blogs/${id}/analyze${query}`, {
        method: 'POST',
        headers: { ...headers, ...options.headers },
      })
    },
    holdAnswers() {
      const { openai } = world.services
      if (!openai) throw new Error('there is no gateway')
      const asked = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<void>()
      world.services.openai = {
        ...openai,
        complete: async (body, call) => {
          asked.resolve()
          await gate.promise
          return await openai.complete(body, call)
        },
      }
      return { asked: asked.promise, open: () => gate.resolve() }
    },
  }
}

/** A creator whose profile is known; gives the blog's id. */
export async function aScrapedCreator(
  db: Db,
  username: string,
  status = 'active',
): Promise<string> {
  const id = await aCreator(db, username, { captions: [`My best recipe, says ${username}`] })
  await db
    .updateTable('blogs')
    .set({ scrape_status: status, scraped_at: sql`world_now()` })
    .where('id', '=', id)
    .execute()
  return id
}

/** All direct calls, oldest first. */
export const callsOf = async (db: Db) =>
  await db
    .selectFrom('ai_calls')
    .select(['kind', 'subject', 'model', 'outcome', 'input_tokens', 'output_tokens', 'cost_usd'])
    .orderBy('id')
    .execute()
