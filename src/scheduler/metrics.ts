import { sql } from 'kysely'
import type { GaugeKind } from '../base/metrics.ts'
import type { Db } from '../db/handles.ts'
import type { CronEntry } from './timetable.ts'

type Timed = { db: Db; schedule: readonly Pick<CronEntry, 'name'>[] }

const lastTick: GaugeKind<Timed> = {
  name: 'gramd_cron_last_tick_age_seconds',
  help:
    'World time since the last tick of a cron job, over all processes; none before its first ' +
    'tick.',
  labelNames: ['name'],
  async read({ db, schedule }) {
    const { rows } = await sql<{ name: string; age: number }>`
      select name, extract(epoch from (select world_now()) - last_slot)::float8 as age from cron_ticks
      where name = any (${schedule.map(({ name }) => name)}) order by name`.execute(db)
    return rows.map(({ name, age }) => ({ labels: { name }, value: age }))
  },
}

export const CRON_GAUGES = [lastTick]
