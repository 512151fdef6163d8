import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { LogLoss } from './log/log-output.ts'

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

/** Learns why a gauge could not be read, such as from a database that is down. */
export type OnFault = (error: unknown) => void

/** What was read; nothing after a fault, which `onFault` learns. */
export async function orNone<Value>(
  reading: Promise<readonly Value[]>,
  onFault: OnFault,
): Promise<readonly Value[]> {
  try {
    return await reading
  } catch (error) {
    onFault(error)
    return []
  }
}

/** Registers the gauges among these metrics. One that cannot be read has no samples: the others have. */
export function registerGauges<Services>(
  registry: Registry,
  metrics: readonly Metric<Services>[],
  services: Services,
  onFault: OnFault,
): void {
  for (const metric of metrics) {
    if (!('read' in metric)) continue
    const { name, help, labelNames } = metric
    const collect = async function (this: Gauge): Promise<void> {
      const samples = await orNone(metric.read(services), onFault)
      this.reset()
      // Without labels it would be 0, which nobody has read.
      if (labelNames.length === 0) this.remove()
      for (const { labels, value } of samples) this.set(labels, value)
    }
    registry.registerMetric(new Gauge({ name, help, labelNames, registers: [], collect }))
  }
}

/**
 * Reads once for all gauges that ask while a reading is under way, since a scrape asks all gauges
 * at the same moment.
 */
export function sharing<Source extends object, Value>(
  read: (source: Source) => Promise<Value>,
): (source: Source) => Promise<Value> {
  const underWay = new WeakMap<Source, Promise<Value>>()
  return async (source) => {
    const known = underWay.get(source)
    if (known) return await known
    const reading = read(source).finally(() => underWay.delete(source))
    underWay.set(source, reading)
    return await reading
  }
}

type Build = { version: string; roles: readonly string[] }

/** The metrics of the process itself. */
export function createRegistry(build: Build, logLoss: () => LogLoss): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registerLogLoss(registry, logLoss)
  registerBuild(registry, build)
  return registry
}

/** Registers the version and the roles of this process, as labels of a gauge that is always 1. */
function registerBuild(registry: Registry, { version, roles }: Build): void {
  const gauge = new Gauge({
    name: 'gramd_build_info',
    help: 'Always 1; the labels are the version of gramd that this process runs, and its roles.',
    labelNames: ['version', 'roles'],
    registers: [registry],
  })
  gauge.set({ version, roles: roles.toSorted().join(',') }, 1)
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
