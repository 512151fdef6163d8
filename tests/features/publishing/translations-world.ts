import { z } from 'zod'
import { onTestFinished } from 'vitest'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import type { Clock } from '../../../src/base/clock.ts'
import type { Services } from '../../../src/features/services.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'
import { startTranslationStandIn, type TranslationStandIn } from '../../../sim/translation/index.ts'
import { modelTranslation } from '../../../sim/translation/model.ts'
import { Registry } from 'prom-client'
import { aCheckedApp, aLog, API_KEY, init, type LogLine } from '../../http/kit.ts'
import { testServices } from '../gramd-world.ts'

const START = Date.UTC(2026, 10, 21, 9)

const TranslationShape = z.object({
  language: z.string(),
  text: z.string().nullable(),
  service: z.string().nullable(),
  flags: z.array(z.object({ code: z.string(), reason: z.string() })),
  cached: z.boolean(),
  corrected: z.boolean(),
  cost_usd: z.number(),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
})
type Translated = z.output<typeof TranslationShape>

export type TranslationsWorld = {
  db: Db
  sim: TranslationStandIn
  openai: OpenAiSim
  services: Services
  registry: Registry
  lines: LogLine[]
  advance(ms: number): Promise<void>
  send(method: string, path: string, json?: unknown, token?: string): Promise<Response>
  /** Translates by the API; throws unless it answers with translations. */
  translate(text: string, to: readonly string[], more?: object): Promise<Translated[]>
}

type Settings = Record<string, string>

/** gramd's API of translations on the stand-ins, with keys for all services unless said otherwise. */
export async function translationsWorld(
  db: Db,
  {
    settings = {},
    script = modelTranslation,
    timeoutMs = 20_000,
  }: {
    settings?: Settings | ((sim: TranslationStandIn) => Promise<Settings>)
    script?: (userText: string) => unknown
    /** Real time that a service may take. */
    timeoutMs?: number
  } = {},
): Promise<TranslationsWorld> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  let nowMs = START
  const clock: Clock = { now: () => new Date(nowMs), realMs: (ms) => ms, sleep: async () => {} }
  const sim = await startTranslationStandIn()
  const openai = await startOpenAiSim({ seed: 'translations', clock, script })
  onTestFinished(async () => {
    await sim.close()
    await openai.close()
  })
  const registry = new Registry()
  const { log, lines } = aLog()
  const services = testServices(db, clock, null, {
    settings: {
      DEEPL_API_KEY: sim.deeplKey,
      DEEPL_BASE_URL: sim.url,
      GOOGLE_TRANSLATION_API_KEY: sim.googleKey,
      GOOGLE_TRANSLATION_BASE_URL: sim.url,
      OPENAI_API_KEY: openai.apiKey,
      OPENAI_BASE_URL: openai.baseUrl,
      ...(typeof settings === 'function' ? await settings(sim) : settings),
    },
    registry,
    log,
    translation: { timeoutMs },
  })
  const app = aCheckedApp({
    db,
    log,
    apiKey: API_KEY,
    routers: [publishing.routes?.(services) ?? []].flat(),
    version: '1',
    clock,
  })
  const send: TranslationsWorld['send'] = async (method, path, json, token = API_KEY) =>
    await app.request(path, init(method, { json, token }))
  return {
    db,
    sim,
    openai,
    services,
    registry,
    lines,
    send,
    async advance(ms) {
      nowMs += ms
      await advanceWorldTime(db, ms)
    },
    async translate(text, to, more = {}) {
      const answer = await send('POST', '/api/translations', { text, from: 'ru', to, ...more })
      const body = await answer.text()
      if (answer.status !== 200) throw new Error(body)
      return z.object({ data: z.array(TranslationShape) }).parse(JSON.parse(body)).data
    },
  }
}
