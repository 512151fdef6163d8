import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { declaredMetrics } from './declared-metrics.ts'
import { alertRules, dashboards, expressions } from './expressions.ts'
import { readExpression } from './promql.ts'
import { faultOfReplicas, type Series } from './replicas.ts'

/** Prometheus adds these to what it scrapes. */
const OF_PROMETHEUS = ['job', 'instance']

/** Every series that a scrape may have, by its name. */
const series = new Map<string, Series>([
  ['up', { isCounter: false, isOfProcess: true, labels: [] }],
])
for (const { name, type, labels, help } of await declaredMetrics()) {
  const isOfProcess = /^(process|nodejs)_/.test(name) || help.includes('this process')
  series.set(name, { isCounter: type === 'counter', isOfProcess, labels })
  if (type !== 'histogram') continue
  // The ages of the present sessions are counted anew at each scrape.
  const isCounter = name !== 'gramd_session_age_seconds'
  const all = { isCounter, isOfProcess }
  for (const part of ['sum', 'count']) series.set(`${name}_${part}`, { ...all, labels })
  series.set(`${name}_bucket`, { ...all, labels: [...labels, 'le'] })
}

function kindOf(metric: string): Series {
  const found = series.get(metric)
  if (!found) throw new Error(`${metric} is no metric`)
  return found
}

describe('expressions of dashboards and alerts', () => {
  test.each(expressions())('%s asks for what gramd has', (_where, expression) => {
    const { selectors, grouped } = readExpression(expression)
    expect(selectors).not.toEqual([])
    const known = new Set(OF_PROMETHEUS)
    for (const { metric, matchers, ofCounter } of selectors) {
      const found = series.get(metric)
      expect(found, `${metric} is no metric`).toBeDefined()
      expect(ofCounter, `${metric}: rate and increase are for counters`).toBe(found?.isCounter)
      const labels = [...OF_PROMETHEUS, ...(found?.labels ?? [])]
      for (const { label } of matchers) expect(labels).toContain(label)
      for (const label of labels) known.add(label)
    }
    for (const label of grouped) expect([...known]).toContain(label)
  })

  test('are read by a parser that refuses what is none', () => {
    expect(() => readExpression('sum(rate(gramd_task_runs_total[5m])')).toThrow('not PromQL')
    expect(readExpression('sum by (a) (rate(x_total{b=~"c|d"}[5m])) > 1')).toEqual({
      selectors: [
        {
          metric: 'x_total',
          matchers: [{ label: 'b', op: '=~', value: 'c|d' }],
          ofCounter: true,
          aggregations: [{ op: 'sum', by: ['a'] }],
        },
      ],
      grouped: ['a'],
    })
  })
})

describe('with several processes', () => {
  test.each(expressions())('%s is right', (where, expression) => {
    const alert = alertRules().find((rule) => rule.alert === where)
    const isAboutProcess = alert?.annotations.summary.includes('$labels.instance') === true
    for (const selector of readExpression(expression).selectors)
      expect(faultOfReplicas(selector, kindOf(selector.metric), { isAboutProcess })).toBeNull()
  })

  test.each([
    ['rate(gramd_task_runs_total[5m])', 'not added up'],
    ['max(rate(gramd_task_runs_total[5m]))', 'counters'],
    ['gramd_worker_slots{state="busy"}', 'not added up'],
    ['nodejs_eventloop_lag_p99_seconds', 'not added up'],
    ['gramd_accounts_in_service', 'not added up'],
    ['sum(gramd_accounts_in_service)', 'multiplied'],
    ['sum by (task_type) (gramd_due_tasks)', 'multiplied'],
    ['max(gramd_due_tasks)', 'task_type is lost'],
    ['sum by (instance) (max by (job) (gramd_open_tasks{status="pending"}))', 'task_type is lost'],
  ])('%s is wrong: %s', (expression, fault) => {
    const [selector] = readExpression(expression).selectors
    expect(selector && faultOfReplicas(selector, kindOf(selector.metric))).toContain(fault)
  })

  test.each([
    'sum by (share) (gramd_worker_slots{state="busy"})',
    'max by (instance) (process_resident_memory_bytes)',
    'sum(max by (task_type) (gramd_due_tasks))',
    'max(gramd_proxies{state="dead"})',
    'max(gramd_oldest_due_task_age_seconds)',
  ])('%s is right', (expression) => {
    const [selector] = readExpression(expression).selectors
    expect(selector && faultOfReplicas(selector, kindOf(selector.metric))).toBeNull()
  })

  test('an alert about a process keeps its address', () => {
    const [selector] = readExpression('min(gramd_ready) == 0').selectors
    expect(
      selector && faultOfReplicas(selector, kindOf('gramd_ready'), { isAboutProcess: true }),
    ).toContain('instance')
  })
})

describe('docs/monitoring.md', () => {
  const page = readFileSync(new URL('../../docs/monitoring.md', import.meta.url), 'utf8')

  test('lists every panel of every dashboard, and no other', () => {
    const titles = dashboards().map(({ file, title, panels }) => [
      `### ${title} (\`ops/grafana/${file}\`)`,
      ...panels.map((panel) => panel.title),
    ])
    const sections = page.split(/^(?=###? )/m).filter((part) => part.startsWith('### gramd: '))
    const listed = sections.map((part) => [
      part.split('\n')[0],
      ...[...part.matchAll(/^\| ([^|]+) \|/gm)]
        .map(([, cell]) => cell)
        .filter((cell) => cell !== 'panel'),
    ])
    const byHeading = (all: typeof listed) => new Map(all.map(([first, ...rest]) => [first, rest]))
    expect(byHeading(listed)).toEqual(byHeading(titles))
  })

  test('lists every alerting rule, and no other', () => {
    const listed = [...page.matchAll(/^\| `(Gramd\w+)`/gm)].map(([, name = '']) => name)
    expect(listed.toSorted()).toEqual(
      alertRules()
        .map(({ alert }) => alert)
        .toSorted(),
    )
  })
})

test('panels of a dashboard do not cover each other', () => {
  for (const { file, panels } of dashboards()) {
    const taken = new Set<string>()
    for (const { gridPos, title } of panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(x < 24 && !taken.has(`${x},${y}`), `${file}: ${title}`).toBe(true)
          taken.add(`${x},${y}`)
        }
  }
})
