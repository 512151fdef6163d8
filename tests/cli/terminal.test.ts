import { execFile, execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { childEnvironment } from '../fixtures/compile-cache.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** `script` of util-linux runs a command on a terminal of its own. */
function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  } catch {
    return false // macOS and Windows have another one or none
  }
}

async function aHealthyGramd(): Promise<string> {
  const server = createServer((_, response) => {
    const types = {
      data: [{ name: 'full_scrape', status: 'active', since: '2026-11-21T14:05:00Z' }],
    }
    response.end(JSON.stringify(types))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return `http://127.0.0.1:${address.port}`
}

test(
  'a terminal is seen, with its colours, its zone and NO_COLOR',
  { skip: !hasScript() },
  async () => {
    const env = {
      ...childEnvironment(),
      GRAMD_URL: await aHealthyGramd(),
      GRAMD_TOKEN: 't',
      TERM: 'xterm-256color',
      TZ: 'Asia/Almaty',
    }
    const onTerminal = async (more: Record<string, string>): Promise<string> =>
      await new Promise((done) => {
        const line = `'${process.execPath}' '${MAIN}' types list`
        execFile('script', ['-qec', line, '/dev/null'], { env: { ...env, ...more } }, (_, out) =>
          done(out),
        )
      })
    const painted = await onTerminal({})
    expect(painted).toContain('2026-11-21 19:05')
    expect(painted).toContain('\u001b[32mactive\u001b[39m')
    const plain = await onTerminal({ NO_COLOR: '1' })
    expect(plain).toContain('2026-11-21 19:05')
    expect(plain).not.toContain('\u001b[3')
  },
)
