import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { createClock, type Clock } from '../src/base/clock.ts'
import { startInstagramSim } from './instagram/index.ts'
import { startOpenAiSim } from './openai/index.ts'
import { startReceiverControl } from './receivers/control-server.ts'
import { startTelegramReceiver } from './receivers/telegram.ts'
import { startWebhookReceiver } from './receivers/webhook.ts'
import { listenFrom } from './loopback.ts'
import { readRunOptions } from './run-options.ts'

const time = z.union(
  [z.coerce.number(), z.iso.datetime({ offset: true }).transform(Date.parse)],
  'expected ISO 8601 or milliseconds',
)
const whole = z.coerce.number('expected a number').int('expected a whole number')

/**
 * `npm run sim`: the stand-ins alone. Prints one JSON line once all of them listen, and for people the settings that connect
 * a gramd to them; then serves until SIGTERM or SIGINT.
 */
const options = readRunOptions(
  {
    name: 'npm run sim',
    summary: 'stand-ins for Instagram, OpenAI, webhooks and Telegram, on this machine alone',
    variableOf: (option) => `SIM_${option.toUpperCase().replaceAll('-', '_')}`,
    options: {
      seed: z.string().min(1).default('gramd').describe('what the world is made from'),
      accounts: whole.min(0).max(100_000).default(5).describe('logins that exist'),
      proxies: whole.min(1).max(1_000).default(5).describe('HTTP proxies'),
      'socks-proxies': whole.min(0).max(1_000).default(0).describe('SOCKS 5 proxies'),
      creators: whole.min(1).max(1_000_000_000).default(1_000_000).describe('size of the world'),
      pictures: z
        .enum(['drawn', 'small'])
        .default('drawn')
        .describe('how pictures look: drawn for people, small for load'),
      speed: z.coerce
        .number('expected a number')
        .positive('expected a number above 0')
        .default(1)
        .describe('how many times as fast as real time world time runs'),
      'world-at': time.optional().describe('world time was this at --real-at; else now'),
      'real-at': time.optional().describe('real time for --world-at'),
      'first-port': whole
        .min(0, 'expected a port')
        .max(60_000, 'expected a port up to 60000')
        .default(0)
        .describe('listen on this port and those after it, and print settings; 0 takes free ones'),
    },
  },
  process.argv.slice(2),
  process.env,
)
/** World time as the flags say; real time when they say nothing. */
function worldClock({
  speed,
  ...at
}: {
  speed: number
  'world-at'?: number | undefined
  'real-at'?: number | undefined
}): Clock {
  const realAt = at['real-at'] ?? Date.now()
  return createClock({ worldAt: at['world-at'] ?? realAt, realAt, speed })
}

/** A secret of a receiver: the same for the same seed, so that a restart needs no new settings. */
const derive = (name: string, encoding: 'base64' | 'base64url'): string =>
  createHash('sha256').update(`${options.seed} ${name}`).digest(encoding)

const stopping = new Promise<void>((stop) => {
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  // A parent that forked us and is gone needs us no more.
  process.once('disconnect', stop)
  process.channel?.unref()
})
const clock = worldClock(options)
listenFrom(options['first-port'])
const instagram = await startInstagramSim({
  ...options,
  socksProxies: options['socks-proxies'],
  clock,
})
const openai = await startOpenAiSim({ seed: options.seed, clock })
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
// Where ports stay the same, so does the path of the certificate: a restart needs no new settings.
const isStable = options['first-port'] > 0
const folder = isStable
  ? resolve('.gramd', `sim-${options['first-port']}`)
  : await mkdtemp(join(tmpdir(), 'gramd-sim-'))
await mkdir(folder, { recursive: true })
const caPath = join(folder, 'ca.pem')
await writeFile(caPath, instagram.caPem)

const { accounts, proxies, controlUrl, directPort } = instagram
console.log(
  JSON.stringify({
    instagram: { accounts, proxies, caPath, controlUrl, directPort },
    receivers: {
      webhook: { url: webhook.url, secret: webhook.secret },
      telegram: { url: telegram.url, token: telegram.token, chatId: telegram.chatId },
      controlUrl: receivers.url,
    },
    openai: { baseUrl: openai.baseUrl, apiKey: openai.apiKey, controlUrl: openai.controlUrl },
  }),
)

if (isStable) console.error(connectingSettings())

await stopping
await Promise.all([
  instagram.close(),
  openai.close(),
  webhook.close(),
  telegram.close(),
  receivers.close(),
])
await rm(folder, { recursive: true })

/** What people put into `.env`, and how the first account is added. */
function connectingSettings(): string {
  const [account] = accounts
  const [proxy] = proxies
  const adding =
    account && proxy
      ? `
# and with that gramd running, a proxy and an account; the others are in the JSON line above:
printf '%s' '${proxy.url}' | npx gramd proxies add --url-file -
printf '%s' '${account.password}' | npx gramd accounts add ${account.username} --password-file -
`
      : ''
  return `
# gramd connects to these stand-ins with this in its .env; it reads the certificate when it starts:
GRAMD_INSTAGRAM_CA_FILE=${caPath}
OPENAI_API_KEY=${openai.apiKey}
OPENAI_BASE_URL=${openai.baseUrl}
GRAMD_NOTIFICATION_WEBHOOK_URL=${webhook.url}
GRAMD_NOTIFICATION_WEBHOOK_SECRET=${webhook.secret}
GRAMD_TELEGRAM_API_URL=${telegram.url}
GRAMD_TELEGRAM_BOT_TOKEN=${telegram.token}
GRAMD_TELEGRAM_CHAT_ID=${telegram.chatId}
${adding}`
}
