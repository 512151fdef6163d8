import { cpus } from 'node:os'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { startVisited } from './daemon.ts'
import { atMost, formatFigures, type Figure } from './figure.ts'
import { fillScale, type Filled } from './fill.ts'
import { measureQuestions } from './measures/asked.ts'
import { measureBackup, measureRestore } from './measures/backups.ts'
import { measureCampaigns } from './measures/campaigns.ts'
import { measureClaims } from './measures/claims.ts'
import { measureExports } from './measures/exports.ts'
import { measureLists } from './measures/lists.ts'
import { measurePages } from './measures/pages.ts'
import { measureReplicas } from './measures/replicas.ts'
import { measureUpkeep } from './measures/upkeep.ts'
import { readOptions } from './options.ts'
import { databaseOf, DEFAULT_DATA, markFilled, readFilled, startScaleServer } from './server.ts'
import type { Stage } from './stage.ts'

const MAX_RESIDENT_MB = 400
const MAX_CONNECTIONS = 4

const MEASURES: Readonly<Record<string, (stage: Stage) => Promise<Figure[]>>> = {
  pages: measurePages,
  campaigns: measureCampaigns,
  lists: measureLists,
  questions: measureQuestions,
  exports: measureExports,
  upkeep: measureUpkeep,
  claims: measureClaims,
  replicas: measureReplicas,
  backup: measureBackup,
  restore: measureRestore,
}

const options = readOptions(process.argv.slice(2), Object.keys(MEASURES))
const folder = options.data ?? DEFAULT_DATA

const startedAt = performance.now()
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(5)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

const filled = await filledDatabase(options.creators)
if (!options.fillOnly) {
  if (options.only?.includes('restore') ?? true) await filledDatabase(options.restored)
  const figures = await measureAll()
  const { creators, posts, tasks } = filled
  if (!options.json)
    process.stdout.write(
      `${creators} creators, ${posts} posts, ${tasks} tasks; ${new Date().toISOString()}\n\n` +
        `${formatFigures(figures)}\n`,
    )
  if (figures.some(({ met }) => met === false)) process.exitCode = 1
}

/** Fills a database; a filled one stays as it is, but for migrations that are newer. */
async function filledDatabase(creators: number): Promise<Filled> {
  const server = await startScaleServer(folder, 'fill')
  try {
    const known = options.fresh ? null : await readFilled(server, creators)
    if (known === null) await server.createDatabase(databaseOf(creators))
    const url = server.urlOf(databaseOf(creators))
    const db = openDatabase({ url, max: 2, onIdleError: () => undefined })
    await migrate(db)
    await db.destroy()
    if (known !== null) return known
    const made = await fillScale(url, { creators, tasks: creators }, options, progress)
    await markFilled(server, made)
    progress(JSON.stringify(made))
    return made
  } finally {
    await server.stop()
  }
}

async function measureAll(): Promise<Figure[]> {
  await using cleanup = new AsyncDisposableStack()
  const server = await startScaleServer(folder, 'measure')
  cleanup.defer(async () => await server.stop())
  progress(
    `${await server.describe(['fsync', 'shared_buffers', 'work_mem', 'jit'])}; ` +
      `Node ${process.version}; ${cpus().length} cores`,
  )
  const { creators, restored, repetitions, clients } = options
  const url = server.urlOf(databaseOf(creators))
  const db = openDatabase({ url, max: MAX_CONNECTIONS, onIdleError: () => undefined })
  cleanup.defer(async () => await db.destroy())
  const visited = await startVisited(url, folder)
  cleanup.defer(async () => await visited.stop())
  const stage = {
    server,
    url,
    db,
    creators,
    restored,
    repetitions,
    clients,
    folder,
    visited,
    progress,
  }
  const figures: Figure[] = []
  const add = (made: readonly Figure[]): void => {
    figures.push(...made)
    if (options.json) process.stdout.write(made.map((each) => `${JSON.stringify(each)}\n`).join(''))
  }
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (!(options.only?.includes(name) ?? true)) continue
    progress(name)
    add(await measure(stage))
  }
  const about = { measure: 'resident memory after all of it', unit: 'MB', goal: MAX_RESIDENT_MB }
  add([atMost(about, await visited.memory())])
  return figures
}
