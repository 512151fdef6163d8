import { z } from '../../http/router.ts'

export const MOST_PAIRS = 1_000

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const PairPerson = z
  .union(
    [
      z.string().min(1).max(2_000),
      z.strictObject({
        platform_id: z.string().regex(/^\d{1,30}$/, "expected the platform's id: digits"),
      }),
    ],
    {
      error: 'expected a name, an address, the id of a blog or {platform_id}',
    },
  )
  .openapi({
    description:
      "A username with or without @, the address of a profile, the id of a blog, or the platform's id as {platform_id}",
    example: 'natgeo',
  })
export type PairPerson = z.output<typeof PairPerson>

export const PairsRequest = z
  .strictObject({
    pairs: z
      .array(z.strictObject({ a: PairPerson, b: PairPerson }))
      .min(1)
      .max(MOST_PAIRS),
    confirm: z.boolean().default(false).openapi({
      description: 'Go ahead even if it takes more than GRAMD_RELATION_CONFIRM_REQUESTS requests',
    }),
  })
  .openapi('RelationPairsRequest')
export type PairsRequest = z.output<typeof PairsRequest>
