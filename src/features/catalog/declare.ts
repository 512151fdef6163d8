import { z } from 'zod'
import { alertKinds } from '../../alerts/kinds.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { days, daysOrForever, wholeFrom } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { CATALOG_COMMANDS } from './catalog-commands.ts'
import { isCurrency, NO_CURRENCY } from '../../base/currency.ts'

const MINUTE_MS = 60_000

export const CATALOG_ALERTS = alertKinds({
  drafts_ready: ['info', 'New product drafts wait for you', 'user'],
  product_conflicts: ['warning', 'A post says something else than the shop', 'user'],
  product_posts_gone: ['info', 'Posts of products are gone from Instagram', 'user'],
  product_posts_dropped: ['info', 'Posts do not sell their products any more', 'user'],
  drafts_expiring: ['warning', 'Product drafts expire within two days', 'user'],
  store_posts_failing: ['warning', 'More than 5 % of the posts of a store fail', 'user'],
  store_syncs_failing: ['warning', 'More than 10 % of the syncs of a store fail', 'user'],
  store_drafts_wrong: ['warning', 'The model is often wrong about the products of a store', 'user'],
  store_limited: ['warning', 'A store waits for a limit of Meta’s or of the model’s', 'user'],
})

export const catalogDeclaration = {
  name: 'catalog',
  settings: {
    'Stores and products': {
      catalogCurrency: setting(
        'GRAMD_CATALOG_CURRENCY',
        z.string().refine(isCurrency, NO_CURRENCY).default('KES'),
        'The currency of a new store, by ISO 4217.',
      ),
      catalogPollMs: setting(
        'GRAMD_CATALOG_POLL_MINUTES',
        wholeFrom(1, 1_440)
          .transform((minutes) => minutes * MINUTE_MS)
          .prefault('1'),
        'How often gramd looks for new posts of a store with auto-sync, in minutes, 1 to ' +
          '1440: one request each time.',
      ),
      catalogDraftMs: setting(
        'GRAMD_CATALOG_DRAFT_DAYS',
        days(3, 365).prefault('7'),
        'How many days a draft waits for the seller, 3 to 365; an expired one can be restored ' +
          'for 30 days.',
      ),
      catalogModelCalls: setting(
        'GRAMD_CATALOG_MODEL_CALLS',
        wholeFrom(1, 100).prefault('4'),
        'Posts of stores about which a model is asked at once, of all stores and replicas ' +
          'together, 1 to 100; GRAMD_OPENAI_DIRECT_CALLS has to allow as many. With answers of ' +
          'six seconds, 4 read 40 posts a minute, and 10 read 100: raise it as far as the tier ' +
          'of your OpenAI account allows.',
      ),
    },
    [RETENTION]: {
      catalogCommentRetentionMs: setting(
        'GRAMD_CATALOG_COMMENT_RETENTION_DAYS',
        daysOrForever.prefault('180'),
        'Retention of comments on posts of stores and mentions of their accounts, in days; 0 ' +
          'keeps them.',
      ),
      catalogSyncRetentionMs: setting(
        'GRAMD_CATALOG_SYNC_RETENTION_DAYS',
        daysOrForever.prefault('365'),
        'Retention of the history of scans and syncs of stores, in days; 0 keeps it.',
      ),
    },
  },
  commands: CATALOG_COMMANDS,
  alertKinds: Object.values(CATALOG_ALERTS),
} as const satisfies Declaration
