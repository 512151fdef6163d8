// The stand-ins alone: `npm run sim [-- --help]`.
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import {
  createAdjustableClock,
  startClockControl,
  type AdjustableClock,
} from './adjustable-clock.ts'
import { truthfulAnswer } from './catalog/answers.ts'
import { openShops } from './catalog/shops.ts'
import { startGraphStandIn } from './graph/index.ts'
import { startInstagramSim } from './instagram/index.ts'
import { listenFrom } from './loopback.ts'
import { startOpenAiSim } from './openai/index.ts'
import { startReceiverControl } from './receivers/control-server.ts'
import { startTelegramReceiver } from './receivers/telegram.ts'
import { startWebhookReceiver } from './receivers/webhook.ts'
import { readRunOptions, speed, wholeNumber } from './run/options.ts'
import { stopSignal } from './run/signals.ts'
import type { StandIns } from './run/stand-ins.ts'
import { startTranslationControl } from './translation/control-server.ts'
import { startTranslationStandIn } from './translation/index.ts'
import { modelTranslation } from './translation/model.ts'

const time = z.union(
  [z.coerce.number(), z.iso.datetime({ offset: true }).transform(Date.parse)],
  'expected ISO 8601 or milliseconds',
)

/**
 * Prints one line of JSON once all stand-ins listen, and the settings for a gramd; serves until a
 * signal.
 */
const options = readRunOptions(
  {
    name: 'npm run sim',
    summary:
      'stand-ins for Instagram, Meta’s official API, OpenAI, webhooks and Telegram, on this ' +
      'machine alone',
    variableOf: (option) => `SIM_${option.toUpperCase().replaceAll('-', '_')}`,
    options: {
      seed: z.string().min(1).default('gramd').describe('the world is generated from this'),
      accounts: wholeNumber.min(0).max(100_000).default(5).describe('logins that exist'),
      proxies: wholeNumber.min(1).max(1_000).default(5).describe('HTTP proxies'),
      'socks-proxies': wholeNumber.min(0).max(1_000).default(0).describe('SOCKS 5 proxies'),
      creators: wholeNumber
        .min(1)
        .max(1_000_000_000)
        .default(1_000_000)
        .describe('size of the world'),
      pictures: z
        .enum(['drawn', 'small'])
        .default('drawn')
        .describe('how pictures look: drawn for people, small for load'),
      speed: speed.default(1).describe('how many times as fast as real time world time runs'),
      'world-at': time.optional().describe('world time was this at --real-at; else now'),
      'real-at': time.optional().describe('real time for --world-at'),
      'first-port': wholeNumber
        .min(0, 'expected a port')
        .max(60_000, 'expected a port up to 60000')
        .default(0)
        .describe('listen on this port and those after it, and print settings; 0 takes free ones'),
    },
  },
  process.argv.slice(2),
  process.env,
)

const stopped = stopSignal()
const clock = worldClock()
listenFrom(options['first-port'])
const instagram = await startInstagramSim({
  ...options,
  socksProxies: options['socks-proxies'],
  clock,
})
const webhook = await startWebhookReceiver({
  secret: `whsec_${derive('webhook', 'base64')}`,
  clock,
})
const telegram = await startTelegramReceiver({
  token: `7000000001:${derive('telegram', 'base64url')}`,
  chatId: '700000002',
  clock,
})
const receivers = await startReceiverControl({ webhook, telegram })
const graph = await startGraphStandIn({
  seed: options.seed,
  clock,
  pictures: options.pictures,
  others: (username, posts) => instagram.control.truthOf(username, { posts, highlights: 0 }),
})
// A shop of 40 posts in each currency; a model that reads what they sell, and translates.
const shops = openShops(graph.control, { now: clock.now(), posts: 40 })
const draftOf = shops.scriptOf(truthfulAnswer)
const openai = await startOpenAiSim({
  seed: options.seed,
  clock,
  script: (text) => modelTranslation(text) ?? draftOf(text),
})
const translation = await startTranslationStandIn()
const translationControl = await startTranslationControl(translation)
const clockControl = await startClockControl(clock)
// With fixed ports the path of the certificate is fixed too, so that a restart needs no new
// settings.
const isStable = options['first-port'] > 0
const folder = isStable
  ? resolve('.gramd', `sim-${options['first-port']}`)
  : await mkdtemp(join(tmpdir(), 'gramd-sim-'))
