import OpenAI, { toFile } from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { test as base } from 'vitest'
import { z } from 'zod'
import type { Clock } from '../../../src/base/clock.ts'
import { startOpenAiSim, type OpenAiSim, type OpenAiSimOptions } from '../../../sim/openai/index.ts'

export { expect } from 'vitest'

const MODEL = 'gpt-6-luna'

/** World time that a test moves. */
class TestClock implements Clock {
  #at = new Date('2026-11-20T10:00:00Z').getTime()

  now(): Date {
    return new Date(this.#at)
  }

  realMs(worldMs: number): number {
    return worldMs
  }

  async sleep(worldMs: number): Promise<void> {
    this.#at += worldMs
  }

  pass(minutes: number): void {
    this.#at += minutes * 60_000
  }
}

export type World = {
  clock: TestClock
  sim: OpenAiSim
  client: OpenAI
}

export async function startWorld(options: Partial<OpenAiSimOptions> = {}): Promise<World> {
  const clock = new TestClock()
  const minutes = { min: 10, max: 10 }
  const sim = await startOpenAiSim({ seed: 'test', clock, batchMinutes: minutes, ...options })
  const client = new OpenAI({ apiKey: sim.apiKey, baseURL: sim.baseUrl, maxRetries: 0 })
  return { clock, sim, client }
}

/** `test` with its own stand-in: batches take exactly ten minutes of world time. */
export const test = base.extend<{ world: World }>({
  world: async ({}, use) => {
    const world = await startWorld()
    await use(world)
    await world.sim.close()
  },
})

export const Insights = z.object({
  primary_topic: z.string(),
  secondary_topics: z.array(z.string()),
  content_language: z.array(z.enum(['ru', 'kk', 'en'])).nullable(),
  posts_in_russian: z.boolean().nullable(),
  posts_in_kazakh: z.boolean().nullable(),
  has_children: z.boolean().nullable(),
  geo_mentions: z.array(z.string()),
  confidence: z.number().min(0).max(1),
  notes: z.string(),
})

const insightsFormat = zodResponseFormat(Insights, 'insights')

/** A request body that breaks no rule. */
export const bodyOf = (text: string, extra: Record<string, unknown> = {}) => ({
  model: MODEL,
  messages: [
    { role: 'system' as const, content: 'Describe the creator.' },
    { role: 'user' as const, content: text },
  ],
  response_format: insightsFormat,
  max_completion_tokens: 2_000,
  reasoning_effort: 'none' as const,
  ...extra,
})

/** A line of an input file that breaks no rule. */
export const lineOf = (customId: string, text: string, extra: Record<string, unknown> = {}) => ({
  custom_id: customId,
  method: 'POST',
  url: '/v1/chat/completions',
  body: bodyOf(text, extra),
})

/** Rows `row-0`, `row-1`, … with different contents. */
export const someLines = (count: number) =>
  Array.from({ length: count }, (_, i) => lineOf(`row-${i}`, `Creator number ${i}: life and days`))

export async function upload(client: OpenAI, lines: readonly unknown[]): Promise<string> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  const file = await toFile(Buffer.from(`${text.join('\n')}\n`), 'rows.jsonl')
  const stored = await client.files.create({ file, purpose: 'batch' })
  return stored.id
}

export async function createBatch(
  client: OpenAI,
  lines: readonly unknown[],
  metadata: Record<string, string> = {},
): Promise<string> {
  const input_file_id = await upload(client, lines)
  const batch = await client.batches.create({
    input_file_id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    metadata,
  })
  return batch.id
}

const Problem = z.object({
  message: z.string(),
  code: z.string().nullable(),
  param: z.string().nullable(),
})
const Line = z.object({
  custom_id: z.string(),
  response: z
    .object({
      status_code: z.number(),
      body: z.object({
        error: Problem.optional(),
        choices: z
          .array(
            z.object({
              finish_reason: z.string(),
              message: z.object({ content: z.string().nullable(), refusal: z.string().nullable() }),
            }),
          )
          .optional(),
        usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).optional(),
      }),
    })
    .nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type Line = z.output<typeof Line>

/** The lines of an output or error file; none without the file. */
export const linesOf = async (client: OpenAI, fileId: string | null | undefined): Promise<Line[]> =>
  (await textsOf(client, fileId)).filter(isWhole).map((text) => Line.parse(JSON.parse(text)))

async function textsOf(client: OpenAI, fileId: string | null | undefined): Promise<string[]> {
  if (!fileId) return []
  const response = await client.files.content(fileId)
  const text = await response.text()
  return text.trimEnd().split('\n')
}

/** Whether a line is complete. */
const isWhole = (text: string): boolean => text.endsWith('}')

/** The message of a line; throws without one. */
export function messageOf(line: Line | undefined) {
  const choice = line?.response?.body.choices?.[0]
  if (!choice) throw new Error(`no answer in ${JSON.stringify(line)}`)
  return { ...choice.message, finish_reason: choice.finish_reason }
}

/** Runs rows to the end of their batch and reads both files. */
export async function runBatch({ client, clock }: World, lines: readonly unknown[]) {
  const id = await createBatch(client, lines)
  clock.pass(11)
  const batch = await client.batches.retrieve(id)
  const output = await linesOf(client, batch.output_file_id)
  const errors = await linesOf(client, batch.error_file_id)
  const torn = (await textsOf(client, batch.output_file_id)).filter((text) => !isWhole(text))
  return { batch, output, torn, errors }
}
