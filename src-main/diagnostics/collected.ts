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

export function collectedGauge(
  registry: Registry,
  { name, help, labelNames = [], read }: CollectedMetric,
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset()
      try {
        for (const [labels, value] of read()) this.set(labels, value)
      } catch {
        // Without labels reset() leaves a 0, which would be a claim.
        if (labelNames.length === 0) this.remove()
      }
    },
  })
}

/** Of something that counts by itself and never goes back. */
export function collectedCounter(
  registry: Registry,
  { name, help, labelNames = [], read }: CollectedMetric,
): void {
  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset()
      try {
        for (const [labels, value] of read()) this.inc(labels, value)
      } catch {
        if (labelNames.length === 0) this.remove()
      }
    },
  })
}
