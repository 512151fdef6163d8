import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))

/** Installs the peers from the lock file into bench/node_modules, unless they are installed. */
export function installPeers(): void {
  if (existsSync(`${FOLDER}/node_modules/.package-lock.json`)) return
  process.stderr.write('installing the peers into bench/node_modules\n')
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund'],
    // Standard output is for the report.
    { stdio: ['ignore', 2, 2] },
  )
  if (error) throw error
  if (status !== 0) throw new Error(`npm ci --prefix bench ended with ${status}`)
}
