import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import {
  LIMIT_NAMES,
  PLATFORM_LIMITS,
  type PlatformLimits,
} from '../../../../ages/platform-limits.ts'
import { platformLimitSettings, sourceOf } from '../../../../settings/platform-limits.ts'
import { inUnitOf } from '../../../../settings/setting.ts'
import { tags } from '../../groups/group-view.ts'

const operation = operationsFor<{ config: PlatformLimits }>()

const LimitView = z
  .object({
    setting: z.string().openapi({ example: 'GRAMD_CAPTION_MAX_HASHTAGS' }),
    value: z.number().openapi({ description: 'In the unit of the setting' }),
    default: z.number(),
    meaning: z.string(),
    source: z.string().openapi({ description: 'With its day; or the setting that replaces it' }),
  })
  .openapi('PlatformLimit')

const LimitsView = z
  .object({
    caption: z.object({
      most_characters: z.int(),
      hashtags_warning: z.int().openapi({ description: 'With more, a plan warns' }),
      most_hashtags: z.int().openapi({ description: 'With more, accounts are left out' }),
      mentions_warning: z.int(),
      most_mentions: z.int(),
    }),
    most_files: z.int().openapi({ description: 'Of a carousel' }),
    data: z.array(LimitView).openapi({ description: 'All of them, with their sources' }),
  })
  .openapi('PlatformLimits')

/** The limits of Instagram, as settings. */
export const limitOperations = {
  getPublishingLimits: operation.get({
    path: '/api/publishing-limits',
    access: 'publishing:read',
    tags,
    summary: 'What Instagram takes of a post, as gramd judges it, with the source of each number',
    answer: LimitsView,
    success: 'The limits',
    run: async (_, { config }) => await Promise.resolve(viewLimits(config)),
  }),
}

const viewLimits = (limits: PlatformLimits) => ({
  caption: {
    most_characters: limits.captionMaxCharacters,
    hashtags_warning: limits.captionHashtagsWarning,
    most_hashtags: limits.captionMaxHashtags,
    mentions_warning: limits.captionMentionsWarning,
    most_mentions: limits.captionMaxMentions,
  },
  most_files: limits.carouselMaxFiles,
  data: LIMIT_NAMES.map((name) => {
    const { variable, usual, about } = PLATFORM_LIMITS[name]
    const source = sourceOf(limits, name)
    const value = Number(inUnitOf(name, platformLimitSettings[name], limits[name]))
    return { setting: variable, value, default: usual, meaning: about, source }
  }),
})
