import type { FaultRule } from '../../../sim/openai/index.ts'

const REQUESTS = [
  { method: 'POST', path: '/v1/files$' },
  { method: 'POST', path: '/v1/batches$' },
  { method: 'GET', path: '/v1/batches' },
  { method: 'GET', path: '/content$' },
  { method: 'DELETE', path: '/v1/files/' },
] as const
const KINDS = ['server_error', 'reset_before', 'reset_after', 'hang', 'hang_after'] as const

/** Every way in which a request of a batch can come to nothing, or to nothing that gramd hears of. */
export const FAULTS: readonly Omit<Extract<FaultRule, { on: 'http' }>, 'on'>[] = [
  ...REQUESTS.flatMap((request) => KINDS.map((kind) => ({ ...request, kind }))),
  { path: '/content$', kind: 'truncated_body' },
  { path: '/content$', kind: 'stalled_body' },
]
