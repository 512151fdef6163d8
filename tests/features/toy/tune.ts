import { zodResponseFormat } from 'openai/helpers/zod'
import { sql } from 'kysely'
import { z } from 'zod'
import { defineAiKind, type AiRow } from '../../../src/ai/kind.ts'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import type { Services } from '../../../src/features/services.ts'

const Input = z.object({ blog_id: z.uuid() })
const Tune = z.strictObject({ tune: z.string() })
type Tune = z.output<typeof Tune>

const blogIdOf = ({ subject }: AiRow): string => subject?.slice(blogSubject('').length) ?? ''

/** The AI kind of the toy. */
export const createTuneKind = (moodOf: (config: object) => string) =>
  defineAiKind<Services, z.output<typeof Input>, Tune, Tune, void>({
    name: 'tune',
    input: Input,
    priority: 6,
    typical: { inputTokens: 100, minInputTokens: 50, outputTokens: 50 },
    task: {
      name: 'compose_tune',
      summary: 'Has a model compose a tune, in the next batch.',
      access: { read: 'creators:read', write: 'creators:write' },
      dedupeKey: ({ blog_id }) => blog_id,
      subject: ({ blog_id }) => blogSubject(blog_id),
    },
    prompt: (config) => ({ prompt_version: 't1', mood: moodOf(config) }),
    async *requests({ services: { config } }, rows, model) {
      for (const row of rows)
        yield await Promise.resolve({
          row,
          body: {
            model,
            messages: [{ role: 'user', content: `A ${moodOf(config)} tune, please` }],
            response_format: zodResponseFormat(Tune, 'tune'),
            max_completion_tokens: 500,
            reasoning_effort: config.openaiReasoningEffort,
          },
          promptTokens: 100,
        })
    },
    schema: () => Tune,
    lock: async () => {},
    reader: async () => await Promise.resolve({ keep: (_row, tune) => tune }),
    async store(tx, _services, answers, { by: { prompt } }) {
      for (const { row, toStore } of answers)
        await sql`
          insert into test_tunes (blog_id, tune, mood)
          values (${blogIdOf(row)}, ${toStore.tune}, ${String(prompt['mood'])})`.execute(tx)
    },
    revision: async () => await Promise.resolve('1'),
  })
