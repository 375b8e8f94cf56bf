/** A share with its interval: Wilson's at 95 %. Null where it is a share of nothing. */
export interface Share {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Of how many. */
  readonly of: number
}

/** What a cache with one rule of serving would have done with the labelled pairs. */
export interface CalibrationPoint {
  /** Least cosine; null: cosine is not looked at. */
  readonly threshold: number | null
  readonly hits: number
  /** Hits whose questions ask different things. */
  readonly falseHits: number
  /** Right hits of all hits. */
  readonly precision: Share | null
  /** Right hits of all pairs that ask the same. */
  readonly hitRate: Share | null
}

/** One embedder, measured on the labelled pairs that ship with the app. */
export interface CalibrationCurve {
  readonly embedder: string
  readonly digest: string
  /** Epoch milliseconds. */
  readonly measuredAt: number
  readonly pairs: { readonly same: number; readonly different: number }
  /** By cosine alone, thresholds rising. */
  readonly cosineAlone: readonly CalibrationPoint[]
  /** By cosine and the guard, at the same thresholds. */
  readonly both: readonly CalibrationPoint[]
  readonly guardAlone: CalibrationPoint
  /**
   * Least cosine that by itself keeps questions of one subject apart as precisely as wanted: what the guard has no word
   * for is left to it, and `recommended` is never below it. Null: there is none.
   */
  readonly floor: number | null
  /** The least threshold at which cosine and guard together are as precise as wanted; null: there is none. */
  readonly recommended: number | null
}

export interface CalibrationView {
  /** `no_embedder`: there is nothing to measure. `waiting`: until the machine is idle. */
  readonly state: 'no_embedder' | 'waiting' | 'measuring' | 'ready' | 'failed'
  /** 0 to 1 while measuring. */
  readonly progress: number | null
  /** Of the embedder in use. */
  readonly curve: CalibrationCurve | null
  /** What is in force now for that embedder, and why: `fallback` is the cosine where there is no curve yet. */
  readonly inForce: { readonly threshold: number; readonly by: 'cosine' | 'precision' | 'fallback' }
  /** Precision wanted, 0 to 1. */
  readonly wantedPrecision: number
}
