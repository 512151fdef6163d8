import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { declaredMetrics } from './declared-metrics.ts'

const metrics = await declaredMetrics()
const ours = metrics.filter(({ name }) => name.startsWith('gramd_'))

/** The labels that metrics may have, each with what bounds its values. */
const LABELS: Readonly<Record<string, string>> = {
  task_type: 'task types of the code',
  status: 'statuses of tasks, or of HTTP',
  outcome: 'outcomes and error codes of the code',
  reason: 'reasons of the code',
  state: 'states of the code',
  from: 'states of accounts',
  to: 'states of accounts',
  code: 'error codes of the code',
  way: 'ways of the code',
  endpoint: 'endpoints of the adapter',
  left: 'logins a day, a setting',
  method: 'methods that a route takes',
  route: 'declared routes, never a path',
  model: 'models of the configuration',
  kind: 'alert kinds, or batch and direct',
  direction: 'input and output',
  severity: 'severities of alerts',
  channel: 'channels of notifications',
  name: 'cron jobs of the code',
  scope: 'the app and accounts',
  area: 'areas of the code',
  service: 'translation services of the code',
  share: 'shares of a worker',
  version: 'the one that runs',
  roles: 'sets of the three roles',
  live: 'true and false',
}

/** How a name ends: the unit, or the things that are counted. */
const UNIT = /_(seconds|usd|tokens|bytes|ratio|info)$/
const COUNTED =
  /_(ready|tasks|task_types|slots|accounts|accounts_in_service|account_states|accounts_by_logins_left|proxies|open_batches|open_webhook_changes|connections|waiting_statements|deliveries|recent_alerts|recent_syncs|recent_posts|recent_decisions|recent_publications|reading_requests|stories_stored)$/

describe('metrics of gramd', () => {
  test('cover the queue, the pool, AI, HTTP, the database, notifications and the process', () => {
    const names = metrics.map(({ name }) => name).join(' ')
    for (const part of [
      'gramd_task_runs_total',
      'gramd_due_tasks',
      'gramd_account_states',
      'gramd_instagram_requests_total',
      'gramd_session_age_seconds',
      'gramd_openai_rows_total',
      'gramd_openai_cost_usd_total',
      'gramd_openai_tokens_total',
      'gramd_openai_oldest_batch_age_seconds',
      'gramd_http_request_duration_seconds',
      'gramd_database_connections',
      'gramd_notification_attempts_total',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(names).toContain(part)
  })

  test.each(ours.map((metric) => [metric.name, metric] as const))(
    '%s has help, a unit and bounded labels',
    (name, { help, type, labels }) => {
      expect(help).toMatch(/^[A-Z].{20,}\.$/)
      if (type === 'counter') expect(name).toMatch(/_total$/)
      else if (type === 'histogram') expect(name).toMatch(UNIT)
      else expect(UNIT.test(name) || COUNTED.test(name), name).toBe(true)
      for (const label of labels) expect(LABELS).toHaveProperty(label)
    },
  )

  test('are in docs/monitoring.md, each of them and no other', () => {
    const page = readFileSync(new URL('../../docs/monitoring.md', import.meta.url), 'utf8')
    const listed = [...page.matchAll(/^\| `(gramd_[a-z_]+)`/gm)].map(([, name = '']) => name)
    expect(listed.toSorted()).toEqual(ours.map(({ name }) => name).toSorted())
  })
})
