import { ownBuild } from './base/build.ts'
import type { Logger } from './base/log/log.ts'
import { printBesideLog, printFindings, type Call } from './cli/call.ts'
import { counted } from './cli/show/counted.ts'
import type { Config } from './config.ts'
import type { Backfill } from './db/backfills/backfill.ts'
import type * as BackupCommands from './db/backup/backup-commands.ts'

type Context = {
  /** Runs a command that logs. */
  withLog: (work: (config: Config, log: Logger) => Promise<number | void>) => Promise<number>
  loadDaemon: () => Promise<{
    migrateOnly: (
      config: Config,
      log: Logger,
      options?: { finishBackfills: boolean },
    ) => Promise<string[]>
    shippedBackfills: () => readonly Backfill[]
  }>
}

type Name = 'migrate' | 'backup' | 'restore' | 'upgrade'
type Command = (call: Call) => Promise<number>

/** The commands about the schema and the data as a whole, which need no running gramd. */
export const schemaCommands = (context: Context): Record<Name, Command> => ({
  migrate: async (call) => await migrate(call, context),
  backup: async (call) => await backup(call, context),
  restore: async (call) => await restore(call, context),
  upgrade: async (call) => await upgrade(call, context),
})

async function migrate(call: Call, { withLog, loadDaemon }: Context): Promise<number> {
  return await withLog(async (config, log) => {
    const { migrateOnly } = await loadDaemon()
    const finishBackfills = call.input.options['finish-backfills'] === true
    const ran = await migrateOnly(config, log, { finishBackfills })
    const done = ran.length === 0 ? 'the database is up to date' : `applied ${ran.join(', ')}`
    printBesideLog(call, { applied: ran }, done)
  })
}

async function backup(call: Call, context: Context): Promise<number> {
  const [file = ''] = call.input.words
  const options = {
    file,
    force: call.input.options['force'] === true,
    version: ownBuild().version,
  }
  return await withBackups(call, context, async ({ backupToFile }, config, log) => {
    const end = await backupToFile(config, log, options)
    const done = `wrote ${end.rows} rows of ${end.tables} tables to ${file}`
    printBesideLog(call, { ...end, file }, done)
  })
}

async function restore(call: Call, context: Context): Promise<number> {
  const [file = ''] = call.input.words
  const options = {
    file,
    replace: call.input.options['replace'] === true,
    keepSessions: call.input.options['keep-sessions'] === true,
  }
  return await withBackups(call, context, async ({ restoreFromFile }, config, log) => {
    const { shippedBackfills } = await context.loadDaemon()
    const backfills = shippedBackfills()
    const end = await restoreFromFile(config, log, { ...options, backfills })
    const ended = Object.values(end.ended).some((count) => count > 0)
      ? `; ended ${counted(end.ended.sessions, 'session')}, ` +
        `${counted(end.ended.tokens, 'API token')} and ` +
        `${counted(end.ended.welcome_codes, 'welcome code')} of the backup`
      : ''
    const done = `restored ${end.rows} rows of ${end.tables} tables${ended}`
    printBesideLog(call, { ...end, file }, done)
  })
}

/** Migrates, says what that would do, or brings a database of before 1.0 along. */
async function upgrade(call: Call, context: Context): Promise<number> {
  const { 'from-pre-1': file, check } = call.input.options
  if (check === true) return await checkUpgrade(call, context)
  if (typeof file !== 'string') return await migrate(call, context)
  return await withBackups(call, context, async (commands, config, log) => {
    const upgraded = await commands.upgradeFromFile(config, log, file)
    printBesideLog(call, { ...upgraded, file }, commands.describeUpgraded(upgraded))
  })
}

const checkUpgrade = async (call: Call, { withLog }: Context): Promise<number> =>
  await withLog(async (config, log) => {
    const { checkUpgradeOnly } = await import('./db/migrations/upgrade-check-command.ts')
    return printFindings(call, await checkUpgradeOnly(config, log, new Date()))
  })

/** Prints a fault that a person can fix as one sentence, without a stack. */
async function withBackups(
  { terminal }: Call,
  { withLog }: Context,
  work: (commands: typeof BackupCommands, config: Config, log: Logger) => Promise<void>,
): Promise<number> {
  return await withLog(async (config, log) => {
    const commands = await import('./db/backup/backup-commands.ts')
    try {
      return await work(commands, config, log)
    } catch (error) {
      if (!(error instanceof commands.BackupError)) throw error
      terminal.err(error.message)
      return 1
    }
  })
}
