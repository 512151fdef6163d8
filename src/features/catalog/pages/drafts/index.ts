import { decideMany } from './decide.ts'
import { approveDraft, rejectDraft, restoreDraft, showDraft } from './detail.ts'
import { saveDraft } from './save.ts'
import { showLink, useLink } from './link.ts'
import { definePage } from './kit.ts'
import { showDrafts } from './list.ts'
import { storeReason, undoDraft } from './undo.ts'

export const draftsPage = definePage({
  path: '/drafts',
  nav: { job: 'shop', shape: 'draft', scope: 'own:read', waiting: 'drafts' },
  routes: {
    'GET /drafts': showDrafts,
    'GET /draft-link': showLink,
    'POST /draft-link': useLink,
    'POST /drafts/decide': decideMany,
    'GET /drafts/:id': showDraft,
    'POST /drafts/:id': saveDraft,
    'POST /drafts/:id/approve': approveDraft,
    'POST /drafts/:id/reject': rejectDraft,
    'POST /drafts/:id/restore': restoreDraft,
    'POST /drafts/:id/undo': undoDraft,
    'POST /drafts/:id/reason': storeReason,
  },
})
