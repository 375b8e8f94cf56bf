/** What the bench uses of opossum, which has no types of its own. */
declare module 'opossum' {
  interface Options {
    /** Milliseconds until a call is given up; false: never. */
    readonly timeout: number | false
    readonly errorThresholdPercentage: number
    readonly resetTimeout: number
    readonly volumeThreshold: number
  }

  export default class CircuitBreaker<T> {
    constructor(action: () => Promise<T>, options: Options)
    fire(): Promise<T>
  }
}
