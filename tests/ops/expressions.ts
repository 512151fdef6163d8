import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { readExpression } from './promql.ts'

const folder = new URL('../../ops/', import.meta.url)

const Rules = z.strictObject({
  groups: z.tuple([
    z.strictObject({
      name: z.literal('gramd'),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Gramd[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+m$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['info', 'warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string().min(20) }),
        }),
      ),
    }),
  ]),
})

const Dashboard = z.object({
  uid: z.string().regex(/^gramd-/),
  title: z.string(),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      description: z.string().min(10),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(z.object({ expr: z.string() })).min(1),
    }),
  ),
})

export const alertRules = () =>
  Rules.parse(parse(readFileSync(new URL('alerts.yml', folder), 'utf8'))).groups[0].rules

export const dashboards = () =>
  readdirSync(new URL('grafana', folder)).map((file) => ({
    file,
    ...Dashboard.parse(JSON.parse(readFileSync(new URL(`grafana/${file}`, folder), 'utf8'))),
  }))

type Expression = readonly [where: string, expression: string]

export const alertExpressions = (): Expression[] =>
  alertRules().map(({ alert, expr }) => [alert, expr] as const)

/** Every expression that ops/ has, with where it is. */
export const expressions = (): Expression[] => [
  ...alertExpressions(),
  ...dashboards().flatMap(({ file, panels }) =>
    panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => [`${file}: ${title}`, expr] as const),
    ),
  ),
]

/** The samples of a scrape. */
const samplesIn = (scrape: string) =>
  [...scrape.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)].map(([, metric = '', labels = '']) => ({
    metric,
    labels: new Map([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, k = '', v = '']) => [k, v])),
  }))

/** What expressions select, without the job, which Prometheus adds. */
const selected = (of = expressions()) =>
  of.flatMap(([where, expression]) =>
    readExpression(expression).selectors.map(({ metric, matchers }) => ({
      where,
      metric,
      matchers: matchers.filter(({ label }) => label !== 'job'),
    })),
  )

/** Selectors of these metrics that no sample of the scrape matches, with their values. */
export function unmatched(scrape: string, metrics: readonly string[]): string[] {
  const samples = samplesIn(scrape)
  return selected()
    .filter(({ metric }) => metrics.includes(metric))
    .filter(
      ({ metric, matchers }) =>
        !samples.some(
          (sample) =>
            sample.metric === metric &&
            matchers.every((each) => matches(sample.labels.get(each.label) ?? '', each)),
        ),
    )
    .map(({ where, metric }) => `${where}: ${metric}`)
}

/** Metrics, and labels of metrics, that expressions (all by default) select and no sample of the scrape has. */
export function withoutSamples(scrape: string, of = expressions()): string[] {
  const labels = new Map<string, Set<string>>()
  for (const { metric, labels: own } of samplesIn(scrape))
    for (const label of ['', ...own.keys()])
      labels.set(metric, (labels.get(metric) ?? new Set()).add(label))
  const missing = selected(of).flatMap(({ metric, matchers }) => {
    const known = labels.get(metric)
    if (!known) return [metric]
    return matchers.flatMap(({ label }) => (known.has(label) ? [] : [`${metric}{${label}}`]))
  })
  return [...new Set(missing)].toSorted()
}

function matches(actual: string, { op, value }: { op: string; value: string }): boolean {
  const isSame = op.endsWith('~') ? new RegExp(`^(?:${value})$`).test(actual) : actual === value
  return op.startsWith('!') ? !isSame : isSame
}
