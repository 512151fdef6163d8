import { html } from 'hono/html'
import { goTo } from '../../../console/page.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { proxyDownload } from '../../../console/parts/download.ts'
import type { Context, Routes } from './kit.ts'
import { readFilter } from './members.ts'

const OPERATIONS = {
  '/relations': {
    read: 'getRelationCheck',
    confirm: 'confirmRelationCheck',
    cancel: 'cancelRelationCheck',
  },
  '/relations/pairs': {
    read: 'getPairCheck',
    confirm: 'confirmPairCheck',
    cancel: 'cancelPairCheck',
  },
} as const

/** Confirming, stopping and continuing a check below this path. */
export function actRoutes(path: keyof typeof OPERATIONS, id: string): Routes {
  const { read, confirm, cancel } = OPERATIONS[path]
  const paramsOf = ({ param }: Context) => ({ id: param('id') })
  const back = (context: Context, flash: string) =>
    goTo(context, `${path}/${context.param('id')}`, flash)
  return {
    async [`POST ${path}/${id}/confirm`](context: Context) {
      await context.api.call(confirm, { params: paramsOf(context) })
      return back(context, context.t('confirmed'))
    },

    [`GET ${path}/${id}/stop`]: async (context: Context) =>
      await askFirst(context, {
        title: context.t('stopTitle'),
        body: html`<p>${context.t('stopBody')}</p>`,
        action: `/console${path}/${context.param('id')}/stop`,
        submit: context.t('stopSubmit'),
        hidden: {},
        back: `${path}/${context.param('id')}`,
      }),

    async [`POST ${path}/${id}/stop`](context: Context) {
      await context.api.call(cancel, { params: paramsOf(context) })
      return back(context, context.t('stopped'))
    },

    /** Retries the task of a check, which continues from its checkpoint. */
    async [`POST ${path}/${id}/continue`](context: Context) {
      const { task_id: task } = await context.api.call(read, { params: paramsOf(context) })
      await context.api.call('retryTask', { params: { id: String(task ?? 0) } })
      return back(context, context.t('continued'))
    },
  }
}

/** The people of a check as a file, with the filter of the page. */
export async function exportMembers(context: Context): Promise<Response> {
  const { relation, q, verified } = readFilter(context)
  const query = { format: 'csv', bom: 'true', relation, q, verified } as const
  const params = { id: context.param('id') }
  return proxyDownload(await context.api.file('exportRelationMembers', { params, query }))
}
