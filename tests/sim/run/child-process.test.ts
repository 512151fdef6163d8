import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished, expect, test } from 'vitest'
import { z } from 'zod'

const CHILD_PROCESS = new URL('../../../sim/run/child-process.ts', import.meta.url).href
const Announcement = z.object({ instagram: z.object({ controlUrl: z.url() }) })

/** A process that starts the stand-ins as the programs do; returns their announcement. */
async function startParent(): Promise<{ controlUrl: string; kill: () => void }> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-test-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'parent.ts')
  const options = {
    file: 'sim/main.ts',
    args: ['--accounts=1', '--proxies=1'],
    logPath: join(folder, 'log'),
    readLines: true,
  }
  await writeFile(
    file,
    `import { startProcess } from ${JSON.stringify(CHILD_PROCESS)}
     const child = startProcess(${JSON.stringify(options)})
     for await (const line of child.lines) console.log(line)`,
  )
  const parent = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [line]: unknown[] = await once(createInterface(parent.stdout), 'line')
  const { instagram } = Announcement.parse(JSON.parse(String(line)))
  return { controlUrl: instagram.controlUrl, kill: () => void parent.kill('SIGKILL') }
}

const answers = async (url: string): Promise<boolean> =>
  await fetch(url).then(
    () => true,
    () => false,
  )

test('a child process ends when its parent is killed', async () => {
  const { controlUrl, kill } = await startParent()
  expect(await answers(controlUrl)).toBe(true)

  kill()

  await expect.poll(async () => await answers(controlUrl)).toBe(false)
})
