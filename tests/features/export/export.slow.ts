import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql } from 'kysely'
import { z } from 'zod'
import { describe, expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { init, served } from '../../http/kit.ts'
import { api, csvOf } from './csv-kit.ts'

const CREATORS = 10_000
const Line = z.object({ username: z.string() })

const testOfMany = testOnDatabaseOf(async (db) => {
  await sql`
    with new_persons as (
      insert into persons (id) select uuidv7() from generate_series(1, ${CREATORS}) returning id
    )
    insert into blogs (person_id, username, source, biography, follower_count, search)
    select id, 'creator_' || n, 'import', repeat('слово ', 700), nullif(n % 1000, 0), 'nomad'
    from (select id, row_number() over () as n from new_persons) numbered`.execute(db)
  await sql`analyze blogs`.execute(db)
})

/** Bytes in use after what nobody needs is gone. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}

describe('an export of 10,000 creators', () => {
  testOfMany('has each of them once, in memory that does not grow with them', async ({ db }) => {
    const url = await served(api(db).app)
    const before = heapInUse()
    const { body } = await fetch(
      `${url}/api/blogs/export?format=jsonl&sort=follower_count`,
      init('GET'),
    )
    if (body === null) throw new Error('no body')
    const decoder = new TextDecoder()
    const usernames = new Set<string>()
    let [lines, bytes, rest, checkAt] = [0, 0, '', 0]
    const heap: number[] = []
    for await (const chunk of body) {
      bytes += chunk.byteLength
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = parts.pop() ?? ''
      lines += parts.length
      for (const part of parts) usernames.add(Line.parse(JSON.parse(part)).username)
      if (bytes < checkAt) continue
      checkAt += 10_000_000
      heap.push(heapInUse())
    }

    expect([lines, usernames.size, rest]).toEqual([CREATORS, CREATORS, ''])
    expect(bytes).toBeGreaterThan(80_000_000)
    expect(heap.length).toBeGreaterThan(5)
    expect(Math.max(...heap) - before).toBeLessThan(bytes / 4)
  })

  testOfMany('has all who answer a question, not only the most relevant', async ({ db }) => {
    const { rows } = await csvOf(api(db), 'q=nomad&max_followers=99&columns=username')

    expect(rows).toHaveLength(99 * 10)
  })

  testOfMany('holds no connection while its client reads nothing, or has gone', async ({ db }) => {
    const busy = async (): Promise<number> => {
      const { rows } = await sql<{ busy: number }>`
        select count(*) as busy from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and (state <> 'idle' or xact_start is not null) and backend_type = 'client backend'`.execute(
        db,
      )
      return rows[0]?.busy ?? -1
    }
    const url = await served(api(db).app)
    const leaving = new AbortController()
    const request = { ...init('GET'), signal: leaving.signal }
    const { body } = await fetch(`${url}/api/blogs/export?format=jsonl`, request)
    const reader = body?.getReader()
    await reader?.read()

    await expect.poll(busy).toBe(0)
    leaving.abort()
    await expect(reader?.closed).rejects.toThrow('abort')
    await expect.poll(busy).toBe(0)
  })
})
