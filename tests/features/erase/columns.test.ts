import { sql } from 'kysely'
import { features } from '../../../src/features/index.ts'
import { expect, test } from '../../fixtures/test.ts'
import { executeFor } from './erasures-of.ts'
import { findTraces } from './traces.ts'

const rules = features.flatMap(({ erasure = [] }) => erasure)

/** Every column that a rule names, as `table.column`. */
const DECLARED = rules.flatMap((rule) => {
  const columns = 'ids' in rule ? rule.ids : 'names' in rule ? rule.names : rule.words
  const others = 'ids' in rule ? (rule.alsoIn ?? []) : []
  return [...Object.keys(columns).map((column) => `${rule.table}.${column}`), ...others]
})

/** The columns of text that no rule names, by the reason why an erasure may pass them over. */
const PASSED_OVER: Record<string, readonly string[]> = {
  'it is about the creator of the row alone, and goes with the row': [
    'ai_insights.model prompt_version',
    'blog_highlights.cover_url platform_id story_locations',
    'blog_posts.code hashtags location_id location_name media_type music_id music_title platform_id',
    'blog_posts.product_type thumbnail_url',
    'blog_snapshots.engagement_trend',
    'blog_stories.hashtags media_type picture platform_id',
    'post_readings.platform_id',
    'blog_topics.matched_by',
    'campaign_alerts.key kind',
    'campaign_near_misses.code kind platform_id what',
    'campaign_promises.country words',
    'campaign_results.code kind label media_type platform_id product_type sign',
    'blogs.ai_model ai_prompt_version avatar_url business_category engagement_trend follower_tier',
    'blogs.city city_source full_name languages picture_id platform posts_source profile_source risk_evidence risk_flags',
    'blogs.scrape_status source',
    'media_uses.name',
    'relation_checks.accounts kinds status status_reason',
    'relation_members.kind',
    'scrape_tasks.error_code lease_owner status task_type',
    'rejected_creators.business_category full_name languages platform',
  ],
  'it goes with the check that it belongs to, and holds words and numbers of gramd': [
    'relation_events.data event',
    'relation_lists.kind reason state whole_because',
  ],
  'gramd chooses it from a few words': [
    'account_events.blames code event from_state to_state',
    'account_requests.kind outcome',
    'ai_alerts_sent.name',
    'ai_batch_rows.outcome',
    'ai_batches.error_code kind outcomes status',
    'ai_calls.kind outcome',
    'ai_gathering.kind',
    'ai_holds.code',
    'ai_sending.held',
    'app_login_refusals.app_version',
    'audit_log.action',
    'bindings.kind',
    'campaign_changes.kind',
    'campaigns.time_zone',
    'catalog_comments.comment_id kind media_id parent_id',
    'catalog_syncs.begun_by counts options reason status type',
    'catalog_sync_posts.code message outcome',
    'executions.error_class error_code error_message ids language media_id permalink route sent_as status step username waits_for waits_message warnings',
    'post_captions.flags language service source_hash',
    'posts.as_is as_is_by language location source_hash status time_zone type',
    'product_conflicts.field resolved_to',
    'product_drafts.decided_by flags status',
    'publishing_accounts.formality language',
    'publishing_notices.name',
    'publishing_account_states.state',
    'uploads.codecs conversions kind media_type warnings',
    'cron_ticks.error_code name',
    'erased_creators.kind',
    'job_tasks.status',
    'jobs.kind',
    'gramd_backfills.name version',
    'gramd_migrations.checksum name phase version commit',
    'last_backup.version',
    'list_members.currency status',
    'former_list_members.currency status',
    'watch_news.kind',
    'watches.digest digest_time language',
    'instagram_accounts.lease_for paused_from purpose rest_code session_source state',
    'notification_deliveries.channel state',
    'notification_channels.kind',
    'notifications.audience kind severity',
    'past_attempts.error_code outcome',
    'project_advice.language prompt_version',
    'project_versions.tag_code',
    'paused_task_types.task_type',
    'pool_stops.cause',
    'publication_log.action route status username',
    'proxies.death_cause protocol state',
    'relation_pair_checks.status status_reason',
    'relation_pair_people.lists trouble',
    'saved_views.page',
    'shares.csv_rows kind language subject',
    'campaign_reports.channels language planned_zone',
    'campaign_report_sends.channel state',
    'outgoing_webhooks.rows',
    'relation_pair_questions.answer basis reason',
    'task_events.event task_type',
    'tier_benchmarks.metric tier',
    'glossaries.from_language to_language',
    'translation_usage.service',
    'translations.formality from_language service to_language',
    'users.home language role theme time_zone',
    'connections.kind login rights_granted rights_missing state state_reason state_text',
    'connection_choices.purpose',
    'connection_dialogs.login purpose redirect_uri return_to',
    'graph_usage.key scope',
    'refused_metrics.gap login media_type metric version',
    'webhook_events.dedup_key error field status',
    'webhook_subscriptions.error fields',
  ],
  'it names the accounts, proxies, people and machines of the operator': [
    'account_requests.removed_username',
    'api_tokens.name scopes',
    'connection_deletions.code',
    'connections.granted_by name page_id page_name platform_id username',
    'audit_log.address name principal request_id',
    'idempotency_keys.key principal',
    'instagram_accounts.app_profile device_seed lease_owner notes platform_id time_zone username',
    'instances.name',
    'past_attempts.owner',
    'notification_channels.label',
    'proxies.country host label',
    'publication_log.proxy',
    'relation_pair_checks.accounts',
    'relation_pair_people.account',
    'relation_pair_questions.tried',
    'shares.password_hash',
    'outgoing_webhooks.host',
    'team_profile.name',
    'user_sessions.address user_agent',
    'users.email login name password_hash',
    'webhook_events.account_id',
    'known_places.kind',
  ],
  'a person of the team chose it for a subject, and it stays (docs/privacy.md)': [
    'campaign_codes.code',
    'outgoing_webhooks.name rows_field template',
    'campaigns.disclosures hashtags links',
    'categories.name',
    'category_synonyms.synonym term',
    'discovery_hashtags.filters hashtag',
    'glossaries.entries',
    'groups.colour description name shape',
    'lists.name',
    'projects.name',
    'store_notices.kind',
    'team_currency.currency',
    'team_rates.base_currency currency',
    'stores.approved_as categories currency languages name product_url slug',
  ],
  'it is the key of a row, and goes when the fill of a column has ended': [
    'gramd_backfills.cursor',
  ],
  'it holds numbers, by names of metrics': ['project_versions.predicted'],
  'it is a kind of request, without whom it was for': ['account_requests.endpoint'],
  'a person of the team calls a file so, and it goes after some days or with its post': [
    'uploads.file_name report',
  ],
  "it is a post of the team's own account, or its numbers, as Meta tells them": [
    'account_insights.demographics gaps metrics raw',
    'media_insights.gaps metrics raw',
    'own_media.final_gap permalink platform_id shortcode sync_error sync_status type',
    'own_stories.metrics platform_id reason story_id',
    'refused_metrics.object_id',
    'own_media_sync.username',
    'webhook_events.media_id',
    'catalog_posts.account_id extracted_pictures outcome permalink picture_ids picture_urls platform_id reason state type',
    'catalog_pages.after next',
    'products.categories collection currency model_url sku slug source source_id source_url status tags touched variants',
  ],
  'OpenAI says it of a whole batch or model': [
    'ai_batches.error_file_id error_message input_file_id model output_file_id prompt remote_id',
    'ai_calls.model',
    'project_advice.model',
    'ai_holds.message model',
    'ai_models.base_url id',
  ],
  'a connection or a task that is about no creator failed with it': [
    'cron_ticks.error_message',
    'proxies.last_error',
  ],
  'a translation service says it of itself': [
    'translation_services.fingerprint languages rest_fault rest_message service',
  ],
  'it is the topic in other letters, and goes with it': ['blog_topics.term', 'ignored_topics.term'],
}

