import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createServer } from 'node:net'
import { parseEnv } from 'node:util'
import { loadConfig } from '../../src/config.ts'
import { generateEncryptionKey } from '../../src/base/crypto.ts'

const announcement = z.object({
  instagram: z.object({
    accounts: z.array(z.object({ username: z.string(), password: z.string() })),
    proxies: z.array(z.object({ url: z.url() })),
    caPath: z.string(),
    controlUrl: z.url(),
  }),
  receivers: z.object({
    webhook: z.object({ url: z.url(), secret: z.string().startsWith('whsec_') }),
    telegram: z.object({ url: z.url(), token: z.string(), chatId: z.string() }),
    controlUrl: z.url(),
  }),
  openai: z.object({ baseUrl: z.url(), apiKey: z.string(), controlUrl: z.url() }),
  graph: z.object({
    hosts: z.object({ dialog: z.url(), facebook: z.url(), instagram: z.url() }),
    apps: z.object({ facebook: z.object({ id: z.string(), secret: z.string() }) }),
    loginConfigId: z.string(),
    controlUrl: z.url(),
  }),
  translation: z.object({ url: z.url(), controlUrl: z.url() }),
})
const children: ChildProcess[] = []

/** SIGTERM, so that it removes its folder. */
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
})

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['sim/main.ts', ...args], {
    env: { ...process.env, ...env },
  })
  children.push(child)
  return child
}

/** Its standard error once it is complete. */
async function settingsOf(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await expect.poll(() => said, { timeout: 20_000 }).toContain('accounts add')
  return said
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (!child.stdout) throw new Error('the child has no stdout')
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line')
  return JSON.parse(String(line))
}

/** The first of ports that were free a moment ago. */
async function freePorts(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return Math.min(address.port, 60_000)
}

describe('npm run sim', () => {
  test.for(['SIGTERM', 'SIGINT'] as const)(
    'announces itself in one line and ends cleanly on %s',
    async (signal) => {
      const child = start(['--accounts=3', '--proxies', '2', '--socks-proxies=1', '--seed', 'line'])
      const { instagram, openai, receivers, translation } = announcement.parse(
        await firstLine(child),
      )
      expect(instagram.accounts).toHaveLength(3)
      expect(instagram.proxies).toHaveLength(3)
      const { url, token, chatId } = receivers.telegram
      const said = await fetch(`${url}/bot${token}/sendMessage`, {
        method: 'POST',
        body: JSON.stringify({ chat_id: chatId, text: 'hello' }),
      })
      expect(await said.json()).toMatchObject({ ok: true, result: { text: 'hello' } })
      expect(readFileSync(instagram.caPath, 'utf8')).toContain('BEGIN CERTIFICATE')
      for (const url of [
        instagram.controlUrl,
        openai.controlUrl,
        receivers.controlUrl,
        receivers.webhook.url,
        translation.controlUrl,
      ]) {
        expect((await fetch(url)).status).toBeLessThan(500)
      }
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(existsSync(instagram.caPath)).toBe(false)
    },
  )

  test('says the settings that connect a gramd to it, the same at every start', async () => {
    const args = ['--accounts=1', '--proxies=1', '--first-port', String(await freePorts())]
    const first = start(args)
    const settings = await settingsOf(first)
    const config = loadConfig({
      ...parseEnv(settings),
      SCRAPER_API_KEY: 'a-key-of-many-letters',
      GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
    })
    expect((await fetch(new URL('/v1/models', config.openaiBaseUrl))).status).toBeLessThan(500)
    expect(config).toMatchObject({
      instagramCaFile: expect.stringContaining('ca.pem'),
      notificationWebhookUrl: expect.stringContaining('127.0.0.1'),
      telegramChatId: '700000002',
      deeplBaseUrl: expect.stringContaining('127.0.0.1'),
    })
    first.kill('SIGTERM')
    await once(first, 'exit')
    expect(existsSync(config.instagramCaFile ?? '')).toBe(false)

    expect(await settingsOf(start(args))).toBe(settings)
  })

  test('takes its flags from the environment too, and lives in the world time it is given', async () => {
    const child = start(['--world-at', '2031-05-05T00:00:00Z'], {
      SIM_ACCOUNTS: '1',
      SIM_SPEED: '240',
    })
    const { instagram } = announcement.parse(await firstLine(child))
    expect(instagram.accounts).toHaveLength(1)
    const path = `${instagram.controlUrl}/accounts/${instagram.accounts[0]?.username}/allow-proxy-change`
    expect((await fetch(path, { method: 'POST' })).status).toBe(204)
  })

  test.for([['--accounts', 'many'], ['--speed=0'], ['--world-at', 'tomorrow']])(
    'refuses %j with a message that names the flag',
    async (args) => {
      const child = start(args)
      let message = ''
      child.stderr?.on('data', (chunk: Buffer) => (message += chunk.toString()))
      // Its output may end after it.
      expect(await once(child, 'close')).toEqual([2, null])
      expect(message).toContain(args[0]?.replace(/^--|=.*$/g, ''))
    },
  )
})
