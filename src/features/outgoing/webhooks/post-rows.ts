import { allowsPrivate } from '../../../alerts/own-channels.ts'
import { pinnedFetch } from '../../../alerts/pinned-fetch.ts'
import { checkAddress, type Resolve } from '../../../alerts/public-address.ts'
import { postSigned } from '../../../alerts/webhook.ts'
import type { Answer } from '../../../alerts/channel.ts'
import type { Db } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import type { Target } from '../store/webhooks.ts'
import type { Json } from './template.ts'

/** The way to a receiver; the network without it. */
export type Outside = {
  resolve?: Resolve
  fetchFrom?: (addresses: readonly string[]) => typeof globalThis.fetch
}

export type PostParts = { db: Db; config: Services['config']; outside?: Outside }

/** Why gramd posts nothing to an address, or the IP addresses to connect to. */
export async function checkTarget(
  { db, config, outside: { resolve } = {} }: PostParts,
  url: string,
  userId: string | null,
): Promise<Awaited<ReturnType<typeof checkAddress>>> {
  const allowPrivate = userId !== null && (await allowsPrivate(db, config, userId))
  return await checkAddress(url, { ...(resolve ? { resolve } : {}), allowPrivate })
}

/** The body of a request: the rows as an array, in a field, or the only one by itself. */
export function bodyOf(
  { batch_size, rows_field }: { batch_size: number; rows_field: string | null },
  rows: readonly Json[],
): string {
  if (rows_field !== null) return JSON.stringify({ [rows_field]: rows })
  return JSON.stringify(batch_size === 1 ? rows[0] : rows)
}

/**
 * Posts rows to a receiver, to the addresses that were checked just now. Rejects only with the
 * reason of the aborted signal.
 */
export async function postRows(
  parts: PostParts,
  target: Target & { createdBy: string | null },
  request: { id: string; body: string; signal: AbortSignal },
): Promise<Answer> {
  const checked = await checkTarget(parts, target.url, target.createdBy)
  if ('refusal' in checked)
    return { delivered: false, status: null, error: checked.refusal, final: true }
  const { fetchFrom = pinnedFetch } = parts.outside ?? {}
  const answer = await postSigned({
    ...request,
    url: target.url,
    secrets: [target.secret],
    fetch: fetchFrom(checked.addresses),
    ...(target.authorization !== null && { headers: { authorization: target.authorization } }),
  })
  // The real reason would show which ports of a host are open.
  return !answer.delivered && answer.status === null
    ? { ...answer, error: 'gave no answer' }
    : answer
}
