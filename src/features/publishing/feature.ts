import { mountOperations } from '../../http/operations/mount.ts'
import { createDecodeGate } from '../../media/decode-gate.ts'
import type { Feature } from '../manifest.ts'
import { postsToConfirm } from './posts/store/to-confirm.ts'
import { publishingDeclaration } from './declare.ts'
import { countGroups, leaveGroups } from './groups/store/members.ts'
import { GROUPS_VERSION } from './groups/store/groups.ts'
import { endWithConnection } from './executions/end-with-connection.ts'
import { createJournal } from './executions/store/action-log.ts'
import { publishToAccount } from './executions/tasks/publish-to-account.ts'
import { removePublication } from './executions/tasks/remove-publication.ts'
import { POSTS_VERSION } from './posts/store/posts/posts.ts'
import { PUBLISHING_METRICS } from './metrics.ts'
import { operations } from './operations/index.ts'
import { publishDuePosts } from './posts/tasks/publish-due-posts.ts'
import { translatePost } from './posts/tasks/translate-post.ts'
import { TRANSLATED_CHARACTERS } from './translations/metrics.ts'
import { translationKind } from './translations/translation-kind.ts'
import { checkPublishers } from './upkeep/check-publishers.ts'
import { clearUnusedSessions } from './upkeep/clear-unused-sessions.ts'
import { dropOldUploads } from './uploads/keep-uploads.ts'
import { publishingPages } from './pages/index.ts'
import { removeFoldersOfTheDead } from './uploads/remove-dead-folders.ts'

/** Posts that editors publish on many accounts, in groups. */
export const publishing: Feature = {
  ...publishingDeclaration,
  tasks: [
    removePublication,
    publishToAccount,
    publishDuePosts,
    translatePost,
    translationKind.task,
    checkPublishers,
    clearUnusedSessions,
  ],
  aiKinds: [translationKind],
  pages: publishingPages,
  routes: (services) => mountOperations({ ...services, gate: createDecodeGate() }, operations),
  cron: (config) => [
    {
      name: 'check_publishers',
      pattern: config.cronCheckPublishers,
      taskType: checkPublishers,
      payload: {},
    },
    {
      name: 'clear_unused_sessions',
      pattern: '40 4 * * *',
      taskType: clearUnusedSessions,
      payload: {},
    },
    { name: 'publish_due_posts', pattern: '* * * * *', taskType: publishDuePosts, payload: {} },
  ],
  metrics: [TRANSLATED_CHARACTERS, ...PUBLISHING_METRICS],
  start: removeFoldersOfTheDead,
  retention: (config) => [
    {
      tables: ['translations'],
      keepMs: config.translationRetentionMs,
      olderBy: 'translated_at',
    },
    { tables: ['translation_answers'], keepMs: 2 * 24 * 3_600_000, olderBy: 'created_at' },
    { tables: ['publication_log'], keepMs: config.publicationLogRetentionMs, olderBy: 'at' },
    {
      tables: ['publishing_account_states'],
      keepMs: config.publicationLogRetentionMs,
      olderBy: 'observed_at',
    },
    {
      tables: ['uploads'],
      keepMs: config.uploadRetentionMs,
      remove: async ({ db }, keepMs, signal) =>
        await dropOldUploads({ db, folder: config.uploadsFolder }, keepMs, signal),
    },
  ],
  changes: [
    { name: 'groups', scope: 'publishing:read', version: GROUPS_VERSION },
    { name: 'posts', scope: 'publishing:read', version: POSTS_VERSION },
  ],
  // Posts are the team's own; whom they name may be erased.
  erasure: [
    {
      table: 'posts',
      names: { caption: 'text', first_comment: 'text', collaborators: 'usernames' },
    },
    { table: 'posts', words: { translation_failures: 'items' } },
    { table: 'post_media', names: { alt_text: 'text' } },
    { table: 'post_media', words: { user_tags: 'items' } },
    { table: 'post_captions', names: { text: 'text', comment: 'text', source_caption: 'text' } },
    {
      table: 'executions',
      names: { caption: 'text', comment: 'text', uninvited: 'usernames' },
    },
    { table: 'executions', words: { progress: 'null' } },
    { table: 'publication_log', words: { details: 'empty', requests: 'items' } },
    // Texts that name an erased person are deleted, corrections by users too; such a caption is
    // translated again.
    { table: 'translations', names: { text: 'text' }, go: true },
    { table: 'translation_answers', names: { texts: 'json' }, go: true },
  ],
  actionLog: createJournal,
  connectionUses: countGroups,
  ownCounts: [{ name: 'posts', scope: 'publishing:read', rows: () => postsToConfirm }],
  on: {
    async 'connection.removed'(tx, { connectionId }) {
      await endWithConnection(tx, connectionId)
      await leaveGroups(tx, { connectionId })
    },
  },
}
