import type { FaultRule } from '../../../sim/openai/index.ts'

const REQUESTS = [
  { method: 'POST', path: '/v1/files$' },
  { method: 'POST', path: '/v1/batches$' },
  { method: 'GET', path: '/v1/batches' },
  { method: 'GET', path: '/content$' },
  { method: 'DELETE', path: '/v1/files/' },
] as const
const KINDS = ['server_error', 'reset_before', 'reset_after', 'hang', 'hang_after'] as const

/** All faults of a batch's requests that gramd must survive. */
export const FAULTS: readonly Omit<Extract<FaultRule, { on: 'http' }>, 'on'>[] = [
  ...REQUESTS.flatMap((request) => KINDS.map((kind) => ({ ...request, kind }))),
  { path: '/content$', kind: 'truncated_body' },
  { path: '/content$', kind: 'stalled_body' },
]
