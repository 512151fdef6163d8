import { z } from 'zod'
import { createLogger } from '../../src/base/log/log.ts'
import type { Db } from '../../src/db/handles.ts'
import { blogOperations } from '../../src/features/blogs/operations/blogs.ts'
import { questionOperations } from '../../src/features/blogs/operations/question.ts'
import { createCategoryReader } from '../../src/features/blogs/store/vocabulary.ts'
import { createApp } from '../../src/http/app.ts'
import { mountOperations } from '../../src/http/operations/mount.ts'

const API_KEY = 'key-of-the-measurement'

/** The creators that a question found, and how long its reading and its list took. */
export type Answered = {
  filter: Record<string, string>
  usernames: string[]
  readMs: number
  listMs: number
}

export type QuestionApi = {
  ask(question: string, limit: number): Promise<Answered>
  close(): Promise<void>
}

const Reading = z.object({ filter: z.record(z.string(), z.string()) })
const Page = z.object({ data: z.array(z.object({ username: z.string() })) })

/** The API as the page of creators asks it: it reads a question, then lists. */
export async function serveQuestions(db: Db): Promise<QuestionApi> {
  const services = { db, readCategories: createCategoryReader({ db }) }
  const app = createApp({
    db,
    log: createLogger({ level: 'error', destination: process.stderr }),
    apiKey: API_KEY,
    routers: [mountOperations(services, { ...questionOperations, ...blogOperations })],
    version: 'bench',
  })
  const send = async <T>(path: string, params: Record<string, string>, schema: z.ZodType<T>) => {
    const query = new URLSearchParams(params).toString()
    const startedAt = performance.now()
    const response = await app.request(`${path}?${query}`, {
      headers: { authorization: `Bearer ${API_KEY}` },
    })
    const text = await response.text()
    const ms = performance.now() - startedAt
    if (response.status !== 200) throw new Error(`${path} is answered ${response.status}: ${text}`)
    return { answer: schema.parse(JSON.parse(text)), ms }
  }
  return {
    async ask(question, limit) {
      const read = await send('/api/blogs/question', { q: question }, Reading)
      const { filter } = read.answer
      const list = await send('/api/blogs', { ...filter, limit: String(limit) }, Page)
      const usernames = list.answer.data.map(({ username }) => username)
      return { filter, usernames, readMs: read.ms, listMs: list.ms }
    },
    close: async () => await Promise.resolve(),
  }
}
