import { sql } from 'kysely'
import { HELD_REASONS } from '../../ai/batches/sending-store.ts'
import { readSpending } from '../../ai/money/spending.ts'
import type { GaugeKind } from '../../base/metrics.ts'
import type { Config } from '../declarations.ts'
import type { Db } from '../../db/handles.ts'

const spent: GaugeKind<{ db: Db }> = {
  name: 'gramd_openai_spent_today_usd',
  help: 'US dollars of this UTC day, over all processes: results read, direct calls, and estimates of batches under way.',
  labelNames: [],
  read: async ({ db }) => [{ labels: {}, value: (await readSpending(db)).spentUsd }],
}

const budget: GaugeKind<{ config: Pick<Config, 'openaiDailyBudgetUsd'> }> = {
  name: 'gramd_openai_daily_budget_usd',
  help: 'GRAMD_OPENAI_DAILY_BUDGET_USD of this process.',
  labelNames: [],
  read: async ({ config }) => [{ labels: {}, value: config.openaiDailyBudgetUsd }],
}

const held: GaugeKind<{ db: Db }> = {
  name: 'gramd_openai_held_seconds',
  help: 'World time since which no batch is sent although enough tasks wait, by reason; 0 for the reasons that do not hold.',
  labelNames: ['reason'],
  async read({ db }) {
    const { rows } = await sql<{ held: string; seconds: number }>`
      select held, extract(epoch from (select world_now()) - held_since)::float8 as seconds
      from shared.ai_sending where held is not null`.execute(db)
    return [...HELD_REASONS, 'openai_down'].map((reason) => ({
      labels: { reason },
      value: rows.find((row) => row.held === reason)?.seconds ?? 0,
    }))
  },
}

/** Money of the whole installation, and why none is spent. */
export const MONEY_GAUGES = [spent, budget, held]
