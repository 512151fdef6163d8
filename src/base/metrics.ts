import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { LogLoss } from './log/log-output.ts'

/** A counter of this process. Its labels must have few values: no account, creator or text. */
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

/**
 * Registers the counters among these metrics; returns a function that counts. That function throws
 * for an unknown counter.
 */
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

/** Called when a gauge could not be read, such as from a database that is down. */
export type OnFault = (error: unknown) => void

/** Returns what was read; nothing after a fault, which is passed to `onFault`. */
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

/** Registers the gauges among these metrics. An unreadable gauge has no samples; the others do. */
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
      // Without labels it would report 0, a value that was never read.
      if (labelNames.length === 0) this.remove()
      for (const { labels, value } of samples) this.set(labels, value)
    }
    registry.registerMetric(new Gauge({ name, help, labelNames, registers: [], collect }))
  }
}

/**
 * Reads once for all gauges that ask during one reading, since a scrape asks all gauges at the same
 * moment.
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

/** Registers the metrics of the process itself. */
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

/** Registers the number of dropped log lines, since the log itself cannot show it. */
export function registerLogLoss(registry: Registry, loss: () => LogLoss): void {
  registry.registerMetric(
    new Counter({
      name: 'gramd_log_lines_dropped_total',
      help:
        'Log lines of this process that could not be written: the disk was full, or their ' +
        'reader was stuck.',
      registers: [],
      collect() {
        this.reset()
        this.inc(loss().dropped)
      },
    }),
  )
}
