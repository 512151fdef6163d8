import { modelEndsOn } from '../../settings/openai-models.ts'
import type { OpenAiDownError } from '../../ai/openai/errors.ts'
import type { Logger } from '../../base/log.ts'
import { failuresInRow } from '../../ai/money/failures-in-row.ts'
import type { Gathering } from './gather.ts'
import { readDown, storeHeld } from '../../ai/batches/sending-store.ts'
import type { AnalyzeServices } from './services.ts'
import { readSpending } from '../../ai/money/spending.ts'
import { alertOnce } from '../../ai/money/alert-once.ts'

type HeldContext = { services: Pick<AnalyzeServices, 'db' | 'config'>; log: Logger }

/** What OpenAI has last said: an answer, that it is down, or nothing, since it was not asked. */
export type Heard = 'answer' | 'nothing' | OpenAiDownError

/**
 * Says in the log and in health why nothing is sent, and tells people once a day when it is the money, when one batch after
 * the other fails, or when OpenAI is down for long.
 */
export async function reportHeld(
  { services, log }: HeldContext,
  gathering: Gathering | { kind: 'half_sent' },
  heard: Heard,
): Promise<void> {
  const { db } = services
  const reason = gathering.kind === 'held' ? gathering.reason : null
  if (typeof heard === 'object') {
    await storeHeld(db, 'openai_down')
    await tellOfDown(services, heard)
  } else {
    const mayBeDown = heard === 'nothing' && reason === null && gathering.kind !== 'gathering'
    await storeHeld(db, reason, { mayBeDown })
  }
  if (reason === null) return
  log.warn({ reason }, 'sending to OpenAI is held')
  if (reason === 'daily_budget') await tellOfBudget(services)
  if (reason === 'failed_batches') await tellOfFailures(services)
}

const TELLING_DOWN_MS = 3_600_000

async function tellOfDown({ db }: HeldContext['services'], error: OpenAiDownError): Promise<void> {
  const down = await readDown(db, TELLING_DOWN_MS)
  if (!down) return
  await alertOnce(db, `down ${dayOf(down.now)}`, {
    kind: 'openai_down',
    cause: 'openai_down',
    item: { since: down.since.toISOString(), message: error.message },
  })
}

async function tellOfBudget({ db, config }: HeldContext['services']): Promise<void> {
  const { now, spentUsd } = await readSpending(db)
  const day = dayOf(now)
  await alertOnce(db, `budget ${day}`, {
    kind: 'ai_budget_spent',
    cause: 'daily_budget',
    item: { day, budget_usd: config.openaiDailyBudgetUsd, spent_usd: rounded(spentUsd) },
  })
}

/** One or two may be an accident, and go on by themselves. */
const TELLING_FAILURES = 3

async function tellOfFailures({ db, config }: HeldContext['services']): Promise<void> {
  const failures = await failuresInRow(db, config.openaiModel)
  if (failures === null || failures.count < TELLING_FAILURES) return
  const { count, pausedUntil, code, message } = failures
  await alertOnce(db, `failing ${dayOf(pausedUntil)}`, {
    kind: 'ai_batches_failing',
    cause: code,
    item: { model: config.openaiModel, failures: count, code, message },
  })
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

const rounded = (usd: number): number => Math.round(usd * 1_000_000) / 1_000_000

const DAY_MS = 24 * 3_600_000
const WARNING_DAYS = 30

/** Tells people once that the configured model ends within a month, or has ended. */
export async function warnOfModelEnd({ services, log }: HeldContext, now: Date): Promise<void> {
  const model = services.config.openaiModel
  const endsOn = modelEndsOn(model)
  if (endsOn === null || Date.parse(endsOn) - now.getTime() > WARNING_DAYS * DAY_MS) return
  const isNews = await alertOnce(services.db, `ending ${model} ${endsOn}`, {
    kind: 'openai_model_ending',
    cause: model,
    item: { model, ends_on: endsOn, advice: 'set GRAMD_OPENAI_MODEL to another one before' },
  })
  if (isNews) log.warn({ model, ends_on: endsOn }, 'the configured model ends soon')
}
