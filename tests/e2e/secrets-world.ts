import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createClock } from '../../src/base/clock.ts'
import { loadConfig, type Config } from '../../src/config.ts'
import { runDaemon } from '../../src/daemon.ts'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { createLogger, type Logger } from '../../src/base/log/log.ts'
import { startInstagramSim, type InstagramSim } from '../../sim/instagram/index.ts'
import { aReceiver, type Received } from '../alerts/kit.ts'
import { startEchoPlatform, type EchoPlatform } from './echo-platform.ts'
import type { Secret } from './secret-scan.ts'

export type SecretsWorld = {
  sim: InstagramSim
  echo: EchoPlatform
  config: Config
  log: Logger
  /** All secrets of the run; `keep` adds one and returns it. */
  secrets: Secret[]
  keep(name: string, value: string): string
  lines: string[]
  /** Every logged error as thrown. */
  thrown: unknown[]
  /** Everything sent to webhook, Telegram and OpenAI. */
  receivers: Record<'webhook' | 'telegram' | 'openai', Received[]>
  /**
   * Sends a request as the operator; stores the answer in `answers` unless it may show a secret.
   */
  send(method: string, path: string, options?: SendOptions): Promise<Answer>
  answers: Answer[]
  /**
   * Reads a live stream until it contains `until`, and stores its text; `begun` is called with its
   * first event.
   */
  watch(path: string, until: RegExp, begun?: () => void): Promise<void>
}
type Answer = { place: string; status: number; text: string; id: string | undefined }
type SendOptions = { json?: unknown; body?: string; token?: string; isShown?: boolean }

const SPEED = 100
const ODD = 'ä"ß wo/rd+%41\\Ж'

/** A password that every encoding writes differently. */
export const oddPassword = (name: string): string =>
  `${name}${ODD}${randomBytes(6).toString('hex')}`

/**
 * The whole gramd in this process, with a platform and receivers that fail and repeat what they
 * receive.
 */
export async function startSecretsWorld(db: Db, databaseUrl: string): Promise<SecretsWorld> {
  const time = { worldAt: Date.UTC(2026, 10, 21, 9), realAt: Date.now(), speed: SPEED }
  await setWorldTime(db, time)
  const secrets: Secret[] = []
  const keep = (name: string, value: string): string => {
    secrets.push({ name, value })
    return value
  }
  const clock = createClock(time)
  const sim = await startInstagramSim({ seed: 'secrets', clock, accounts: 8, proxies: 8 })
  onTestFinished(async () => await sim.close())
  for (const [place, { url }] of sim.proxies.entries())
    keep(`password of proxy ${place}`, decodeURIComponent(new URL(url).password))
  const known = [keep('password that is repeated', oddPassword('echo')), keep('seed', aSeed())]
  const echo = await startEchoPlatform(known)
  const receivers = await startReceivers()
  const env = await environment({ sim, echo, keep, receivers })
  const config = loadConfig({ ...env, DATABASE_URL: databaseUrl })
  const { log, lines, thrown } = watchedLog()
  const stop = new AbortController()
  const options = { allowShiftedClock: true, logLoss: () => ({ dropped: 0, failing: null }) }
  const running = runDaemon(config, log, { stopped: stop.signal }, options)
  onTestFinished(async () => {
    stop.abort()
    await running
  })
  const url = await Promise.race([addressIn(lines), running.then(() => 'gramd has ended')])
  const answers: Answer[] = []
  const send: SecretsWorld['send'] = async (method, path, options = {}) => {
    const { json, body = json === undefined ? undefined : JSON.stringify(json) } = options
    const { token = config.apiKey, isShown = false } = options
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const content = body === undefined ? {} : { body }
    const response = await fetch(`${url}${path}`, { method, headers, ...content })
    const text = `${[...response.headers].join('\n')}\n${await response.text()}`
    const id = /"id":"([^"]+)"/.exec(text)?.[1]
    const answer = { place: `${method} ${path}`, status: response.status, text, id }
    if (!isShown) answers.push(answer)
    return answer
  }
  const watch: SecretsWorld['watch'] = async (path, until, begun) => {
    const headers = { authorization: `Bearer ${config.apiKey}` }
    const { status, body } = await fetch(`${url}${path}`, { headers })
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.includes('event: ')) begun?.()
      if (until.test(text)) break
    }
    answers.push({ place: `GET ${path}`, status, text, id: undefined })
  }
  const received = {
    webhook: receivers.webhook.received,
    telegram: receivers.telegram.received,
    openai: receivers.openai.received,
  }
  const kept = { secrets, keep, lines, thrown, receivers: received, answers }
  return { ...kept, sim, echo, config, log, send, watch }
}

