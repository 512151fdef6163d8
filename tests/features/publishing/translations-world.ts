import { z } from 'zod'
import { onTestFinished } from 'vitest'
import type { Db } from '../../../src/db/database.ts'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import type { Clock } from '../../../src/base/clock.ts'
import type { Services } from '../../../src/features/manifest.ts'
import { publishing } from '../../../src/features/publishing/index.ts'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'
import { startTranslationStandIn, type TranslationStandIn } from '../../../sim/translation/index.ts'
import { pseudoTranslate } from '../../../sim/translation/pseudo.ts'
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

const Asked = z.object({ to: z.string(), texts: z.array(z.string()) })

/** What the model says: each text translated, elements kept. */
function modelAnswer(userText: string): { texts: string[] } | undefined {
  const { data } = Asked.safeParse(JSON.parse(userText))
  const language = /\((\w+)\)$/.exec(data?.to ?? '')?.[1]
  if (!data || language === undefined) return undefined
  const spoken = (text: string) =>
    text
      .split(/(<x id="\d+">[^<]*<\/x>|&[a-z]+;)/)
      .map((part, place) => (place % 2 === 1 ? part : pseudoTranslate(part, language)))
      .join('')
  return { texts: data.texts.map(spoken) }
}

/** gramd's API of translations on the stand-ins, with keys for all services unless said otherwise. */
export async function translationsWorld(
  db: Db,
  {
    settings = {},
    script = modelAnswer,
  }: { settings?: Record<string, string>; script?: (userText: string) => unknown } = {},
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
      ...settings,
    },
    registry,
    log,
    translation: { timeoutMs: 400 },
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
