import { Counter, Gauge, type Registry } from 'prom-client'
import type { LogLoss } from './log-output.ts'

/** What this process counts. The values of a label must be few: no account, creator or text. */
type CounterKind<Label extends string = string> = {
  name: string
  help: string
  labelNames: readonly Label[]
}

/** Read on each scrape of the metrics, over all processes. */
export type GaugeKind<Services> = CounterKind & {
  read(services: Services): Promise<readonly { labels: Record<string, string>; value: number }[]>
}

export type Metric<Services> = CounterKind | GaugeKind<Services>

export type Count = <Label extends string>(
  counter: CounterKind<Label>,
  labels: Readonly<Record<NoInfer<Label>, string>>,
  by?: number,
) => void

/** Registers the counters among these metrics; gives what counts. That throws for a counter that is not among them. */
export function registerCounters(registry: Registry, metrics: readonly Metric<never>[]): Count {
  const counters = new Map(
    metrics
      .filter((metric) => !('read' in metric))
      .map(({ name, help, labelNames }) => [
        name,
        new Counter({ name, help, labelNames, registers: [registry] }),
      ]),
  )
  return ({ name }, labels, by = 1) => {
    const counter = counters.get(name)
    if (!counter) throw new Error(`no feature has the metric ${name}`)
    counter.inc(labels, by)
  }
}

/** Registers the gauges among these metrics. */
export function registerGauges<Services>(
  registry: Registry,
  metrics: readonly Metric<Services>[],
  services: Services,
): void {
  for (const metric of metrics) {
    if (!('read' in metric)) continue
    const { name, help, labelNames } = metric
    const collect = async function (this: Gauge): Promise<void> {
      const samples = await metric.read(services)
      this.reset()
      for (const { labels, value } of samples) this.set(labels, value)
    }
    registry.registerMetric(new Gauge({ name, help, labelNames, registers: [], collect }))
  }
}

/** Registers the number of dropped log lines, for when the log itself cannot show it. */
export function registerLogLoss(registry: Registry, loss: () => LogLoss): void {
  registry.registerMetric(
    new Counter({
      name: 'gramd_log_lines_dropped_total',
      help: 'Log lines of this process that could not be written: the disk was full, or who reads them did not.',
      registers: [],
      collect() {
        this.reset()
        this.inc(loss().dropped)
      },
    }),
  )
}
