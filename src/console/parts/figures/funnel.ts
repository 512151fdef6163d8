import { html } from 'hono/html'

/** A stage with what is left after it; `why` says in words what was left out before it. */
export type Stage = { name: string; count: string; share: string; value: number; why: string }

const HEIGHT = 84

/** Stages of a selection from left to right, each as high as its part of the first. */
export function funnel(stages: readonly Stage[]) {
  const most = Math.max(1, ...stages.map(({ value }) => value))
  return html`<ol class="funnel">
    ${stages.map(({ name, count, share, value, why }) => {
      const tall = value === 0 ? 0 : Math.max(2, (value / most) * HEIGHT)
      return html`<li>
        <svg class="figure-columns" width="100%" height="${HEIGHT}" aria-hidden="true">
          <line class="c-rule" x1="0" x2="100%" y1="${HEIGHT - 0.5}" y2="${HEIGHT - 0.5}" />
          <rect
            class="c-bar"
            width="100%"
            y="${(HEIGHT - tall).toFixed(1)}"
            height="${tall.toFixed(1)}"
          />
        </svg>
        <p class="funnel-count">${count} <small>${share}</small></p>
        <p><strong>${name}</strong></p>
        <p class="quiet">${why}</p>
      </li>`
    })}
  </ol>`
}
