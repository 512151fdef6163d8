import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { childEnvironment } from '../../fixtures/compile-cache.ts'
import { KEY } from '../shipped-key.ts'
import type { Shipped } from '../shipped.ts'
import type { Attack, Finding } from './attack.ts'

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
const HOSTILE = 'x\u001b[2J\u009b2J\u007f\u0085\u202ey'
const STEERING = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u

/** What a command prints for a creator whose name would clear the screen; both outputs together. */
async function printed({ url }: Shipped, args: readonly string[]): Promise<string> {
  const env = { ...childEnvironment(), GRAMD_URL: url, GRAMD_TOKEN: KEY, NO_COLOR: '1' }
  return await new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (_, out, err) => resolve(out + err))
  })
}

/** Texts of creators and refusals that quote the caller reach a terminal. */
export const terminal: Attack = {
  name: 'texts that steer a terminal',
  async run(shipped) {
    const client = new pg.Client({ connectionString: shipped.databaseUrl })
    await client.connect()
    await client.query(
      `update blogs set full_name = $1 where id = (select id from blogs order by id limit 1)`,
      [HOSTILE],
    )
    await client.end()
    const findings: Finding[] = []
    for (const args of [
      ['blogs', 'list', '--json'],
      ['blogs', 'list'],
      ['scrape', `a${HOSTILE}`],
      [`no-such-${HOSTILE}`],
      ['completion', 'bash'],
      ['completion', 'fish'],
    ]) {
      const text = await printed(shipped, args)
      findings.push({
        attack: `gramd ${args.join(' ').replaceAll(/[\p{Cc}\u202e]/gu, '?')}`,
        measured: STEERING.test(text) ? 'steers' : `${text.length} harmless characters`,
        bound: 'steers nothing',
        holds: text.length > 0 && !STEERING.test(text),
      })
    }
    return findings
  },
}
