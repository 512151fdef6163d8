import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

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
})
const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['sim/main.ts', ...args], {
    env: { ...process.env, ...env },
  })
  children.push(child)
  return child
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (!child.stdout) throw new Error('the child has no stdout')
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line')
  return JSON.parse(String(line))
}

describe('npm run sim', () => {
  test.for(['SIGTERM', 'SIGINT'] as const)(
    'announces itself in one line and ends cleanly on %s',
    async (signal) => {
      const child = start(['--accounts=3', '--proxies', '2', '--socks-proxies=1', '--seed', 'line'])
      const { instagram, openai, receivers } = announcement.parse(await firstLine(child))
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
      ]) {
        expect((await fetch(url)).status).toBeLessThan(500)
      }
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(existsSync(instagram.caPath)).toBe(false)
    },
  )

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
      expect(await once(child, 'close')).toEqual([1, null])
      expect(message).toContain(args[0]?.replace(/^--|=.*$/g, ''))
    },
  )
})
