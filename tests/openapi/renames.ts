/** Names of fields and parameters of these paths, as they were and as they are: every spelling but one. */
export type Rename = { paths: readonly string[]; names: Readonly<Record<string, string>> }

/**
 * What may differ from the API before: `npm run openapi:compare` reads a stored document with these names.
 * CHANGELOG.md repeats each, as `rowOf` writes it.
 */
export const RENAMES: readonly Rename[] = [
  {
    paths: [
      '/api/ig/accounts/{account_id}',
      '/api/ig/{account_id}/media',
      '/api/ig/{account_id}/media/export',
      '/api/ig/{account_id}/insights',
      '/api/ig/{account_id}/insights/export',
      '/api/ig/{account_id}/sync/enqueue',
    ],
    names: { accountId: 'account_id' },
  },
  { paths: ['/api/webhooks/instagram/events/{event_id}/raw'], names: { eventId: 'event_id' } },
  { paths: ['/api/stores/{id}/refresh'], names: { scanId: 'scan_id' } },
  {
    paths: [
      '/api/instagram/scan/{id}',
      '/api/instagram/scan/{id}/cancel',
      '/api/instagram/sync-history',
    ],
    names: {
      cost_usd: 'costUsd',
      oldest_post: 'oldestPost',
      newest_post: 'newestPost',
      started_at: 'startedAt',
      completed_at: 'completedAt',
      duration_seconds: 'durationSeconds',
    },
  },
  {
    paths: ['/api/instagram/scan/{id}/posts'],
    names: {
      store_id: 'storeId',
      media_id: 'mediaId',
      taken_at: 'takenAt',
      product_id: 'productId',
      in_sync: 'inSync',
    },
  },
  {
    paths: ['/api/instagram/sync-history', '/api/instagram/scan/{id}/posts'],
    names: { next_cursor: 'nextCursor', has_more: 'hasMore' },
  },
  { paths: ['/api/instagram/connection'], names: { connection_id: 'connectionId' } },
  {
    paths: ['/api/instagram/auth/url', '/api/ig/auth/url'],
    names: { expires_at: 'expiresAt' },
  },
  {
    paths: ['/api/ig/auth/callback', '/api/instagram/auth/callback', '/api/ig/auth/confirm'],
    names: {
      missing_scopes: 'missingScopes',
      expires_at: 'expiresAt',
      page_id: 'pageId',
      page_name: 'pageName',
      ig_user_id: 'igUserId',
    },
  },
  {
    paths: ['/api/ig/auth/choose'],
    names: {
      missing_scopes: 'missingScopes',
      expires_at: 'expiresAt',
      page_id: 'pageId',
      page_ids: 'pageIds',
      page_name: 'pageName',
      ig_user_id: 'igUserId',
    },
  },
  {
    paths: ['/api/ig/bind', '/api/ig/bind/{id}'],
    names: {
      project_id: 'projectId',
      version_id: 'versionId',
      media_id: 'mediaId',
      created_at: 'createdAt',
    },
  },
  {
    paths: [
      '/api/discovery/runs',
      '/api/discovery/sources',
      '/api/hashtags',
      '/api/hashtags/{hashtag}',
    ],
    names: { seen: 'examined' },
  },
  {
    paths: ['/api/blogs/{id}/category'],
    names: { given: 'manual', given_at: 'assigned_at' },
  },
  {
    paths: ['/api/ig/accounts', '/api/ig/accounts/{account_id}'],
    names: { told_at: 'reported_at' },
  },
  {
    paths: [
      '/api/products',
      '/api/products/conflicts/{id}/resolve',
      '/api/products/drafts/{id}/approve',
      '/api/products/links/decide',
      '/api/products/links/show',
      '/api/products/pictures/{id}',
      '/api/products/source/{id}',
      '/api/products/{id}',
    ],
    names: { source_kept_at: 'source_loss_accepted_at' },
  },
  {
    paths: [
      '/api/products/export/check',
      '/api/uploads',
      '/api/uploads/{id}',
      '/api/uploads/{id}/crop',
    ],
    names: { misfits: 'violations' },
  },
  {
    paths: [
      '/api/posts',
      '/api/posts/{id}',
      '/api/posts/{id}/cancel',
      '/api/posts/{id}/duplicate',
      '/api/posts/{id}/publish',
      '/api/posts/{id}/schedule',
    ],
    names: { publish_asked_at: 'publish_requested_at' },
  },
  {
    paths: ['/api/auth/sessions'],
    names: { seen_at: 'last_seen_at' },
  },
  {
    paths: ['/api/me/channels'],
    names: { shown: 'label' },
  },
  {
    paths: ['/api/ig/media/{id}/suggestions', '/api/ig/resolve'],
    names: { likeness: 'similarity' },
  },
]

/** Values of fields and parameters with these names, as they were and as they are. */
export const RENAMED_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  waits_code: { rest: 'cooldown', gap: 'min_interval', spread: 'stagger' },
  missing: { counted_anew: 'recounted' },
  reason: { not_told: 'not_sent' },
  kind: { nobody: 'anonymous' },
}

/** Fields of requests that take more than before: another name of `ids`, and money as a number. */
export const WIDENED: Readonly<Record<string, readonly string[]>> = {
  'post /api/products/drafts/batch-approve': ['draftIds'],
  'post /api/products/drafts/batch-reject': ['draftIds'],
  'patch /api/lists/{id}/members/{blog}': ['price'],
  'patch /api/products/drafts/{id}': ['price', 'compare_at_price'],
  'post /api/products/conflicts/{id}/resolve': ['price', 'compare_at_price'],
  'post /api/products': ['price', 'compare_at_price', 'cost_per_item'],
  'patch /api/products/{id}': ['price', 'compare_at_price', 'cost_per_item'],
}

/** What answers and requests have by now where nothing was: ends of the places. CHANGELOG.md says what it is. */
export const ADDED: readonly RegExp[] = [
  // Versions of what people edit.
  /\/(patch|put)\/parameters(\/header If-Match)?$/,
  /\/(patch|put)\/responses\/412$/,
  /\/responses\/20[01]\/headers$/,
  // What an ambiguous name may mean.
  /\/errors\/items\/properties\/candidates$/,
  // Which accounts are in a group, and how many may be given.
  /\/properties\/(accounts|connections)\/maxItems$/,
  /^\/paths\/\/api\/groups.*\/(properties\/accounts_version|required\/"accounts_version")$/,
]

/** Schemas with a name that the document did not have: one for each spelling. */
export const NEW_SCHEMAS: readonly string[] = ['ContractBinding']

/** The renamed values of a field as a row of a table. */
export const rowOfValues = (field: string, values: Readonly<Record<string, string>>): string =>
  `| \`${field}\` | ${quoted(Object.keys(values))} | ${quoted(Object.values(values))} |`

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** A rename as a row of a table. */
export const rowOf = ({ paths, names }: Rename): string =>
  `| ${quoted(paths)} | ${quoted(Object.keys(names))} | ${quoted(Object.values(names))} |`
