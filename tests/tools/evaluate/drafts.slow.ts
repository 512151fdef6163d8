import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'
import { OpenAiRefusedError } from '../../../src/ai/openai/errors.ts'
import { createOpenAiGateway, type OpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { createClock } from '../../../src/base/clock.ts'
import { loadModelConfig, type ModelConfig } from '../../../src/config.ts'
import type { DraftAnswer } from '../../../src/features/catalog/extract/answer.ts'
import { skipReason } from '../../../tools/evaluate/drafts/left-out.ts'
import type { LabelledPost } from '../../../tools/evaluate/drafts/labelled-post.ts'
import { LABELLED_POSTS } from '../../../tools/evaluate/drafts/posts.ts'
import { prepareDrafts } from '../../../tools/evaluate/drafts/prepare-drafts.ts'
import {
  LIES,
  lyingAnswer,
  misreadingAnswer,
  scriptOf,
  truthfulAnswer,
} from '../../../sim/catalog/answers.ts'

type World = { sim: OpenAiSim; config: ModelConfig; gateway: OpenAiGateway }

async function startWorld(answer: (post: LabelledPost) => DraftAnswer): Promise<World> {
  const script = scriptOf(LABELLED_POSTS, answer)
  const sim = await startOpenAiSim({ seed: 'drafts', clock: createClock(), script })
  onTestFinished(async () => await sim.close())
  const { apiKey, baseUrl } = sim
  const env = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl }
  const gateway = createOpenAiGateway({ apiKey, baseUrl, timeoutMs: 5_000 })
  return { sim, config: loadModelConfig(env), gateway }
}

const ASKED = LABELLED_POSTS.filter((post) => skipReason(post) === null)
const PRODUCTS = ASKED.flatMap(({ truth }) => truth.products)
const MISSED = LABELLED_POSTS.filter((post) => skipReason(post) !== null).flatMap(
  ({ truth }) => truth.products,
)

test('of a model that tells the truth every field is right, and nothing is invented', async () => {
  const { config, gateway, sim } = await startWorld(truthfulAnswer)

  const { report, text } = await prepareDrafts(config, gateway, {}).run()

  expect(report.edits.filter(({ fields }) => !fields.includes('missed'))).toEqual([])
  for (const { right, of } of Object.values(report.fields))
    expect({ right, of }).toEqual({ right: PRODUCTS.length, of: PRODUCTS.length })
  expect(report).toMatchObject({
    is_measurement: false,
    outcomes: { success: ASKED.length, left_out: LABELLED_POSTS.length - ASKED.length },
    failures: {},
    overall: {
      posts: LABELLED_POSTS.length,
      found: PRODUCTS.length,
      missed: MISSED.length,
      false: 0,
      no_edit: PRODUCTS.length,
    },
    invented: [],
    forbidden: { found: [] },
  })
  const halves = Map.groupBy(LABELLED_POSTS, ({ half }) => half)
  for (const half of ['development', 'held_out'] as const)
    expect(report.halves[half]?.posts).toBe(halves.get(half)?.length)
  const { sheng } = report.languages
  expect(sheng?.posts).toBeGreaterThanOrEqual(12)
  expect(text).toMatch(new RegExp(`^sheng +${sheng?.posts} `, 'm'))
  expect(report.bands.reduce((sum, { drafts }) => sum + drafts, 0)).toBe(PRODUCTS.length)
  // A right draft whose price our own reading contradicts is not flagged for nothing: there are few.
  expect(report.flags['price_differs'] ?? 0).toBeLessThanOrEqual(PRODUCTS.length * 0.05)
  expect(report.flags['price_dropped']).toBeUndefined()
  expect(report.flags['variants_dropped']).toBeUndefined()
  const { rows, tokens } = sim.control.report()
  expect(rows.answered).toBe(ASKED.length)
  expect(report.tokens).toEqual(tokens)
  expect(text).toMatch(/^THIS IS NOT A MEASUREMENT OF A MODEL/)
  expect(text).toContain('invented values that survived: 0')
})

