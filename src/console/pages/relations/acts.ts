import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { sayIn } from '../../words.ts'
import { relationsWords } from './words.ts'

const WithTask = z.object({ task_id: z.int().nullable() })

/** Confirming, stopping and continuing a check below this path, of the console and of the API alike. */
export function actsOf(path: '/relations' | '/relations/pairs') {
  const say = (page: Page) => sayIn(page.language, relationsWords)
  const idOf = (page: Page): string => page.c.req.param('id') ?? ''

  async function confirm(page: Page): Promise<Response> {
    await page.ask(`POST /api${path}/${idOf(page)}/confirm`, z.unknown())
    return goTo(page, `${path}/${idOf(page)}`, say(page)('confirmed'))
  }

  async function askStop(page: Page): Promise<Response> {
    return await askFirst(page, {
      title: say(page)('stopTitle'),
      body: html`<p>${say(page)('stopBody')}</p>`,
      action: `/console${path}/${idOf(page)}/stop`,
      submit: say(page)('stopSubmit'),
      hidden: {},
      back: `${path}/${idOf(page)}`,
    })
  }

  async function stop(page: Page): Promise<Response> {
    await page.ask(`POST /api${path}/${idOf(page)}/cancel`, z.unknown())
    return goTo(page, `${path}/${idOf(page)}`, say(page)('stopped'))
  }

  /** Its task is tried again and goes on from its checkpoint. */
  async function goOn(page: Page): Promise<Response> {
    const { task_id: task } = await page.ask(`GET /api${path}/${idOf(page)}`, WithTask)
    await page.ask(`POST /api/tasks/${task ?? 0}/retry`, z.unknown())
    return goTo(page, `${path}/${idOf(page)}`, say(page)('continued'))
  }

  return { confirm, askStop, stop, goOn }
}

/** The people of a check as a file, with the filter of the page. */
export async function exportMembers(page: Page): Promise<Response> {
  const { relation, q, verified } = page.c.req.query()
  const answer = await page.askFile(`GET /api/relations/${page.c.req.param('id') ?? ''}/export`, {
    query: { format: 'csv', bom: 'true', relation, q, verified },
  })
  const headers = ['content-type', 'content-disposition'].map((name): [string, string] => [
    name,
    answer.headers.get(name) ?? '',
  ])
  return new Response(answer.body, { headers })
}
