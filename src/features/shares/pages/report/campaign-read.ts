import { html } from 'hono/html'
import type { AnswerOf } from '../../../../console/api.ts'

export type Results = AnswerOf<'getCampaignResults'>
export type Summary = AnswerOf<'getCampaignSummary'>
export type CampaignCreator = Results['creators'][number]
export type Result = CampaignCreator['results'][number]

/** A picture of a post, which has the shape of what it is. */
export const shotOf = (base: string, { picture, kind }: Result, alt: string) =>
  picture === null
    ? html`<span class="shot ${kind}" role="img" aria-label="${alt}"></span>`
    : html`<img
        class="shot ${kind}"
        src="${base}/images/${picture}"
        width="260"
        height="325"
        alt="${alt}"
      />`
