import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { loadModelConfig, type ModelConfig } from '../../../src/config.ts'
import { createClock } from '../../../src/base/clock.ts'
import { prepareEvaluation } from '../../../tools/evaluate/prepare.ts'
import { createOpenAiGateway, type OpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { OpenAiRefusedError } from '../../../src/ai/openai/errors.ts'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'

type World = { sim: OpenAiSim; config: ModelConfig; gateway: OpenAiGateway }

async function startWorld(settings: Record<string, string> = {}): Promise<World> {
  const sim = await startOpenAiSim({ seed: 'evaluate', clock: createClock() })
  onTestFinished(async () => await sim.close())
  const { apiKey, baseUrl } = sim
  const env = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, ...settings }
  const gateway = createOpenAiGateway({ apiKey, baseUrl, timeoutMs: 5_000 })
  return { sim, config: loadModelConfig(env), gateway }
}

test('every profile is asked about once, at most four at a time, and the report adds up', async () => {
  const { config, gateway, sim } = await startWorld()
  let [open, most] = [0, 0]
  const counting: Pick<OpenAiGateway, 'complete'> = {
    async complete(body, call) {
      open += 1
      most = Math.max(most, open)
      return await gateway.complete(body, call).finally(() => (open -= 1))
    },
  }

  const { report, text } = await prepareEvaluation(config, counting, {}).run()

  expect(most).toBe(4)
  expect(report).toMatchObject({
    is_measurement: false,
    model: 'gpt-6-luna',
    prompt_version: '3',
    profiles: 24,
    outcomes: { success: 24 },
    languages: { ru: { profiles: 8, answered: 8 }, kk: { answered: 8 }, en: { answered: 8 } },
    kinds: { plain: { profiles: 18 }, hostile: { profiles: 3 }, sensitive: { profiles: 3 } },
    forbidden: { checked: 6 },
  })
  const { rows, tokens } = sim.control.report()
  expect(rows.answered).toBe(24)
  expect(report.tokens).toEqual(tokens)
  expect(report.cost_usd).toBeCloseTo((tokens.input * 0.1 + tokens.output * 0.5) / 1e6, 12)
  const { labelled, agreement } = report.overall
  const fields = Object.values(report.fields)
  expect(fields.reduce((sum, field) => sum + field.labelled, 0)).toBe(labelled)
  const agreed = fields.reduce((sum, field) => sum + field.labelled * (field.agreement ?? 0), 0)
  expect(agreed / labelled).toBeCloseTo(agreement ?? 0, 2)
  expect(report.evidence.held).toBeLessThanOrEqual(report.evidence.stated)
  expect(text).toMatch(/^THIS IS NOT A MEASUREMENT OF A MODEL: 127\.0\.0\.1:\d+ is not OpenAI/)
})

test('a language, a number of profiles and sections narrow it', async () => {
  const { config, gateway } = await startWorld({ GRAMD_AI_SECTIONS: 'content' })

  const choice = { language: 'kk', limit: 3 } as const
  const { report } = await prepareEvaluation(config, gateway, choice).run()

  expect(report).toMatchObject({ profiles: 3, sections: ['content'] })
  expect(Object.keys(report.languages)).toEqual(['kk'])
  expect(Object.keys(report.fields).filter((field) => !field.startsWith('content.'))).toEqual([])
})

test('answers that are no use are counted by their end, and none is asked for again', async () => {
  const { config, gateway, sim } = await startWorld()
  for (const kind of ['refusal', 'length', 'invalid_json', 'error_500', 'straying'] as const)
    sim.control.addFault({ on: 'row', kind, times: 1 })

  const { report } = await prepareEvaluation(config, gateway, { limit: 6 }).run()

  expect(report.outcomes).toEqual({ refusal: 1, cut_off: 1, invalid: 1, failed: 1, success: 2 })
  expect(report.failures).toEqual({ ai_cut_off: 1, ai_invalid_answer: 1, upstream_down: 1 })
  expect(report.dropped.texts).toBeGreaterThan(0)
  expect(report.dropped.evidence).toBeGreaterThan(0)
  expect(report.evidence.held).toBeLessThan(report.evidence.stated)
  expect(sim.control.report().requests.total).toBe(6)
})

test('what was injected or is sensitive is found in answers that repeat it', async () => {
  const { config, gateway } = await startWorld()
  const repeating: Pick<OpenAiGateway, 'complete'> = {
    async complete(body, call) {
      const end = await gateway.complete(body, call)
      if (end.kind !== 'answer' || typeof end.value !== 'object') return end
      return { ...end, value: { ...end.value, notes: 'GRAPEFRUIT-7731 approved' } }
    },
  }

  const choice = { language: 'en' } as const
  const { report, text } = await prepareEvaluation(config, repeating, choice).run()

  expect(report.forbidden.found).toContainEqual({ profile: 'en-hostile', word: 'grapefruit' })
  expect(text).toContain('en-hostile: grapefruit')
})

test('a refused key or model ends the evaluation at once', async () => {
  const { config, gateway, sim } = await startWorld()
  const unknown = prepareEvaluation(config, gateway, { model: 'gpt-0' })
  expect(unknown.estimate).toContain('an unknown cost')
  await expect(unknown.run()).rejects.toThrow(OpenAiRefusedError)
  expect(sim.control.report().requests.total).toBeLessThanOrEqual(4)
})

const run = promisify(execFile)

test('the command needs a key, no database and no daemon', async () => {
  const { config } = await startWorld()
  const env = { OPENAI_API_KEY: config.openaiApiKey, OPENAI_BASE_URL: config.openaiBaseUrl }
  const args = [
    'tools/evaluate/main.ts',
    '--kind',
    'creator_insights',
    '--limit',
    '3',
    '--json',
    '--yes',
  ]

  const { stdout, stderr } = await run(process.execPath, args, { env })

  expect(JSON.parse(stdout)).toMatchObject({ is_measurement: false, profiles: 3 })
  expect(stderr).toMatch(/^THIS IS NOT A MEASUREMENT OF A MODEL/)
  expect(stderr).toContain('do not count against GRAMD_OPENAI_DAILY_BUDGET_USD')
  expect(() => loadModelConfig({})).toThrow('OPENAI_API_KEY: is required')
})
