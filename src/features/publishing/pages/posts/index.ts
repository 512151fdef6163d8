import { showAccountPreview } from './editor/account-preview.ts'
import {
  askToDelete,
  cancel,
  duplicate,
  remove,
  resolve,
  retryAll,
  retryOne,
  retryWithout,
  showPost,
  skipOne,
} from './acts.ts'
import { showCaptions } from './editor/captions.ts'
import {
  changeFile,
  crop,
  saveCover,
  saveCoverFile,
  saveDetails,
  showFiles,
  upload,
} from './editor/files.ts'
import { definePage } from './kit.ts'
import { answerLanguage, guessLanguage, saveAsIs } from './editor/language.ts'
import { beginPost, showNew } from './editor/new-post.ts'
import { showPosts } from './board/page.ts'
import { showContent, showPreview } from './media.ts'
import { invite, publish, schedule, showPlan } from './plan/plan.ts'
import { askToRemove, removePublications } from './live/removal.ts'
import { saveCaptions, translate } from './editor/save-captions.ts'
import { savePost } from './editor/save.ts'

export const postsPage = definePage({
  path: '/posts',
  nav: { job: 'publish', shape: 'publish', scope: 'publishing:read', waiting: 'posts' },
  routes: {
    'GET /posts': showPosts,
    'POST /posts': beginPost,
    'GET /posts/new': showNew,
    'POST /posts/new': savePost,
    'POST /posts/new/files': upload,
    'POST /posts/new/guess': guessLanguage,
    'GET /posts/files/:upload': showPreview,
    'GET /posts/files/:upload/content': showContent,
    'GET /posts/:id': showPost,
    'POST /posts/:id': savePost,
    'GET /posts/:id/files': showFiles,
    'POST /posts/:id/files': upload,
    'POST /posts/:id/files/:at{[0-9]}': changeFile,
    'POST /posts/:id/files/:at{[0-9]}/crop': crop,
    'POST /posts/:id/files/:at{[0-9]}/details': saveDetails,
    'POST /posts/:id/cover': saveCover,
    'POST /posts/:id/cover-file': saveCoverFile,
    'GET /posts/:id/captions': showCaptions,
    'POST /posts/:id/captions': saveCaptions,
    'POST /posts/:id/translate': translate,
    'POST /posts/:id/guess': guessLanguage,
    'POST /posts/:id/language': answerLanguage,
    'POST /posts/:id/as-is': saveAsIs,
    'GET /posts/:id/plan': showPlan,
    'GET /posts/:id/preview': showAccountPreview,
    'POST /posts/:id/collab': invite,
    'POST /posts/:id/publish': publish,
    'POST /posts/:id/schedule': schedule,
    'POST /posts/:id/duplicate': duplicate,
    'POST /posts/:id/cancel': cancel,
    'GET /posts/:id/delete': askToDelete,
    'POST /posts/:id/delete': remove,
    'GET /posts/:id/removal': askToRemove,
    'POST /posts/:id/removal': removePublications,
    'POST /posts/:id/retry': retryAll,
    'POST /posts/:id/executions/:execution/retry': retryOne,
    'POST /posts/:id/executions/:execution/retry-without': retryWithout,
    'POST /posts/:id/executions/:execution/skip': skipOne,
    'POST /posts/:id/executions/:execution/resolve': resolve,
  },
})
