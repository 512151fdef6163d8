import { describeReference } from '../../../http/references.ts'
import { GROUP } from './group-reference.ts'
import { z } from '../../../http/router.ts'
import { languageCode } from '../language-code.ts'
import { FORMALITIES, type PublishingSettings } from './store/publishing-accounts/settings.ts'

const MAX_GROUPS = 100

/** Names a group in files, too; the operation finds all of them with one statement. */
const groupName = z.string().min(1).max(100).openapi(describeReference(GROUP))

/** Fields of an account that publishes, as bodies take them. */
export const publishingFields = {
  language: languageCode('kk').nullable().optional().openapi({
    description: 'ISO 639-1, into which captions are translated; null: they stay as they are',
    example: 'kk',
  }),
  formality: z.enum(FORMALITIES).optional().openapi({
    description: 'How translations address readers, where the language knows a difference',
  }),
  posts_limit_per_day: z.int().min(1).max(100).optional().openapi({
    description: '10 unless you say so; less while it warms up',
  }),
  account_age_days: z.int().min(0).max(10_000).optional().openapi({
    description: 'How old the account is at Instagram; else its age counts from when it was added',
  }),
  warmup_stage: z.int().min(0).max(3).nullable().optional().openapi({
    description: '3: full limits; null: by its age',
  }),
  groups: z.array(groupName).max(MAX_GROUPS).optional().openapi({
    description: 'All groups that it is in, by name or id',
  }),
}

type SettingsChange = {
  [Field in keyof PublishingSettings]?: PublishingSettings[Field] | undefined
}

/** Returns the publishing settings in a body; undefined when it has none. */
export function publishingSettings(body: SettingsChange): PublishingSettings | undefined {
  const { language, formality, posts_limit_per_day, account_age_days, warmup_stage, groups } = body
  const settings = {
    language,
    formality,
    posts_limit_per_day,
    account_age_days,
    warmup_stage,
    groups,
  }
  return Object.values(settings).some((value) => value !== undefined) ? settings : undefined
}
