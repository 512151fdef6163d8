import { html, raw } from 'hono/html'

/** The signs, 16 × 16, drawn with strokes: states differ by shape as well as by colour. */
const SHAPES = {
  pending: '<circle cx="8" cy="8" r="6"/><path d="M8 4.6V8l2.4 1.5"/>',
  running: '<circle cx="8" cy="8" r="6" opacity=".3"/><path d="M8 2a6 6 0 0 1 6 6"/>',
  done: '<path d="m3 8.5 3.3 3.3L13 4.7"/>',
  failed: '<path d="M8 2 14.6 13.8H1.4ZM8 6.6v3.2m0 2v.1"/>',
  cancelled: '<circle cx="8" cy="8" r="6"/><path d="m3.9 12.1 8.2-8.2"/>',
  resting: '<path d="M13.4 9.6A5.8 5.8 0 1 1 6.4 2.6a4.6 4.6 0 0 0 7 7Z"/>',
  person:
    '<path d="M4 8V4.2a1.1 1.1 0 0 1 2.2 0V7m0-3.6V2.9a1.1 1.1 0 0 1 2.2 0V7m0-3.4a1.1 1.1 0 0 1 2.2 0V8m0-2a1.1 1.1 0 0 1 2.2 0v3.6A4.6 4.6 0 0 1 8.2 14 5 5 0 0 1 4 11.4L2.6 9a1 1 0 0 1 1.6-1.1"/>',
  overview: '<path d="M2.5 9.5v-7h4.5v7zM9 6V2.5h4.5V6zM9 13.5V8.5h4.5v5zM2.5 13.5V12H7v1.5z"/>',
  tasks: '<path d="m2 4.2 1.2 1.2L5.4 3M2 11.2l1.2 1.2L5.4 10M8 4.3h6M8 11.3h6"/>',
  profile: '<circle cx="8" cy="5.4" r="2.9"/><path d="M2.6 14a5.5 5.5 0 0 1 10.8 0"/>',
  users:
    '<circle cx="6" cy="5.6" r="2.6"/><path d="M1.5 13.6a4.6 4.6 0 0 1 9 0M10.4 3.2a2.5 2.5 0 0 1 0 4.7m1.4 2a4.3 4.3 0 0 1 2.8 3.7"/>',
  key: '<circle cx="5" cy="11" r="2.9"/><path d="m7.2 8.8 6-6M10.6 5.4l2 2"/>',
  audit: '<path d="M3.5 2h6l3 3v9h-9zM9.5 2v3h3M5.8 8.3h4.4M5.8 11h4.4"/>',
} as const

export type ShapeName = keyof typeof SHAPES

/** A sign beside a word that says the same. */
export const shape = (name: ShapeName) =>
  html`<svg class="shape" viewBox="0 0 16 16" aria-hidden="true">${raw(SHAPES[name])}</svg>`
