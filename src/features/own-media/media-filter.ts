import { OWN_MEDIA_TYPES, type OwnMediaType } from '../../platforms/own-media-reader.ts'
import { z } from '../../http/router.ts'
import type { MediaFilter } from './store/media-list.ts'

/** Types as people name them. */
const TYPES = {
  reels: ['REEL'],
  videos: ['VIDEO'],
  images: ['IMAGE'],
  carousels: ['CAROUSEL'],
  stories: ['STORY'],
  posts: OWN_MEDIA_TYPES.filter((type) => type !== 'STORY'),
} as const satisfies Record<string, readonly OwnMediaType[]>

const typeNames = Object.keys(TYPES) as (keyof typeof TYPES)[]

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time' })

export const momentFields = {
  since: moment.optional().openapi({ description: 'From this time on' }),
  until: moment.optional().openapi({ description: 'Before this time' }),
}

export const mediaFilterFields = {
  type: z.enum(typeNames).optional().openapi({ example: 'reels' }),
  ...momentFields,
}

export const readMediaFilter = ({
  type,
  since,
  until,
}: z.output<z.ZodObject<typeof mediaFilterFields>>): MediaFilter => ({
  types: type && TYPES[type],
  since,
  until,
})
