import { html } from 'hono/html'

/** A hatching that says the same as a colour; `fill="url(#hatch)"` on any figure of the page. */
export const hatch = () =>
  html`<svg class="fig-defs" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern
        id="hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="fig-ground" width="6" height="6" />
        <path class="fig-stripe" d="M0 0v6" />
      </pattern>
    </defs>
  </svg>`
