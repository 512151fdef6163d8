import type { ConsolePage } from '../../page.ts'
import { decideMany } from './decide.ts'
import { approveDraft, rejectDraft, restoreDraft, showDraft } from './detail.ts'
import { saveDraft } from './save.ts'
import { showLink, useLink } from './link.ts'
import { showDrafts } from './list.ts'
import { draftsWords } from './words.ts'

export const drafts: ConsolePage = {
  path: '/drafts',
  words: draftsWords,
  nav: { group: 'creators', shape: 'draft', scope: 'own:read' },
  routes: [
    { method: 'GET', path: '/drafts', handle: showDrafts },
    { method: 'GET', path: '/draft-link', handle: showLink },
    { method: 'POST', path: '/draft-link', handle: useLink },
    { method: 'POST', path: '/drafts/decide', handle: decideMany },
    { method: 'GET', path: '/drafts/:id', handle: showDraft },
    { method: 'POST', path: '/drafts/:id', handle: saveDraft },
    { method: 'POST', path: '/drafts/:id/approve', handle: approveDraft },
    { method: 'POST', path: '/drafts/:id/reject', handle: rejectDraft },
    { method: 'POST', path: '/drafts/:id/restore', handle: restoreDraft },
  ],
}
