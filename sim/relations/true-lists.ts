import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { MembersSum, TrueMember } from '../instagram/members-truth.ts'
import type { ListKind } from '../instagram/world/relations/layout.ts'
import type { ControlClient } from '../run/control-client.ts'

const Sum = z.object({ count: z.number(), ids: z.string(), whole: z.string() })
const Sums = z.object({ followers: Sum, following: Sum })
const Line = z.object({
  platformId: z.string(),
  username: z.string(),
  isPrivate: z.boolean().nullable(),
  isVerified: z.boolean().nullable(),
})

/** Counts and sums of the creator's lists as they are now. */
export const trueSums = async (
  control: ControlClient,
  username: string,
): Promise<Record<ListKind, MembersSum>> =>
  Sums.parse(await control.get(`/creators/${username}/lists`))

/** The members of a list as it is now, as a stream. */
export async function* trueList(
  controlUrl: string,
  username: string,
  list: ListKind,
): AsyncGenerator<TrueMember> {
  const response = await fetch(new URL(`/creators/${username}/lists/${list}`, controlUrl))
  if (!response.ok || !response.body)
    throw new Error(`the list of ${username} answered ${response.status}`)
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) }))
    if (line !== '') yield Line.parse(JSON.parse(line))
}