/** The setup key of an authenticator, in base32. */
export const aSeed = (): string =>
  [...randomBytes(32)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('')

/** A log like gramd's, which stores its lines and errors. */
function watchedLog(): { log: Logger; lines: string[]; thrown: unknown[] } {
  const lines: string[] = []
  const thrown: unknown[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLogger({ level: 'debug', destination })
  const Serializers = z.object({ err: z.custom<(error: unknown) => unknown>() })
  const serializers: unknown = Reflect.get(log, pino.symbols.serializersSym)
  const { err: describe } = Serializers.parse(serializers)
  Object.assign(Object(serializers), {
    err: (error: unknown) => {
      thrown.push(error)
      return describe(error)
    },
  })
  return { log, lines, thrown }
}

async function addressIn(lines: readonly string[]): Promise<string> {
  const Listens = z.object({ msg: z.literal('API listens'), port: z.number() })
  const found = () => lines.map((line) => Listens.safeParse(JSON.parse(line)).data).find(Boolean)
  await expect.poll(found).toBeDefined()
  return `http://127.0.0.1:${found()?.port}`
}

type Receivers = Record<'webhook' | 'telegram' | 'openai', Awaited<ReturnType<typeof aReceiver>>>

/** Receivers that refuse everything and repeat it. */
async function startReceivers(): Promise<Receivers> {
  const refusing = async (status: number) => {
    const receiver: Receivers['webhook'] = await aReceiver((response, place) => {
      const { url, headers, body } = receiver.received[place] ?? {}
      const received = JSON.stringify({ url, headers, body })
      const text = JSON.stringify({
        description: received,
        error: { message: received, type: received, code: null, param: received },
      })
      response.writeHead(status, { 'content-type': 'application/json' }).end(text)
    })
    return receiver
  }
  return {
    webhook: await refusing(500),
    telegram: await refusing(502),
    openai: await refusing(400),
  }
}

type Parts = Pick<SecretsWorld, 'sim' | 'echo' | 'keep'> & { receivers: Receivers }

/** The run's settings, with a secret in every setting that can have one. */
async function environment({ sim, echo, keep, receivers }: Parts): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-secrets-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const authorities = join(folder, 'ca.pem')
  await writeFile(authorities, `${sim.caPem}\n${echo.caPem}`)
  const key = (): string => keep('encryption key', randomBytes(32).toString('base64'))
  const session = sim.control.openSession(sim.accounts[0]?.username ?? '')
  const hook = new URL(receivers.webhook.url)
  hook.username = 'hook-user'
  hook.password = encodeURIComponent(keep('password of the webhook', oddPassword('hook')))
  const signing = keep('webhook secret', randomBytes(32).toString('base64'))
  return {
    SCRAPER_API_KEY: keep('API key', randomBytes(16).toString('hex')),
    GRAMD_PORT: '0',
    GRAMD_DRAIN_SECONDS: '0',
    GRAMD_ENCRYPTION_KEYS: `new:${key()},old:${key()}`,
    GRAMD_ROLES: 'api,worker',
    GRAMD_LOG_LEVEL: 'debug',
    GRAMD_INSTAGRAM_SESSIONID: keep('sessionid of the environment', session.sessionId),
    GRAMD_INSTAGRAM_PROXY_URL: sim.proxies[0]?.url ?? '',
    GRAMD_INSTAGRAM_CA_FILE: authorities,
    GRAMD_REQUEST_GAP_MIN_SECONDS: '0.1',
    GRAMD_REQUEST_GAP_MAX_SECONDS: '0.2',
    GRAMD_LOGIN_GAP_HOURS: '0.0001',
    GRAMD_LOGINS_PER_DAY: '50',
    GRAMD_BREAKER_SHARE: '1',
    GRAMD_BREAKER_MINUTES: '0.01',
    GRAMD_BATCH_MIN_TASKS: '1',
    OPENAI_API_KEY: keep('OpenAI key', `sk-proj-${randomBytes(20).toString('base64url')}`),
    OPENAI_BASE_URL: `${receivers.openai.url}/v1`,
    GRAMD_NOTIFICATION_WEBHOOK_URL: hook.href,
    GRAMD_NOTIFICATION_WEBHOOK_SECRET: `whsec_${signing}`,
    GRAMD_TELEGRAM_BOT_TOKEN: `7654321:${keep('Telegram token', randomBytes(24).toString('base64url'))}`,
    GRAMD_TELEGRAM_CHAT_ID: '-100123',
    GRAMD_TELEGRAM_API_URL: receivers.telegram.url,
  }
}
