#!/usr/bin/env node
import packageJson from '../package.json' with { type: 'json' }
import { processTerminal, runEvaluateCommand } from './cli/evaluate-command.ts'
import { describeAllCommands, describeCommands, helpAskedFor } from './cli/help.ts'
import { runApiCommand } from './cli/run-command.ts'
import { ConfigError, describeConfig, loadConfig, loadModelConfig } from './config.ts'
import { generateEncryptionKey } from './crypto.ts'
import { AppError } from './errors.ts'
import { frugalHeap } from './frugal-heap.ts'
import { openLog, type Logger } from './log.ts'
import { shutdownOnSignals } from './shutdown.ts'

async function main(args: readonly string[]): Promise<number> {
  const words = helpAskedFor(args)
  if (words) return help(words)
  if (args[0] === 'ai' && args[1] === 'evaluate') return await evaluate(args.slice(2))
  switch (args.join(' ')) {
    case 'start':
      return await start()
    case 'migrate':
      return await migrate()
    case 'config':
      console.log(JSON.stringify(describeConfig(loadConfig(process.env)), null, 2))
      return 0
    case 'keys generate':
      console.log(
        generateEncryptionKey(`k${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`),
      )
      return 0
    case 'keys rotate':
      return await rotateKeys()
    case '--version':
    case 'version':
      console.log(packageJson.version)
      return 0
    default:
      return await runApiCommand(args, process.env, { out: console.log, err: console.error })
  }
}

function help(words: readonly string[]): number {
  const text = words.length === 0 ? describeAllCommands() : describeCommands(words)
  if (text === null) {
    console.error(`no such command: ${words.join(' ')}; see gramd help`)
    return 2
  }
  console.log(text)
  return 0
}

async function start(): Promise<number> {
  const config = loadConfig(process.env)
  const { log, loss } = await openLog(logSettings(config))
  const shutdown = shutdownOnSignals(process, log)
  const { runDaemon } = await loadDaemon()
  const options = { allowShiftedClock: false, logLoss: loss }
  return await orFatal(log, async () => await runDaemon(config, log, shutdown, options))
}

async function migrate(): Promise<number> {
  const config = loadConfig(process.env)
  const { log } = await openLog(logSettings(config))
  const { migrateOnly } = await loadDaemon()
  return await orFatal(log, async () => {
    const ran = await migrateOnly(config, log)
    console.log(ran.length === 0 ? 'the database is up to date' : `applied ${ran.join(', ')}`)
  })
}

/** Ends with 1 while a value is left that only another key opens, so that a script does not drop that key. */
async function rotateKeys(): Promise<number> {
  const config = loadConfig(process.env)
  const { log } = await openLog(logSettings(config))
  const { rotateKeysOnly } = await loadDaemon()
  return await orFatal(log, async () => {
    const report = await rotateKeysOnly(config, log)
    console.log(JSON.stringify(report, null, 2))
    const [{ id }] = config.GRAMD_ENCRYPTION_KEYS
    const others = Object.keys(report.keys).filter((used) => used !== id)
    if (others.length === 0 && report.unreadable.length === 0) return 0
    console.error(
      `still in use: ${others.join(', ') || 'none but the first'}; keep these keys, and run this again once every gramd runs with '${id}' first`,
    )
    return 1
  })
}

async function evaluate(args: readonly string[]): Promise<number> {
  const config = loadModelConfig(process.env)
  const { prepareModelEvaluation } = await loadDaemon()
  try {
    const prepare = (choice: Parameters<typeof prepareModelEvaluation>[1]) =>
      prepareModelEvaluation(config, choice)
    return await runEvaluateCommand(args, prepare, processTerminal())
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(error.message)
    return 1
  }
}

async function orFatal(log: Logger, work: () => Promise<number | void>): Promise<number> {
  try {
    return (await work()) ?? 0
  } catch (error) {
    log.fatal({ err: error }, 'gramd cannot go on')
    return 1
  }
}

const logSettings = (config: { LOG_LEVEL: string; LOG_PRETTY?: boolean | undefined }) => ({
  level: config.LOG_LEVEL,
  pretty: config.LOG_PRETTY ?? process.stdout.isTTY,
  fd: process.stdout.fd,
})

/** Only what needs all of gramd loads it, in a heap that is frugal by then. */
async function loadDaemon() {
  frugalHeap()
  return await import('./daemon.ts')
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