await mkdir(folder, { recursive: true })
const caPath = join(folder, 'ca.pem')
await writeFile(caPath, instagram.caPem)

const { accounts, proxies, controlUrl, directPort } = instagram
const standIns: StandIns = {
  instagram: { accounts: [...accounts], proxies: [...proxies], caPath, controlUrl, directPort },
  receivers: {
    webhook: { url: webhook.url, secret: webhook.secret },
    telegram: { url: telegram.url, token: telegram.token, chatId: telegram.chatId },
    controlUrl: receivers.url,
  },
  openai: { baseUrl: openai.baseUrl, apiKey: openai.apiKey, controlUrl: openai.controlUrl },
  graph: {
    hosts: graph.hosts,
    apps: graph.apps,
    loginConfigId: graph.loginConfigId,
    controlUrl: graph.controlUrl,
  },
  translation: {
    url: translation.url,
    deeplKey: translation.deeplKey,
    googleKey: translation.googleKey,
    controlUrl: translationControl.url,
  },
  clock: { controlUrl: clockControl.url },
}
console.log(JSON.stringify(standIns))
if (isStable) console.error(settingsFor(standIns))

if (!stopped.aborted) await once(stopped, 'abort')
await Promise.all(
  [
    instagram,
    openai,
    webhook,
    telegram,
    receivers,
    graph,
    translation,
    translationControl,
    clockControl,
  ].map((each) => each.close()),
)
await rm(folder, { recursive: true })

/** World time as the options say, by default real time. */
function worldClock(): AdjustableClock {
  const realAt = options['real-at'] ?? Date.now()
  return createAdjustableClock({
    worldAt: options['world-at'] ?? realAt,
    realAt,
    speed: options.speed,
  })
}

/** A receiver's secret depends on the seed alone, so that a restart needs no new settings. */
function derive(name: string, encoding: 'base64' | 'base64url'): string {
  return createHash('sha256').update(`${options.seed} ${name}`).digest(encoding)
}

/** Settings for `.env`, and the commands that add the first account. */
function settingsFor({ instagram, receivers, openai, translation: languages }: StandIns): string {
  const [account] = instagram.accounts
  const [proxy] = instagram.proxies
  const commands =
    account && proxy
      ? `
# with that gramd running, these add a proxy and an account; the JSON line above has the others:
printf '%s' '${proxy.url}' | bin/gramd proxies add --url-file -
printf '%s' '${account.password}' | bin/gramd accounts add ${account.username} --password-file -
`
      : ''
  return `
# these lines in the .env of a gramd connect it to the stand-ins; it reads the certificate when it starts:
GRAMD_INSTAGRAM_CA_FILE=${instagram.caPath}
OPENAI_API_KEY=${openai.apiKey}
OPENAI_BASE_URL=${openai.baseUrl}
DEEPL_API_KEY=${languages.deeplKey}
DEEPL_BASE_URL=${languages.url}
GOOGLE_TRANSLATION_API_KEY=${languages.googleKey}
GOOGLE_TRANSLATION_BASE_URL=${languages.url}
GRAMD_NOTIFICATION_WEBHOOK_URL=${receivers.webhook.url}
GRAMD_NOTIFICATION_WEBHOOK_SECRET=${receivers.webhook.secret}
GRAMD_TELEGRAM_API_URL=${receivers.telegram.url}
GRAMD_TELEGRAM_BOT_TOKEN=${receivers.telegram.token}
GRAMD_TELEGRAM_CHAT_ID=${receivers.telegram.chatId}
${commands}`
}
