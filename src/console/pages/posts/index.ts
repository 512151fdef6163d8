import type { ConsolePage } from '../../page.ts'
import { showAccountPreview } from './account-preview.ts'
import {
  askToDelete,
  cancel,
  duplicate,
  remove,
  resolve,
  retryAll,
  retryOne,
  showPost,
} from './acts.ts'
import { showCaptions } from './captions.ts'
import {
  changeFile,
  crop,
  saveCover,
  saveCoverFile,
  saveDetails,
  showFiles,
  upload,
} from './files.ts'
import { answerLanguage, guessLanguage, saveAsIs } from './language.ts'
import { makePost, showPosts } from './list.ts'
import { showPreview } from './media.ts'
import { invite, publish, schedule, showPlan } from './plan.ts'
import { askToRemove, removePublications } from './removal.ts'
import { saveCaptions, translate } from './save-captions.ts'
import { savePost } from './save.ts'
import { postsWords } from './words.ts'

export const posts: ConsolePage = {
  path: '/posts',
  words: postsWords,
  nav: { group: 'work', shape: 'publish', scope: 'publishing:read' },
  routes: [
    { method: 'GET', path: '/posts', handle: showPosts },
    { method: 'POST', path: '/posts', handle: makePost },
    { method: 'GET', path: '/posts/files/:upload', handle: showPreview },
    { method: 'GET', path: '/posts/:id', handle: showPost },
    { method: 'POST', path: '/posts/:id', handle: savePost },
    { method: 'GET', path: '/posts/:id/files', handle: showFiles },
    { method: 'POST', path: '/posts/:id/files', handle: upload },
    { method: 'POST', path: '/posts/:id/files/:at{[0-9]}', handle: changeFile },
    { method: 'POST', path: '/posts/:id/files/:at{[0-9]}/crop', handle: crop },
    { method: 'POST', path: '/posts/:id/files/:at{[0-9]}/details', handle: saveDetails },
    { method: 'POST', path: '/posts/:id/cover', handle: saveCover },
    { method: 'POST', path: '/posts/:id/cover-file', handle: saveCoverFile },
    { method: 'GET', path: '/posts/:id/captions', handle: showCaptions },
    { method: 'POST', path: '/posts/:id/captions', handle: saveCaptions },
    { method: 'POST', path: '/posts/:id/translate', handle: translate },
    { method: 'POST', path: '/posts/:id/guess', handle: guessLanguage },
    { method: 'POST', path: '/posts/:id/language', handle: answerLanguage },
    { method: 'POST', path: '/posts/:id/as-is', handle: saveAsIs },
    { method: 'GET', path: '/posts/:id/plan', handle: showPlan },
    { method: 'GET', path: '/posts/:id/preview', handle: showAccountPreview },
    { method: 'POST', path: '/posts/:id/collab', handle: invite },
    { method: 'POST', path: '/posts/:id/publish', handle: publish },
    { method: 'POST', path: '/posts/:id/schedule', handle: schedule },
    { method: 'POST', path: '/posts/:id/duplicate', handle: duplicate },
    { method: 'POST', path: '/posts/:id/cancel', handle: cancel },
    { method: 'GET', path: '/posts/:id/delete', handle: askToDelete },
    { method: 'POST', path: '/posts/:id/delete', handle: remove },
    { method: 'GET', path: '/posts/:id/removal', handle: askToRemove },
    { method: 'POST', path: '/posts/:id/removal', handle: removePublications },
    { method: 'POST', path: '/posts/:id/retry', handle: retryAll },
    { method: 'POST', path: '/posts/:id/executions/:execution/retry', handle: retryOne },
    { method: 'POST', path: '/posts/:id/executions/:execution/resolve', handle: resolve },
  ],
}
