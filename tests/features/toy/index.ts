import { sql } from 'kysely'
import { ask } from '../../../src/ai/ask.ts'
import { raiseAlert } from '../../../src/alerts/raise.ts'
import type { GaugeKind } from '../../../src/base/metrics.ts'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { ErasureRule } from '../../../src/features/erasure-rule.ts'
import type { Feature } from '../../../src/features/manifest.ts'
import type { Services } from '../../../src/features/services.ts'
import { createRoute, createRouter, json, jsonBody, z } from '../../../src/http/router.ts'
import { defineTask } from '../../../src/queue/task-type.ts'
import { TOY_ALERTS, toyDeclaration, type ToyConfig } from './declare.ts'
import { createTuneKind } from './tune.ts'

/** A setting that is not in the configuration's type, since the list of gramd's own declarations makes that. */
const toyConfig = (config: object) => config as ToyConfig

/** Its table is not in the schema's types, since no migration makes it. */
const TUNES_ERASURE = { table: 'test_tunes', ids: { blog_id: 'blogId' } } as object as ErasureRule

const PLAYS = {
  name: 'gramd_toy_plays_total',
  help: 'Tunes that this process played.',
  labelNames: ['mood'],
} as const

const TUNES: GaugeKind<{ db: Db }> = {
  name: 'gramd_toy_tunes',
  help: 'Tunes in the database.',
  labelNames: [],
  async read({ db }) {
    const { rows } = await sql<{ value: number }>`
      select count(*)::int as value from test_tunes`.execute(db)
    return rows.map(({ value }) => ({ labels: {}, value }))
  },
}

const Play = z.object({ blog_id: z.uuid() })
const Played = z.object({ mood: z.string(), cost_usd: z.number() })

const tuneKind = createTuneKind((config) => toyConfig(config).toyMood)

const playToy = defineTask<Services, z.output<typeof Play>, z.output<typeof Played>>({
  name: 'play_toy',
  summary: 'Has a model compose a tune for a creator.',
  access: { read: 'creators:read', write: 'creators:write' },
  payload: Play,
  result: Played,
  priority: 5,
  attempts: 3,
  backoffMinutes: [5],
  leaseMs: 45_000,
  resource: 'toy_box',
  dedupeKey: ({ blog_id }) => blog_id,
  subject: ({ blog_id }) => blogSubject(blog_id),
  async handle({ payload }, { services, signal, log }) {
    const mood = toyConfig(services.config).toyMood
    const subject = blogSubject(payload.blog_id)
    const answer = await ask({ services, signal, log }, tuneKind, { subject, payload })
    services.count(PLAYS, { mood })
    return {
      kind: 'done',
      result: { mood, cost_usd: answer.costUsd },
      commit: async (tx) => await raiseAlert(tx, { ...TOY_ALERTS.toy_played, cause: mood }),
    }
  },
})

const play = createRoute({
  method: 'post',
  path: '/api/toys',
  access: 'creators:write',
  operationId: 'playToy',
  tags: ['toys'],
  summary: 'Have a model compose a tune for a creator',
  request: { body: jsonBody(Play.openapi('ToyPlay')) },
  responses: { 202: json('The task', z.object({ task_id: z.int() }).openapi('ToyTask')) },
})

export const toy: Feature = {
  ...toyDeclaration,
  tasks: [playToy, tuneKind.task],
  aiKinds: [tuneKind],
  routes: ({ db, queue }) =>
    createRouter().openapi(play, async (c) => {
      const { id } = await queue.enqueue(db, playToy, c.req.valid('json'))
      return c.json({ task_id: id }, 202)
    }),
  resources: [{ name: 'toy_box', gauge: async () => ({ free: 1, nextFreeAt: null }) }],
  metrics: [PLAYS, TUNES],
  erasure: [TUNES_ERASURE],
  retention: (config) => [
    {
      tables: ['test_tunes'],
      keepMs: toyConfig(config).toyRetentionMs,
      async remove({ db }, keepMs) {
        const { rows } = await sql`
          delete from test_tunes where created_at < world_now() - ${keepMs} * interval '1 ms'
          returning 1`.execute(db)
        return rows.length
      },
    },
  ],
}

/** Its table, which a migration would make. */
export async function createToyTable(db: Db): Promise<void> {
  await sql`
    create table test_tunes (
      blog_id uuid not null, tune text not null, mood text,
      created_at timestamptz not null default world_now())`.execute(db)
}
