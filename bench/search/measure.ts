import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { z } from 'zod'
import type { Db } from '../../src/db/handles.ts'
import type { DB } from '../../src/db/schema.ts'
import { createLogger } from '../../src/base/log/log.ts'
import { blogOperations } from '../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../src/http/operations/mount.ts'
import { createApp } from '../../src/http/app.ts'
import { listenHttp } from '../../src/http/server.ts'

export type Sample = { path: string; ms: number; rows: number }

const Answer = z.object({ data: z.array(z.unknown()).optional() })

const API_KEY = 'key-of-the-measurement'

/** The API of creators on a port, as programs ask it. */
export type SearchApi = {
  /**
   * Asks a path, from the request to the last byte of its answer. Throws for any answer but 200.
   */
  ask(path: string): Promise<Sample>
  close(): Promise<void>
}

export async function serveSearch(db: Db): Promise<SearchApi> {
  const app = createApp({
    db,
    log: createLogger({ level: 'error', destination: process.stderr }),
    apiKey: API_KEY,
    routers: [mountOperations({ db }, blogOperations)],
    version: 'bench',
  })
  const server = await listenHttp(app, { host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${server.port}`
  return { ask: async (path) => await ask(url, path), close: async () => await server.close(0) }
}

async function ask(url: string, path: string): Promise<Sample> {
  const startedAt = performance.now()
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${API_KEY}` } })
  const text = await response.text()
  const ms = performance.now() - startedAt
  if (response.status !== 200) throw new Error(`${path} is answered ${response.status}: ${text}`)
  return { path, ms, rows: Answer.parse(JSON.parse(text)).data?.length ?? 1 }
}

export type Plan = {
  /** Indexes in the plans. */
  indexes: string[]
  /** Large tables with a sequential scan. */
  scanned: string[]
}

/** A database that records queries, so that PostgreSQL can explain them. */
export function openListening(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  // The pool's end does not wait for its sockets, and the server may stop first.
  pool.on('error', () => undefined)
  const statements: { text: string; values: readonly unknown[] }[] = []
  const db: Db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void statements.push({ text: query.sql, values: query.parameters }),
  })
  return {
    db,
    /** The plans of all queries since the last call. */
    async plans(): Promise<Plan> {
      const nodes: PlanNode[] = []
      for (const { text, values } of statements.splice(0)) {
        // What begins and ends transactions, and explains statements itself, has no plan.
        if (!/^\s*(select|with)\b/i.test(text)) continue
        const { rows } = await pool.query<{ 'QUERY PLAN': unknown }>(
          `explain (format json) ${text}`,
          [...values],
        )
        for (const { Plan } of Explained.parse(rows[0]?.['QUERY PLAN'])) nodes.push(...under(Plan))
      }
      return planOf(nodes)
    },
    close: async () => await db.destroy(),
  }
}

const LARGE = new Set(['blogs', 'blog_posts', 'blog_snapshots', 'blog_highlights'])

type PlanNode = {
  'Node Type': string
  'Relation Name'?: string | undefined
  'Index Name'?: string | undefined
  Plans?: PlanNode[] | undefined
}
const PlanNode: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  get Plans() {
    return z.array(PlanNode).optional()
  },
})
const Explained = z.array(z.object({ Plan: PlanNode }))

const under = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(under)]

function planOf(nodes: readonly PlanNode[]): Plan {
  const scanned = nodes.flatMap((node) => {
    const table = node['Relation Name']
    return node['Node Type'] === 'Seq Scan' && table !== undefined && LARGE.has(table)
      ? [table]
      : []
  })
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? [])
  return { indexes: [...new Set(indexes)], scanned: [...new Set(scanned)] }
}
