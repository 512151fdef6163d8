import { MODEL_REMEDY } from '../../ages/openai-models.ts'
import { CORE_ALERTS } from '../../alerts/kinds.ts'
import { readModelEnd } from '../models/model-end.ts'
import type { OpenAiDownError } from '../openai/errors.ts'
import type { Logger } from '../../base/log/log.ts'
import { failuresInRow } from './failures-in-row.ts'
import type { Gathering } from '../batches/gather.ts'
import { readDown, storeHeld } from '../batches/sending-store.ts'
import type { AiServices } from '../services.ts'
import { readSpending } from './spending.ts'
import { alertOnce } from './alert-once.ts'

type HeldContext = { services: Pick<AiServices, 'db' | 'config' | 'aiKinds'>; log: Logger }

/** OpenAI's last answer: any, that it is down, or none because it was not asked. */
export type Heard = 'answer' | 'nothing' | OpenAiDownError

/**
 * Reports in log and health why nothing is sent. Alerts once a day when the budget is spent, when
 * batches fail one after the other, or when OpenAI is down for long.
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
    await alertOfDown(services, heard)
  } else {
    const mayBeDown = heard === 'nothing' && reason === null && gathering.kind !== 'gathering'
    await storeHeld(db, reason, { mayBeDown })
  }
  if (reason === null) return
  log.warn({ reason }, 'sending to OpenAI is held')
  if (reason === 'daily_budget') await alertOfBudget(services)
  if (reason === 'failed_batches') await alertOfFailures(services)
}

const ALERT_DOWN_AFTER_MS = 3_600_000

async function alertOfDown({ db }: HeldContext['services'], error: OpenAiDownError): Promise<void> {
  const down = await readDown(db, ALERT_DOWN_AFTER_MS)
  if (!down) return
  await alertOnce(db, `down ${dayOf(down.now)}`, {
    ...CORE_ALERTS.openai_down,
    cause: 'openai_down',
    item: { since: down.since.toISOString(), message: error.message },
  })
}

async function alertOfBudget({ db, config }: HeldContext['services']): Promise<void> {
  const { now, spentUsd } = await readSpending(db)
  const day = dayOf(now)
  await alertOnce(db, `budget ${day}`, {
    ...CORE_ALERTS.ai_budget_spent,
    cause: 'daily_budget',
    item: { day, budget_usd: config.openaiDailyBudgetUsd, spent_usd: Number(spentUsd.toFixed(6)) },
  })
}

/** One or two failures often end by themselves. */
const ALERTED_FAILURES = 3

async function alertOfFailures({ db, config, aiKinds }: HeldContext['services']): Promise<void> {
  const { openaiModel: model } = config
  for (const { name: kind } of aiKinds) {
    const failures = await failuresInRow(db, { kind, model })
    if (failures === null || failures.count < ALERTED_FAILURES) continue
    const { count, pausedUntil, code, message } = failures
    await alertOnce(db, `failing ${kind} ${dayOf(pausedUntil)}`, {
      ...CORE_ALERTS.ai_batches_failing,
      cause: code,
      item: { ai_kind: kind, model, failures: count, code, message },
    })
  }
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

/** A month in ms. */
const WARNING_MS = 30 * 24 * 3_600_000

/** Raises an alert once when the configured model ends within a month, or has ended. */
export async function warnOfModelEnd({ services, log }: HeldContext, now: Date): Promise<void> {
  const model = services.config.openaiModel
  const endsOn = await readModelEnd(services.db, services.config)
  if (endsOn === null || Date.parse(endsOn) - now.getTime() > WARNING_MS) return
  const isNew = await alertOnce(services.db, `ending ${model} ${endsOn}`, {
    ...CORE_ALERTS.openai_model_ending,
    cause: model,
    item: { model, ends_on: endsOn, advice: MODEL_REMEDY },
  })
  if (isNew) log.warn({ model, ends_on: endsOn }, 'the configured model ends soon')
}
