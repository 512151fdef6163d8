#!/usr/bin/env node
import packageJson from '../package.json' with { type: 'json' }
import { reportApp } from './accounts/app-profiles.ts'
import { print, printBesideLog, printFindings, type Call } from './cli/call.ts'
import { completionScript, SHELLS } from './cli/completion.ts'
import { findCommand, noSuchCommand } from './cli/find-command.ts'
import { describeAllCommands, describeCommands, helpTopic } from './cli/help.ts'
import { OWN_COMMANDS, type OwnCommandName } from './cli/own-commands.ts'
import { parseWords, usageOf } from './cli/parse-words.ts'
import { runApiCommand } from './cli/run-command.ts'
import { OutputError, outputError, processTerminal, type Terminal } from './cli/terminal.ts'
import { UsageError } from './cli/usage-error.ts'
import { COMMANDS, ignoredVariables, loadConfig, SETTINGS, type Config } from './config.ts'
import { appProfileOf } from './settings/core.ts'
import { addEnvFile, ForbiddenFileError } from './settings/env-file.ts'
import { ConfigError, describeConfig, unsafeSettings } from './settings/load.ts'
import { printableLines } from './base/terminal-text.ts'
import { generateEncryptionKey } from './base/crypto.ts'
import { ownBuild } from './base/build.ts'
import { startupFailure } from './base/startup-failure.ts'
import { limitHeap } from './base/heap-limit.ts'
import type { LogLoss } from './base/log/log-output.ts'
import type { Logger } from './base/log/log.ts'
import { shutdownOnSignals, type Shutdown } from './base/shutdown.ts'

async function main(args: readonly string[]): Promise<number> {
  const terminal = processTerminal()
  if (args[0] !== 'start') endWithOutput()
  const words = helpTopic(args)
  if (words) return help(words, terminal)
  const [first = '', ...rest] = args
  const known = first === '--version' ? ['version', ...rest] : args
  const own = findCommand(OWN_COMMANDS, known)
  if (!own) {
    const code = await runApiCommand(COMMANDS, args, process.env, terminal)
    // The token may be in the file that this user may not read.
    if (code === 2 && forbiddenFile) terminal.err(forbiddenFile.message)
    return code
  }
  try {
    const parsed = parseWords(own, known.slice(own.name.split(' ').length), new Date())
    return await RUN[own.name]({ ...parsed, terminal })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    terminal.err(`${error.message}\nusage: ${usageOf(own)}; see gramd help ${own.name}`)
    return 2
  }
}

const RUN: Record<OwnCommandName, (call: Call) => Promise<number> | number> = {
  start,
  migrate: async (call) => await (await schemaCommands()).migrate(call),
  backup: async (call) => await (await schemaCommands()).backup(call),
  restore: async (call) => await (await schemaCommands()).restore(call),
  upgrade: async (call) => await (await schemaCommands()).upgrade(call),
  doctor,
  logs,
  config(call) {
    const config = ownConfig()
    const app = reportApp(appProfileOf(config), new Date())
    print(call, { ...describeConfig(SETTINGS, config), instagram_app: app })
    for (const { message } of warningsOf(config)) call.terminal.err(`warning: ${message}`)
    return 0
  },
  version: async ({ terminal, isJson }) => {
    const { version, commit } = ownBuild()
    const { readMigrations } = await import('./db/migrations/migration-files.ts')
    const schema = (await readMigrations()).at(-1)?.name.replace(/\.sql$/, '') ?? ''
    const of = commit === null ? '' : `commit ${commit.slice(0, 12)}, `
    terminal.out(
      isJson ? JSON.stringify({ version, commit, schema }) : `${version} (${of}schema ${schema})`,
    )
    return 0
  },
  completion({ input: { words }, terminal }) {
    const shell = SHELLS.find((each) => each === words[0])
    if (shell === undefined) throw new UsageError(`SHELL: expected one of ${SHELLS.join(', ')}`)
    terminal.out(completionScript(shell, COMMANDS))
    return 0
  },
  help: ({ input, terminal }) => help(input.words, terminal),
  // Prints one word in a pipe too: it is put into a file or a variable.
  'keys generate': ({ terminal, isJson }) => {
    const key = generateEncryptionKey(
      `k${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`,
    )
    terminal.out(isJson ? JSON.stringify({ key }) : key)
    return 0
  },
  'keys rotate': rotateKeys,
}

function help(words: readonly string[], { out, err, people }: Terminal): number {
  const text =
    words.length === 0
      ? describeAllCommands(COMMANDS, people?.columns)
      : describeCommands(COMMANDS, words, people?.columns)
  if (text === null) {
    err(noSuchCommand(COMMANDS, words))
    return 2
  }
  out(text)
  return 0
}

/** A reader such as `head` may stop early; any other failure is one of the command. */
function endWithOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') console.error(printableLines(outputError(error).message))
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
}

/** Set when `.env` belongs to another user. */
let forbiddenFile: ForbiddenFileError | undefined

function readEnvFile(): void {
  try {
    // The environment takes precedence. Node's own reader treats a byte order mark and "#" in a
    // value differently.
    addEnvFile('.env', process.env)
  } catch (error) {
    if (!(error instanceof ForbiddenFileError)) throw error
    forbiddenFile = error
  }
}

