import { z } from 'zod'

/** As design §3.8 has them; what an answer holds besides is named here too, and nothing else may be there. */
const utc = z.iso.datetime()
const count = z.number().int().min(0)
const seconds = z.number().min(0)
const breakerAnswer = z.strictObject({
  state: z.enum(['closed', 'open', 'half_open', 'forced_open', 'disabled']),
  total_requests: count,
  success_count: count,
  failure_count: count,
  rejected_count: count,
  consecutive_failures: count,
  consecutive_successes: count,
  success_rate_percent: z.number().min(0).max(100).nullable(),
  last_state_change: utc,
  retry_after: seconds.nullable(),
  state_transitions: z.strictObject({
    closed_to_open: count,
    open_to_half_open: count,
    half_open_to_closed: count,
    half_open_to_open: count,
  }),
  config: z.strictObject({
    failure_threshold: count,
    timeout: seconds,
    success_threshold: count,
    window_size: count,
    half_open_max_calls: count,
  }),
  neutral_count: count,
  in_flight: count,
  window: z.array(z.boolean()),
  last_failure: z.strictObject({ at: utc, code: z.string() }).nullable(),
  needed: z.boolean(),
})
export const breakersAnswer = z.strictObject({
  timestamp: utc,
  circuit_breakers: z.strictObject({
    ollama_client: breakerAnswer,
    ollama_embed: breakerAnswer,
    engine: breakerAnswer,
    engine_embed: breakerAnswer,
    chroma: breakerAnswer,
  }),
  summary: z.strictObject({ total_circuits: count, open_circuits: count, half_open_circuits: count }),
})
const ms = z.number().min(0).nullable()
const rate = z.number().min(0).max(1).nullable()
export const poolAnswer = z.strictObject({
  timestamp: utc,
  connection_pool: z.strictObject({
    total_requests: count,
    reused_requests: count,
    reuse_rate: rate,
    connections_opened: count,
    in_flight: count,
    queued: count,
    overflow: count,
    acquire_wait_ms: z.strictObject({ p50: ms, p95: ms }),
    pool_config: z.strictObject({ pool_connections: count, pool_maxsize: count, pool_block: z.boolean() }),
    origins: z.array(
      z.strictObject({
        origin: z.url(),
        total_requests: count,
        reused_requests: count,
        reuse_rate: rate,
        connections_opened: count,
        connections_closed: count,
        in_flight: count,
        queued: count,
        overflow: count,
        embed_limit: z.number(),
        embeds_in_flight: count,
      }),
    ),
  }),
})
