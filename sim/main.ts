import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createClock, type Clock } from '../src/clock.ts'
import { startInstagramSim } from './instagram/index.ts'
import { startOpenAiSim } from './openai/index.ts'
import { startReceiverControl } from './receivers/control-server.ts'
import { startTelegramReceiver } from './receivers/telegram.ts'
import { startWebhookReceiver } from './receivers/webhook.ts'

/**
 * `npm run sim`: the stand-ins alone. Prints one JSON line once all of them listen, then serves until SIGTERM or SIGINT.
 * Flags, or variables named SIM_SEED, SIM_ACCOUNTS, …: see README.md.
 */
const OPTIONS = [
  'seed',
  'accounts',
  'proxies',
  'socks-proxies',
  'creators',
  'speed',
  'world-at',
  'real-at',
] as const

const time = z.union([z.coerce.number(), z.iso.datetime({ offset: true }).transform(Date.parse)])
const settings = z.strictObject({
  seed: z.string().min(1).default('gramd'),
  accounts: z.coerce.number().int().min(0).max(100_000).default(5),
  proxies: z.coerce.number().int().min(1).max(1_000).default(5),
  'socks-proxies': z.coerce.number().int().min(0).max(1_000).default(0),
  creators: z.coerce.number().int().min(1).max(1_000_000_000).default(1_000_000),
  speed: z.coerce.number().positive().default(1),
  'world-at': time.optional(),
  'real-at': time.optional(),
})

function readSettings(): z.infer<typeof settings> {
  const { values } = parseArgs({
    options: Object.fromEntries(OPTIONS.map((name) => [name, { type: 'string' }] as const)),
  })
  const given = OPTIONS.flatMap((name) => {
    const value = values[name] ?? process.env[`SIM_${name.toUpperCase().replaceAll('-', '_')}`]
    return value === undefined ? [] : [[name, value] as const]
  })
  const parsed = settings.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  console.error(z.prettifyError(parsed.error))
  process.exit(1)
}

/** World time as the flags say; real time when they say nothing. */
function worldClock({ speed, ...at }: z.infer<typeof settings>): Clock {
  const realAt = at['real-at'] ?? Date.now()
  return createClock({ worldAt: at['world-at'] ?? realAt, realAt, speed })
}

/** A secret of a receiver: the same for the same seed, so that a restart needs no new settings. */
const derive = (name: string, encoding: 'base64' | 'base64url'): string =>
  createHash('sha256').update(`${options.seed} ${name}`).digest(encoding)

const stopping = new Promise<void>((resolve) => {
  process.once('SIGTERM', resolve)
  process.once('SIGINT', resolve)
  // A parent that forked us and is gone needs us no more.
  process.once('disconnect', resolve)
  process.channel?.unref()
})
const options = readSettings()
const clock = worldClock(options)
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
const folder = await mkdtemp(join(tmpdir(), 'gramd-sim-'))
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

await stopping
await Promise.all([
  instagram.close(),
  openai.close(),
  webhook.close(),
  telegram.close(),
  receivers.close(),
])
await rm(folder, { recursive: true })