const passedOver = Object.values(PASSED_OVER).flatMap((groups) =>
  groups.flatMap((group) => {
    const [table = '', columns = ''] = group.split('.')
    return columns.split(' ').map((column) => `${table}.${column}`)
  }),
)

test('an erasure knows every column of text, or passes it over for a reason', async ({ db }) => {
  const { rows } = await sql<{ name: string; type: string }>`
    select c.relname || '.' || a.attname as name, format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind in ('r', 'p') and not c.relispartition
      and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`.execute(
    db,
  )
  const texts = rows.filter(({ type }) => /^(text(\[\])?|jsonb?|character varying.*)$/.test(type))
  const known = new Set<string>([...DECLARED, ...passedOver])

  expect(texts.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
  const columns = new Set(rows.map(({ name }) => name))
  expect([...known].filter((name) => !columns.has(name))).toEqual([])
  expect(passedOver.filter((name) => DECLARED.some((each) => each === name))).toEqual([])
})

test('one rule of a table says which rows are a creator’s', () => {
  const own = rules.filter((rule) => 'ids' in rule).map(({ table }) => table)
  const named = rules.filter((rule) => 'names' in rule).map(({ table }) => table)

  expect(own).toEqual([...new Set(own)])
  expect(named).toEqual([...new Set(named)])
})

test('an erasure blanks what the platform said to an account about the creator, and nothing else', async ({
  db,
}) => {
  await sql`
    with account as (
      insert into instagram_accounts (username, device_seed, state, last_error)
      values ('worker', 'seed', 'suspended', 'unknown answer about erase.me') returning id
    )
    insert into account_events (account_id, event, detail)
    select id, 'fault', detail::jsonb from account,
      unnest(array['{"sample": "{\\"username\\":\\"erase.me\\"}"}', '{"sample": "nasa"}']) detail`.execute(
    db,
  )

  await executeFor(db, features, { words: ['erase.me'] })

  expect(await findTraces(db, ['erase.me'])).toEqual([])
  const left = await db.selectFrom('account_events').select('detail').orderBy('id').execute()
  expect(left.map(({ detail }) => detail)).toEqual([{}, { sample: 'nasa' }])
})