/** Loads gramd's own configuration; without the file it would be a different one. */
function ownConfig(): Config {
  if (forbiddenFile) throw forbiddenFile
  return loadConfig(process.env)
}

/** Warnings about settings that gramd obeys or ignores although they are probably mistakes. */
const warningsOf = (config: Config) => [
  ...ignoredVariables(process.env),
  ...unsafeSettings(SETTINGS, config),
]

async function start(): Promise<number> {
  return await withLog(async (config, log, logLoss) => {
    for (const { setting, message } of warningsOf(config)) log.warn({ setting }, message)
    const shutdown = shutdownOnSignals(process, log)
    exitAfterGrace(shutdown, config, log)
    const { runDaemon } = await loadDaemon()
    await runDaemon(config, log, shutdown, { allowShiftedClock: false, logLoss })
  })
}

/**
 * Real time (ms) beyond the grace period for steps outside it, such as stopping gramd's own
 * PostgreSQL.
 */
const EXIT_MS = 2_000

/** Ends a stopping process after its grace period, whatever hangs. */
function exitAfterGrace({ stopped }: Shutdown, { shutdownGraceMs }: Config, log: Logger): void {
  const exit = (): void => {
    log.fatal('gramd has not stopped within GRAMD_SHUTDOWN_GRACE_SECONDS: it exits now')
    process.exit(1)
  }
  stopped.addEventListener('abort', () => void setTimeout(exit, shutdownGraceMs + EXIT_MS).unref())
}

/** Ends with 1 if something fails; warnings alone do not. */
async function doctor(call: Call): Promise<number> {
  return await withLog(async (config, log) => {
    const { examineAll } = await loadDaemon()
    const data = await examineAll(config, log, new Date())
    return printFindings(call, data)
  })
}

async function logs({ input, isJson, terminal }: Call): Promise<number> {
  const { LogOptions, showLogs } = await import('./cli/logs/show-logs.ts')
  const { follow, ...filter } = LogOptions.parse(input.options)
  const { stdin } = process
  // Ctrl-C ends the process together with its input.
  const { signal } = new AbortController()
  await showLogs({ files: input.words, filter, follow, isJson, terminal, stdin, signal })
  return 0
}

/** Ends with 1 while a value needs another key, so that a script does not drop that key. */
async function rotateKeys(call: Call): Promise<number> {
  return await withLog(async (config, log) => {
    const { rotateKeysOnly } = await loadDaemon()
    const report = await rotateKeysOnly(config, log)
    printBesideLog(call, report)
    const [{ id }] = config.encryptionKeys
    const others = Object.keys(report.keys).filter((used) => used !== id)
    if (others.length === 0 && report.unreadable.length === 0) return 0
    console.error(
      `still in use: ${others.join(', ') || 'none but the first'}; keep these keys, and run ` +
        `this again once every gramd runs with '${id}' first`,
    )
    return 1
  })
}

/** Runs a command that logs; its error is the last line of the log. */
async function withLog(
  work: (config: Config, log: Logger, logLoss: () => LogLoss) => Promise<number | void>,
): Promise<number> {
  const config = ownConfig()
  const { openLog } = await import('./base/log/log.ts')
  const pretty = config.logPretty ?? process.stdout.isTTY
  const tracker = await trackErrors(config, (reason) =>
    log.warn({ reason }, 'errors are not sent to GRAMD_ERROR_TRACKING_DSN'),
  )
  const { log, loss } = await openLog({
    level: config.logLevel,
    pretty,
    fd: process.stdout.fd,
    watch: tracker?.line,
  })
  try {
    return (await work(config, log, loss)) ?? 0
  } catch (error) {
    const failure = startupFailure(error)
    if (failure === undefined) {
      log.fatal({ err: error }, 'fatal: shutting down')
      return 1
    }
    // A terminal shows the message once; a collected log needs it too.
    if (!process.stdout.isTTY) log.fatal(failure.message)
    console.error(printableLines(failure.message))
    return failure.exitCode
  } finally {
    await tracker?.close(LAST_ERRORS_MS)
  }
}

/** Real time that an ending process waits for its errors to be sent. */
const LAST_ERRORS_MS = 2_000

async function trackErrors(
  { errorTrackingTarget: target }: Config,
  onTrouble: (reason: string) => void,
) {
  if (target === undefined) return undefined
  const { createErrorTracker } = await import('./base/log/error-tracking.ts')
  return createErrorTracker({ target, release: `gramd@${packageJson.version}`, onTrouble })
}

async function schemaCommands() {
  const { schemaCommands: commandsOf } = await import('./schema-commands.ts')
  return commandsOf({ withLog, loadDaemon })
}

/** Loads the daemon only for commands that need all of gramd, after the heap was limited. */
async function loadDaemon() {
  limitHeap()
  return await import('./daemon.ts')
}

try {
  readEnvFile()
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const failure =
    error instanceof OutputError ? { message: error.message, exitCode: 1 } : startupFailure(error)
  if (failure === undefined) throw error
  console.error(printableLines(failure.message))
  // The misspelt variable may be the missing one.
  if (error instanceof ConfigError)
    for (const { message } of ignoredVariables(process.env))
      console.error(`  ${printableLines(message)}`)
  process.exitCode = failure.exitCode
}
