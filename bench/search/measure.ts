import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { z } from 'zod'
import type { Db } from '../../src/db/database.ts'
import type { DB } from '../../src/db/schema.ts'
import type { Router } from '../../src/http/router.ts'

export type Sample = { path: string; ms: number; rows: number }

const Answer = z.object({ data: z.array(z.unknown()).optional() })

/** Asks a path once: the whole of the route, from the parsing of the query to the text of the answer. */
export async function ask(router: Router, path: string): Promise<Sample> {
  const startedAt = performance.now()
  const response = await router.request(path)
  const text = await response.text()
  const ms = performance.now() - startedAt
  if (response.status !== 200) throw new Error(`${path} is answered ${response.status}: ${text}`)
  return { path, ms, rows: Answer.parse(JSON.parse(text)).data?.length ?? 1 }
}

export type Plan = {
  /** Indexes that are read. */
  indexes: string[]
  /** Large tables that are read from end to end. */
  scanned: string[]
}

/** A database that remembers what it was asked, so that PostgreSQL can be asked to explain it. */
export function openListening(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  // The end of the pool does not wait until its sockets are closed, and the server may end first.
  pool.on('error', () => undefined)
  const statements: { text: string; values: readonly unknown[] }[] = []
  const db: Db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void statements.push({ text: query.sql, values: query.parameters }),
  })
  return {
    db,
    /** The plans of everything that was asked since the last call. */
    async plans(): Promise<Plan> {
      const nodes: PlanNode[] = []
      for (const { text, values } of statements.splice(0)) {
        if (text.trimStart().startsWith('explain')) continue
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
