import { Counter, Gauge, type Registry } from 'prom-client'

/** Labels and value of each sample. */
export type Samples = readonly (readonly [Readonly<Record<string, string>>, number])[]

export interface CollectedMetric {
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
  /** Called when somebody asks for the metrics. Where it throws, the metric has no sample then. */
  readonly read: () => Samples
}

export function collectedGauge(registry: Registry, collected: CollectedMetric): void {
  new Gauge({
    ...described(registry, collected),
    collect() {
      refill(this, collected, (labels, value) => this.set(labels, value))
    },
  })
}

/** Of something that counts by itself and never goes back. */
export function collectedCounter(registry: Registry, collected: CollectedMetric): void {
  new Counter({
    ...described(registry, collected),
    collect() {
      refill(this, collected, (labels, value) => this.inc(labels, value))
    },
  })
}

const described = (registry: Registry, { name, help, labelNames = [] }: CollectedMetric) => ({
  name,
  help,
  labelNames: [...labelNames],
  registers: [registry],
})

/** What the metric said before is gone; it says what is so now, each sample by way of `put`. */
function refill(
  metric: Gauge | Counter,
  { labelNames = [], read }: CollectedMetric,
  put: (labels: Readonly<Record<string, string>>, value: number) => void,
): void {
  metric.reset()
  try {
    for (const [labels, value] of read()) put(labels, value)
  } catch {
    // Without labels reset() leaves a 0, which would be a claim.
    if (labelNames.length === 0) metric.remove()
  }
}
