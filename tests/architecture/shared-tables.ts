import type { SharedTable } from './table-homes.ts'

/** The tables that several files still write. Move a statement into the file of its table, and shorten its entry. */
export const SHARED_TABLES: Record<string, SharedTable> = {
  account_events: {
    reason: 'not moved into one file yet',
    files: [
      'sql/functions/lease_account.sql',
      'src/pool/accounts/update-account.ts',
      'src/pool/budget/lease.ts',
      'src/pool/sessions/due-sessions.ts',
      'src/pool/sessions/login-store.ts',
      'src/pool/sessions/renewal-switch.ts',
      'src/pool/state/transition.ts',
    ],
  },
  account_requests: {
    reason: 'not moved into one file yet',
    files: [
      'sql/functions/begin_login.sql',
      'sql/functions/end_request.sql',
      'sql/functions/lease_account.sql',
      'sql/functions/release_account.sql',
      'sql/functions/reserve_request.sql',
      'src/pool/accounts/accounts-store.ts',
      'src/pool/budget/lease.ts',
      'src/pool/budget/ledger.ts',
      'src/pool/sessions/login-store.ts',
    ],
  },
  ai_alerts_sent: {
    reason: 'not moved into one file yet',
    files: ['src/ai/money/alert-once.ts', 'src/ai/money/hold.ts'],
  },
  ai_batch_rows: {
    reason: 'not moved into one file yet',
    files: [
      'src/ai/batches/batch-store.ts',
      'src/ai/batches/ingest-store.ts',
      'src/ai/batches/unsent-batch-store.ts',
    ],
  },
  ai_batches: {
    reason: 'not moved into one file yet',
    files: [
      'src/ai/batches/batch-store.ts',
      'src/ai/batches/cancel-batch.ts',
      'src/ai/batches/ingest-store.ts',
      'src/ai/batches/unsent-batch-store.ts',
    ],
  },
  app_login_refusals: {
    reason: 'not moved into one file yet',
    files: ['src/pool/sessions/login-block.ts', 'src/pool/sessions/login-store.ts'],
  },
  catalog_posts: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/extract/apply-drafts.ts',
      'src/features/catalog/extract/costs-store.ts',
      'src/features/catalog/extract/note-failure.ts',
      'src/features/catalog/posts/store/post-decisions.ts',
      'src/features/catalog/posts/store/posts.ts',
    ],
  },
  catalog_sync_posts: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/extract/costs-store.ts',
      'src/features/catalog/syncs/store/syncs.ts',
    ],
  },
  catalog_syncs: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/extract/costs-store.ts',
      'src/features/catalog/syncs/store/log-syncs.ts',
      'src/features/catalog/syncs/store/syncs.ts',
    ],
  },
  connection_choices: {
    reason: 'not moved into one file yet',
    files: ['src/connections/dialogs-store.ts', 'src/connections/tokens.ts'],
  },
  connections: {
    reason: 'not moved into one file yet',
    files: [
      'src/connections/care.ts',
      'src/connections/connections-store.ts',
      'src/connections/tokens.ts',
      'src/connections/trouble.ts',
    ],
  },
  graph_usage: {
    reason: 'not moved into one file yet',
    files: ['src/connections/disconnect.ts', 'src/connections/usage-store.ts'],
  },
  group_members: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/publishing/groups/store/members.ts',
      'src/features/publishing/groups/store/publishing-accounts.ts',
    ],
  },
  instagram_accounts: {
    reason: 'not moved into one file yet',
    files: [
      'sql/functions/close_accounts.sql',
      'sql/functions/end_request.sql',
      'sql/functions/lease_account.sql',
      'sql/functions/release_account.sql',
      'src/pool/accounts/accounts-store.ts',
      'src/pool/accounts/pause-account.ts',
      'src/pool/accounts/sealed-columns.ts',
      'src/pool/accounts/update-account.ts',
      'src/pool/budget/lease.ts',
      'src/pool/proxies/proxy-accounts.ts',
      'src/pool/sessions/await-renewal.ts',
      'src/pool/sessions/dead-session.ts',
      'src/pool/sessions/due-sessions.ts',
      'src/pool/sessions/login-store.ts',
      'src/pool/sessions/renewal-switch.ts',
      'src/pool/sessions/session-store.ts',
      'src/pool/work/outcome.ts',
    ],
  },
  notification_deliveries: {
    reason: 'not moved into one file yet',
    files: [
      'src/alerts/deliveries.ts',
      'src/alerts/dispatch.ts',
      'src/alerts/notifications-store.ts',
    ],
  },
  notifications: {
    reason: 'not moved into one file yet',
    files: [
      'src/alerts/deliveries.ts',
      'src/alerts/dispatch.ts',
      'src/alerts/raise.ts',
      'src/alerts/test-message.ts',
    ],
  },
  past_attempts: {
    reason: 'not moved into one file yet',
    files: [
      'src/queue/batch.ts',
      'src/queue/care/erase.ts',
      'src/queue/care/lifecycle.ts',
      'src/queue/care/release.ts',
      'src/queue/care/rescue.ts',
      'src/queue/care/retire.ts',
      'src/queue/settle.ts',
    ],
  },
  pool_stops: {
    reason: 'not moved into one file yet',
    files: ['src/pool/state/circuit-breaker.ts', 'src/pool/state/stop.ts'],
  },
  posts: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/publishing/executions/person-acts.ts',
      'src/features/publishing/posts/begin-post.ts',
      'src/features/publishing/posts/schedule-post.ts',
      'src/features/publishing/posts/start-post.ts',
      'src/features/publishing/posts/store/end-translation.ts',
      'src/features/publishing/posts/store/post-state.ts',
      'src/features/publishing/posts/store/posts.ts',
      'src/features/publishing/posts/store/settle-post.ts',
      'src/features/publishing/posts/store/translation-failures.ts',
      'src/features/publishing/posts/tasks/publish-due-posts.ts',
    ],
  },
  product_conflicts: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/notices/notify-of-products.ts',
      'src/features/catalog/products/follow-post.ts',
      'src/features/catalog/products/store/conflicts.ts',
    ],
  },
  product_drafts: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/drafts/store/approve-drafts.ts',
      'src/features/catalog/drafts/store/drafts.ts',
      'src/features/catalog/extract/apply-drafts.ts',
      'src/features/catalog/extract/duplicates.ts',
      'src/features/catalog/extract/note-failure.ts',
      'src/features/catalog/notices/notify-of-drafts.ts',
      'src/features/catalog/posts/store/changed-posts.ts',
      'src/features/catalog/posts/store/post-decisions.ts',
      'src/features/catalog/posts/store/posts.ts',
    ],
  },
  product_pictures: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/products/store/own-pictures.ts',
      'src/features/catalog/products/store/product-pictures.ts',
    ],
  },
  products: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/drafts/store/approve-drafts.ts',
      'src/features/catalog/notices/notify-of-products.ts',
      'src/features/catalog/posts/store/changed-posts.ts',
      'src/features/catalog/posts/store/posts.ts',
      'src/features/catalog/products/follow-post.ts',
      'src/features/catalog/products/store/bulk-products.ts',
      'src/features/catalog/products/store/conflicts.ts',
      'src/features/catalog/products/store/fit-prices.ts',
      'src/features/catalog/products/store/products.ts',
      'src/features/catalog/products/store/source.ts',
      'src/features/catalog/videos/videos-store.ts',
    ],
  },
  proxies: {
    reason: 'not moved into one file yet',
    files: [
      'sql/functions/end_request.sql',
      'src/pool/accounts/sealed-columns.ts',
      'src/pool/proxies/proxies-store.ts',
      'src/pool/proxies/proxy-replacement.ts',
      'src/pool/proxies/proxy-strike.ts',
      'src/pool/work/check-publishers.ts',
      'src/pool/work/proxy-care.ts',
    ],
  },
  publication_log: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/publishing/executions/store/journal.ts',
      'src/features/publishing/executions/store/log.ts',
    ],
  },
  publishing_accounts: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/publishing/executions/gates.ts',
      'src/features/publishing/executions/store/account-pauses.ts',
      'src/features/publishing/executions/store/quota.ts',
      'src/features/publishing/executions/store/rest-at-limit.ts',
      'src/features/publishing/groups/store/members.ts',
      'src/features/publishing/groups/store/publishing-accounts.ts',
      'src/features/publishing/upkeep/clear-unused-sessions.ts',
    ],
  },
  refused_metrics: {
    reason: 'not moved into one file yet',
    files: ['src/connections/dialogs-store.ts', 'src/connections/refused-metrics-store.ts'],
  },
  scrape_tasks: {
    reason: 'not moved into one file yet',
    files: [
      'sql/functions/claim_keyed_tasks.sql',
      'sql/functions/claim_tasks.sql',
      'src/queue/batch.ts',
      'src/queue/care/bulk.ts',
      'src/queue/care/erase.ts',
      'src/queue/care/lifecycle.ts',
      'src/queue/care/rescue.ts',
      'src/queue/settle.ts',
      'src/queue/withhold.ts',
    ],
  },
  scrape_tasks_ended: {
    reason: 'not moved into one file yet',
    files: ['src/queue/care/erase.ts', 'src/queue/care/lifecycle.ts', 'src/queue/care/retire.ts'],
  },
  scrape_tasks_open: {
    reason: 'not moved into one file yet',
    files: [
      'src/queue/batch.ts',
      'src/queue/care/lifecycle.ts',
      'src/queue/enqueue.ts',
      'src/queue/raise-priority.ts',
      'src/queue/settle.ts',
    ],
  },
  stores: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/catalog/stores/store/connection.ts',
      'src/features/catalog/stores/store/stores-to-read.ts',
      'src/features/catalog/stores/store/stores.ts',
    ],
  },
  task_events: {
    reason: 'not moved into one file yet',
    files: [
      'sql/functions/claim_keyed_tasks.sql',
      'sql/functions/claim_tasks.sql',
      'src/queue/batch.ts',
      'src/queue/care/bulk.ts',
      'src/queue/care/erase.ts',
      'src/queue/care/lifecycle.ts',
      'src/queue/care/rescue.ts',
      'src/queue/care/retire.ts',
      'src/queue/enqueue.ts',
      'src/queue/settle.ts',
      'src/queue/withhold.ts',
    ],
  },
  translation_services: {
    reason: 'not moved into one file yet',
    files: [
      'src/features/publishing/translations/store/services.ts',
      'src/features/publishing/translations/store/usage.ts',
    ],
  },
}
