import type { Config } from '../config.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db/database.ts'
import type { TaskEventFeed } from '../http/events.ts'
import type { Router } from '../http/router.ts'
import type { Logger } from '../log.ts'
import type { OpenAiGateway } from '../openai/gateway.ts'
import type { Platform } from '../platforms/port.ts'
import type { Pool } from '../pool/pool.ts'
import type { ProxyCareParts } from '../pool/proxy-care.ts'
import type { Queue } from '../queue/queue.ts'
import type { CronEntry } from '../scheduler/timetable.ts'
import type { TaskType } from '../queue/task-type.ts'

/** What features work with; built by daemon.ts alone. */
export type Services = {
  db: Db
  clock: Clock
  config: Config
  log: Logger
  queue: Queue<Services>
  pool: Pool
  /** What an operator's word about accounts and proxies is carried out with. */
  poolParts: ProxyCareParts
  platform: Platform
  /** Null without OPENAI_API_KEY: AI tasks wait, and health says so. */
  openai: OpenAiGateway | null
  /** Live task events, for streams. */
  events: TaskEventFeed
  /** The timetable of all features. */
  schedule: readonly CronEntry[]
}

/** One capability: everything gramd has to know to offer it. */
export type Feature = {
  name: string
  tasks: readonly TaskType<Services>[]
  routes?: (services: Services) => Router
  cron?: (config: Config) => readonly CronEntry[]
}