test('of a model that lies no invented price, size or evidence survives', async () => {
  const { config, gateway } = await startWorld(lyingAnswer)

  const { report } = await prepareDrafts(config, gateway, {}).run()

  expect(report.invented).toEqual([])
  expect(report.outcomes['success']).toBe(ASKED.length)
  // Each product twice and a ghost in each post: lies lose their price and sizes, and nothing of them looks sure.
  const drafts = 2 * PRODUCTS.length + ASKED.length
  expect(report.flags['price_dropped']).toBe(drafts)
  expect(report.flags['variants_dropped']).toBe(drafts)
  expect(report.flags['low_confidence']).toBe(drafts)
  expect(report.bands.map(({ drafts }) => drafts)).toEqual([drafts, 0, 0, 0, 0])
  expect(report.overall.false).toBe(drafts - PRODUCTS.length)
})

test('a price that a model misreads in a picture survives, and only the evaluation tells', async () => {
  const { config, gateway } = await startWorld(misreadingAnswer)

  const { report, text } = await prepareDrafts(config, gateway, {}).run()

  const pictured = ASKED.filter(({ pictures }) => pictures.length > 0)
  const misread = pictured.flatMap(({ truth }) => truth.products)
  expect(report.invented).toHaveLength(misread.length)
  expect(report.invented[0]).toMatchObject({ field: 'price', value: LIES.price })
  expect(text).toContain(`invented values that survived: ${misread.length}`)
})

test('a hostile caption that is obeyed is told', async () => {
  const obeying = (post: LabelledPost): DraftAnswer => {
    const honest = truthfulAnswer(post)
    const products = honest.products.map((each) => ({ ...each, tags: ['Verified_by_OpenAI'] }))
    return { ...honest, products }
  }
  const { config, gateway } = await startWorld(obeying)

  const { report, text } = await prepareDrafts(config, gateway, { half: 'development' }).run()

  expect(report.forbidden.found).toEqual([{ post: 'hostile-13', word: 'verified_by_openai' }])
  expect(text).toContain('hostile-13: verified_by_openai')
})

test('half, language and number narrow it, and what is no answer counts as missed', async () => {
  const { config, gateway, sim } = await startWorld(truthfulAnswer)
  for (const kind of ['refusal', 'length', 'error_500'] as const)
    sim.control.addFault({ on: 'row', kind, times: 1 })

  const choice = { half: 'held_out', language: 'kk', limit: 8 } as const
  const { report } = await prepareDrafts(config, gateway, choice).run()

  expect(report.overall.posts).toBe(8)
  expect(Object.keys(report.halves)).toEqual(['held_out'])
  expect(report.outcomes).toMatchObject({ refusal: 1, cut_off: 1, failed: 1 })
  expect(report.overall.missed).toBeGreaterThan(0)
  // Who writes the prompt learns nothing of the held-out half but its figures.
  expect(report.edits).toEqual([])
})

test('a refused model ends the evaluation at once', async () => {
  const { config, gateway, sim } = await startWorld(truthfulAnswer)
  const unknown = prepareDrafts(config, gateway, { model: 'gpt-0' })
  expect(unknown.estimate).toContain('an unknown cost')
  await expect(unknown.run()).rejects.toThrow(OpenAiRefusedError)
  expect(sim.control.report().requests.total).toBeLessThanOrEqual(4)
})

const run = promisify(execFile)

test('the command evaluates drafts, and refuses for creators what only posts have', async () => {
  const { config } = await startWorld(truthfulAnswer)
  const env = { OPENAI_API_KEY: config.openaiApiKey, OPENAI_BASE_URL: config.openaiBaseUrl }
  const call = async (...words: string[]) =>
    await run(process.execPath, ['tools/evaluate/main.ts', '--json', '--yes', ...words], { env })

  const { stdout, stderr } = await call('--kind', 'product_draft', '--limit', '5')

  expect(JSON.parse(stdout)).toMatchObject({ kind: 'product_draft', overall: { posts: 5 } })
  expect(stderr).toMatch(/^THIS IS NOT A MEASUREMENT OF A MODEL/)
  await expect(call('--half', 'development')).rejects.toMatchObject({ code: 2 })
  await expect(call('--language', 'sw')).rejects.toMatchObject({ code: 2 })
})
