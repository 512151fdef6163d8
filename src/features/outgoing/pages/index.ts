import { definePage } from './kit.ts'
import { saveReport, sendNow, showReport, stopReport } from './report.ts'
import { makeWebhook, saveWebhook, showEdit, showNew } from './webhook-edit.ts'
import { askToRemove, removeWebhook, showWebhooks, testWebhook } from './webhooks.ts'

const outgoing = definePage({
  path: '/outgoing-webhooks',
  nav: null,
  routes: {
    'GET /campaigns/:id/report': async (page) => await showReport(page),
    'POST /campaigns/:id/report': saveReport,
    'POST /campaigns/:id/report/send': sendNow,
    'POST /campaigns/:id/report/stop': stopReport,
    'GET /outgoing-webhooks': showWebhooks,
    'POST /outgoing-webhooks': makeWebhook,
    'GET /outgoing-webhooks/new': async (page) => await showNew(page),
    'GET /outgoing-webhooks/:id/edit': async (page) => await showEdit(page),
    'POST /outgoing-webhooks/:id': saveWebhook,
    'POST /outgoing-webhooks/:id/test': testWebhook,
    'GET /outgoing-webhooks/:id/delete': askToRemove,
    'POST /outgoing-webhooks/:id/delete': removeWebhook,
  },
})

export const outgoingPages = [outgoing]
